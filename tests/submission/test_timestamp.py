"""The time at which something was handed in is read with its time zone, and one that nobody knows is refused."""

import datetime

import pytest

from examiner.errors import Refused
from examiner.submission.timestamp import parse_timestamp

TEN_UTC = [
    "2026-07-01 10:00:00",
    "2026-07-01 10:00:00 UTC",
    "2026-07-01 10:00:00.000000 UTC",
    "2026-07-01 12:00:00 +0200",
    "2026-07-01 12:00:00 +02:00",
    "2026-07-01 12:00:00 +02",
    "2026-07-01 12:00:00+0200",
    "2026-07-01T12:00:00+02:00",
    "2026-07-01T10:00:00Z",
    "2026-07-01 12:00:00 CEST",
    "2026-07-01 11:00:00 CET",
    "2026-07-01 12:00:00 Europe/Berlin",
    "2026-07-01 06:00:00 EDT",
    "2026-07-01 05:00:00 -0500",
    "2026-07-01 02:30:00 -0730",
    "Wed, 1 Jul 2026 12:00:00 +0200",
    "Wed Jul 1 12:00:00 CEST 2026",
    "2026-07-01 10:00 am",
    "2026-07-01 12:00 PM CEST",
]


@pytest.mark.parametrize("text", TEN_UTC)
def test_a_time_is_read_with_its_zone(text):
    assert parse_timestamp(f"{text}\n".encode()) == datetime.datetime(2026, 7, 1, 10)


@pytest.mark.parametrize("text", ["2026-07-01 10:00:00 IST", "2026-07-01 10:00:00 CST", "2026-07-01 10:00 PM XYZT"])
def test_a_zone_that_may_be_several_or_none_is_refused_with_what_to_write(text):
    with pytest.raises(Refused, match=r"its time zone \w+ may be several, or none: write \+0200"):
        parse_timestamp(text.encode())


@pytest.mark.parametrize(
    "text", ["2026-07-01 10:00:00 200", "2026-07-01 10:00:00 ../../x", "2026-07-01 10:00:00 +9900"]
)
def test_what_is_no_zone_is_refused(text):
    with pytest.raises(Refused, match="holds no date"):
        parse_timestamp(text.encode())


def test_an_empty_file_says_nothing():
    assert parse_timestamp(b" \n") is None
