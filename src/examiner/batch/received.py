"""A submission as it was read: what is graded, and what goes with it."""

import datetime
from dataclasses import dataclass
from pathlib import Path

from ..submission.messages import Submission


@dataclass(frozen=True)
class Received:
    """A submission as it was read.

    submission: what is graded. files: all that goes into the graded folder beside the notebooks, {path: bytes}.
    timestamp: when it was handed in, in UTC, None if that is not known. fingerprint: changes when it, or the
    assignment, does. remark: what of it was left behind, in words.
    """

    submission: Submission
    files: dict[Path, bytes]
    timestamp: datetime.datetime | None
    fingerprint: str
    remark: str = ""
