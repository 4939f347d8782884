"""What a check raises."""

import textwrap

# Around what a message takes from the student's code or from a case's arguments. Text is as it was with these signs
# (Unicode's "first strong isolate" and its end), but a feedback page knows what must not be told of a hidden test.
BEGIN, END = "\u2068", "\u2069"
NO_SIGNS = str.maketrans("", "", BEGIN + END)


class CheckError(AssertionError):
    """An answer is not right; the text says why, in one or two sentences.

    why: the part of the text that names the mistake, where `cases` found it. symptom: whether the text only shows how
    far off a result is, or guesses from a single case. known: whether `why` is a mistake that the check knows.
    """

    not_written = False

    def __init__(self, text: str = "", why: str = "", symptom: bool = False, known: bool = False) -> None:
        super().__init__(text)
        self.why, self.symptom, self.known = why, symptom, known

    def __str__(self) -> str:
        return super().__str__().translate(NO_SIGNS)

    def signed(self) -> str:
        """Return the text with the signs around what is private."""
        return super().__str__()

    def _render_traceback_(self):
        # IPython calls this instead of printing the frames of this package under the student's cell.
        return textwrap.wrap(self.signed(), 100)


def private(text: object) -> str:
    """Return a part of a message that a hidden test must not tell, with signs around it."""
    return f"{BEGIN}{str(text).translate(NO_SIGNS)}{END}"
