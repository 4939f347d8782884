"""Settings of the course. nbgrader and formgrader read this file when they are started in this folder."""

import examiner

c = get_config()

# The name of the course in formgrader and in the gradebook.
c.CourseDirectory.course_id = "descent"

# What stands in a template in place of a solution: the one line where the student's work goes.
c.ClearSolutions.code_stub = {"python": "raise NotImplementedError  # replace this line with your code"}
c.ClearSolutions.text_stub = "*Your answer here.*"

# Marking schemes stand in the locked question cells, so that formgrader shows them above the answer. nbgrader expects
# them in task cells only, but a task that was left blank is not given 0 by itself; an answer cell is.
c.ClearMarkScheme.enforce_metadata = False

# Seconds of CPU time that a cell may take, and one call of a student's function by a test. The slowest right answer of
# the banks needs half of that, and less on a quiet machine. They are the student's own: docs/time.md.
c.Execute.timeout = 12
c.Execute.call_timeout = 6

# A test cell that a student deleted comes back.
c.OverwriteCells.add_missing_cells = True

# Autograding reads submissions through the examiner.
examiner.configure(c)
