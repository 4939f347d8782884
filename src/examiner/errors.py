"""The exceptions of the examiner. Each text is for the person who reads it: what happened, to what, what to do."""


class ExaminerError(Exception):
    """The examiner cannot go on; the text says why and what to do."""


class Refused(ExaminerError):
    """A submission cannot be graded; the text says why, in one line. The others are graded."""


class WireError(ExaminerError):
    """A value from the student's process is not plain, or not what it claims to be."""


class KernelDied(ExaminerError, RuntimeError):
    """The student's process is gone; the text says what it was doing."""


class Disturbed(ExaminerError, RuntimeError):
    """What a submission needed of this machine was not there, for no fault of the student's: it can be graded again."""


class OutOfTime(ExaminerError, TimeoutError):
    """A process used up the time that it may have; the text goes on after its name, "took more than 4 s of CPU time",
    or is a sentence.
    """


def printable(text: object) -> str:
    """Return `text` in one line that a terminal shows and does not obey: what is no printable character is escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in str(text))
