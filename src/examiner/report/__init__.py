"""What a class got wrong: a page, and the same figures as data."""

from typing import Any

# What the page shows, as plain values.
Figures = dict[str, Any]
