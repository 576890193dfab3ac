from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.decoding.time import parse_time

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22T12:00:00Z",
        "2026-11-22t12:00:00z",
        "2026-11-22 12:00:00Z",
        "2026-11-22T12:00:00.000Z",
        "2026-11-22T12:00:00.0000000000Z",
        "2026-11-22T13:30:00+01:30",
        "2026-11-21T23:00:00-13:00",
        "2026-11-22T12:00:00-00:00",
    ],
)
def test_spellings_of_one_moment(text):
    assert parse_time(text) == NOON


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026",
        "2026-W47-7",
        "20261122",
        "2026-11-22T12:00:00",
        "2026-11-22T12:00Z",
        "2026-11-31",
        "2026-11-22T24:00:00Z",
        "2026-11-22T12:00:61Z",
        "2026-11-22T12:00:00+24:00",
        "2026-11-22T12:00:00Z\n",
        "٢٠٢٦-11-22",
        "9999-12-31T23:59:59-01:00",
        "9999-12-31T23:59:60Z",
        "0001-01-01T00:00:00+01:00",
    ],
)
def test_what_is_no_time(text):
    assert parse_time(text) is None


def test_bare_date_is_its_first_moment_and_a_leap_second_the_next_one():
    assert parse_time("2026-11-22") == datetime(2026, 11, 22, tzinfo=UTC)
    assert parse_time("2016-12-31T23:59:60.5Z") == datetime(2017, 1, 1, tzinfo=UTC)


@given(st.datetimes(timezones=st.just(UTC)))
def test_round_trip(moment):
    assert parse_time(moment.isoformat()) == moment


@given(st.text())
def test_any_text(text):
    assert parse_time(text) is None or parse_time(text).tzinfo is UTC
