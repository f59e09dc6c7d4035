"""How long somebody waits after how many tries."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaphane.accounts.rules.sessions import ends, worth_writing
from diaphane.accounts.rules.tries import NO_WAIT, Bucket, GrowingWait, Limit, Tries, place

NOW = datetime(2030, 1, 1, tzinfo=UTC)
PERSON, PLACE = GrowingWait(), Bucket(3, timedelta(seconds=10))


def failed(limit: Limit, times: int) -> Tries:
    """After so many failures, each as early as it is let in."""
    now, found = NOW, Tries(0, 0, NOW)
    for _ in range(times):
        now += limit.wait(found, now)
        found = limit.counted(found, now)
    return found


@pytest.mark.parametrize(("failures", "seconds"), [(0, 0), (4, 0), (5, 1), (6, 2), (7, 4), (14, 512), (15, 900), (16, 900), (5000, 900)])
def test_a_person_waits_longer_and_longer_but_never_for_ever(failures: int, seconds: int) -> None:
    assert PERSON.wait(Tries(failures, 0, NOW), NOW) == timedelta(seconds=seconds)


def test_a_person_is_let_in_when_the_wait_is_over_and_forgotten_after_a_day() -> None:
    tired = failed(PERSON, 7)
    assert tired.failures == 7
    assert PERSON.wait(tired, tired.tried_at + timedelta(seconds=3)) == timedelta(seconds=1)
    assert PERSON.wait(tired, tired.tried_at + timedelta(seconds=4)) == NO_WAIT
    assert PERSON.counted(tired, tired.tried_at + timedelta(days=1)).failures == 1
    assert PERSON.forgiven(tired).failures == 0


def test_of_a_thousand_tries_at_most_a_hundred_are_looked_at() -> None:
    now, found, looked_at = NOW, Tries(0, 0, NOW), 0
    for _ in range(1000):
        now += timedelta(minutes=1)
        if PERSON.wait(found, now) == NO_WAIT:
            found, looked_at = PERSON.counted(found, now), looked_at + 1
    assert looked_at <= 100


def test_a_bucket_takes_its_size_at_once_then_what_leaks() -> None:
    full = failed(PLACE, 3)
    assert full.tried_at == NOW
    assert PLACE.wait(full, NOW) == timedelta(seconds=10)
    assert PLACE.wait(full, NOW + timedelta(seconds=10)) == NO_WAIT
    assert PLACE.wait(PLACE.forgiven(full), NOW) == NO_WAIT


@given(st.lists(st.floats(0, 1000), max_size=30))
def test_a_bucket_never_holds_more_than_its_size(pauses: list[float]) -> None:
    now, found = NOW, Tries(0, 0, NOW)
    for pause in pauses:
        now += timedelta(seconds=pause)
        if PLACE.wait(found, now) == NO_WAIT:
            found = PLACE.counted(found, now)
        assert 0 <= found.level <= PLACE.size + 1e-9


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.254", True),
        ("192.0.2.1", "192.0.3.1", False),
        ("::ffff:192.0.2.1", "192.0.2.7", True),
        ("2001:db8:0:aa00::1", "2001:db8:0:aaff::2", True),
        ("2001:db8:0:aa00::1", "2001:db8:0:ab00::1", False),
        ("fe80::1%eth0", "fe80::2", True),
        ("", "unix", True),
        ("192.0.2.1", "x", False),
    ],
)
def test_addresses_of_one_place(one: str, other: str, same: bool) -> None:
    assert (place(one) == place(other)) is same


def test_a_session_ends_by_idleness_and_in_any_case() -> None:
    idle, absolute = timedelta(minutes=15), timedelta(hours=12)
    early = ends(NOW, NOW, idle, absolute)
    assert (early.idle_expires_at, early.expires_at) == (NOW + idle, NOW + absolute)
    assert not early.passed(NOW + idle - timedelta(seconds=1))
    assert early.passed(NOW + idle)
    late = ends(NOW, NOW + absolute - timedelta(minutes=1), idle, absolute)
    assert late.idle_expires_at == NOW + absolute


def test_a_session_is_written_at_most_once_a_second() -> None:
    idle = timedelta(minutes=15)
    assert not worth_writing(NOW, NOW + timedelta(seconds=0.9), idle)
    assert worth_writing(NOW, NOW + timedelta(seconds=1), idle)
    assert worth_writing(NOW, NOW + timedelta(seconds=0.5), timedelta(seconds=15))
