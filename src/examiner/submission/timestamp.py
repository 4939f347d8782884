"""When a submission was handed in, as its timestamp.txt says.

nbgrader reads one too, but takes `+0200` for 200 seconds and a name that it does not know, CEST for one, for UTC.
"""

import datetime
import re

import dateutil.parser
import dateutil.tz

from ..errors import Refused, printable

TIMESTAMP = "timestamp.txt"
MAX_TIMESTAMP = 100  # characters
NUMBER = re.compile(r"([+-])(\d{1,2})(?::?(\d\d))?")
NAME = re.compile(r"[A-Za-z]\w*([/+-]\w+)*")
# In hours. Those that two countries have for different times, IST for one, are not among them.
ABBREVIATIONS = {
    **{"UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "EET": 2, "EEST": 3},
    **{"MSK": 3, "JST": 9, "KST": 9, "AWST": 8, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13, "SAST": 2},
    **{"EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10},
}


def parse_timestamp(data: bytes) -> datetime.datetime | None:
    """Return the time in the bytes of a timestamp.txt, in UTC and without a zone; None for an empty one.

    A time without a zone is UTC, as for nbgrader. Raises Refused for what is no time, and for a zone that nobody knows.
    """
    try:
        text = data[: MAX_TIMESTAMP + 1].decode().strip()
        if len(text) > MAX_TIMESTAMP or not text.isprintable():
            raise ValueError(text)
        return in_utc(text) if text else None
    except Exception as error:
        # dateutil has many: of text, of large numbers.
        shown = printable(data[:30].decode(errors="replace"))
        zone = f" ({error})" if "time zone" in str(error) else ""
        raise Refused(
            f"{TIMESTAMP} holds no date: {shown!r}{zone}. "
            "Write one there, such as 2024-01-31 10:00:00 UTC, or delete it"
        ) from error


def in_utc(text: str) -> datetime.datetime:
    """Return the time that a text says, in UTC and without a zone. Raises ValueError, and what dateutil raises."""
    words = text.split()
    if (
        len(words) == 3
        and words[2].lower() not in ("am", "pm")
        and (NUMBER.fullmatch(words[2]) or NAME.fullmatch(words[2]))
    ):
        time, zone = dateutil.parser.parse(" ".join(words[:2])), zone_of(words[2])
        time = time.replace(tzinfo=zone)
    else:
        time = dateutil.parser.parse(text, tzinfos=lambda name, offset: zone_of(name, offset))
    return time.astimezone(datetime.UTC).replace(tzinfo=None) if time.tzinfo else time


def zone_of(name: str | None, offset: int | None = None) -> datetime.tzinfo | None:
    """Return a time zone: of an offset in seconds where dateutil has found one, else of a name or a number like +0200.
    None for neither.

    Raises ValueError for one that nobody knows.
    """
    if offset is not None:
        return datetime.timezone(datetime.timedelta(seconds=offset))
    if name is None:
        return None
    if number := NUMBER.fullmatch(name):
        sign, hours, minutes = number.groups()
        seconds = 3600 * int(hours) + 60 * int(minutes or 0)
        return datetime.timezone(datetime.timedelta(seconds=-seconds if sign == "-" else seconds))
    if name in ABBREVIATIONS:
        return datetime.timezone(datetime.timedelta(hours=ABBREVIATIONS[name]))
    found = dateutil.tz.gettz(name) if NAME.fullmatch(name) else None
    if found is None:
        raise ValueError(f"its time zone {printable(name)} may be several, or none: write +0200, for one")
    return found
