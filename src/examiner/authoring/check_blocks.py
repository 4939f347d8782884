"""The block of a check cell: what an instructor writes between two lines, and students never see."""

BEGIN, END = "### BEGIN CHECK", "### END CHECK"


def block(source: str) -> str:
    """Return the lines of a check cell between BEGIN and END."""
    return source.partition(BEGIN)[2].partition(END)[0]


def without_block(source: str) -> str:
    before, _, rest = source.partition(BEGIN)
    return (before + rest.partition(END)[2]).strip()
