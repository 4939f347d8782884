"""What a check raises."""

import textwrap


class CheckError(AssertionError):
    """An answer is not right; the text says why, in one or two sentences."""

    not_written = False

    def _render_traceback_(self):
        # IPython calls this instead of printing the frames of this package under the student's cell.
        return textwrap.wrap(str(self), 100)
