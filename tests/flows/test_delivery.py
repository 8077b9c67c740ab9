"""A delivery only moves forward, whatever the provider says and in whatever order (I3, I4)."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise, permutations
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from flows.delivery import TOLD, UNSENT, Patience, next_try, reported
from flows.vocabulary import DeliveryState as S

NOW = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
REPORTS = [S.ACCEPTED, S.DELIVERED, S.OPENED, S.FAILED]
ORDER = [S.QUEUED, S.HANDED_OVER, S.UNCERTAIN, S.ACCEPTED, S.DELIVERED, S.OPENED, S.ANSWERED]
ENDS = (S.ANSWERED, S.FAILED, S.DROPPED)


def after(start: S, reports: list[S], doubts: int = 0) -> list[S]:
    states = [start]
    for report in reports:
        states.append(reported(states[-1], report, doubts=doubts))
    return states


@given(start=st.sampled_from(S), reports=st.lists(st.sampled_from(S), max_size=8), doubts=st.integers(0, 2))
def test_reports_never_move_a_delivery_back_or_out_of_its_end(start: S, reports: list[S], doubts: int) -> None:
    states = after(start, reports, doubts)
    for before, now in pairwise(states):
        if now == before:
            continue
        assert before not in ENDS
        assert now is S.FAILED or ORDER.index(now) > ORDER.index(before)


def test_every_order_of_accepted_delivered_and_opened_ends_opened() -> None:
    for start in (S.HANDED_OVER, S.ACCEPTED, S.UNCERTAIN):
        for order in permutations([S.ACCEPTED, S.ACCEPTED, S.DELIVERED, S.OPENED]):
            assert after(start, list(order))[-1] is S.OPENED


@given(reports=st.permutations([S.ACCEPTED, S.FAILED, S.ACCEPTED, S.FAILED]))
def test_a_failure_that_comes_early_or_twice_stays_a_failure(reports: list[S]) -> None:
    assert after(S.HANDED_OVER, reports)[-1] is S.FAILED


def test_what_was_delivered_does_not_fail_afterwards() -> None:
    assert after(S.HANDED_OVER, [S.DELIVERED, S.FAILED]) == [S.HANDED_OVER, S.DELIVERED, S.DELIVERED]


def test_a_report_about_a_message_that_was_never_sent_changes_nothing() -> None:
    for start in UNSENT:
        assert after(start, REPORTS) == [start] * 5


def test_a_receipt_for_the_first_send_spares_the_second() -> None:
    for start in UNSENT:
        assert reported(start, S.DELIVERED, doubts=1) is S.DELIVERED
        assert reported(start, S.ACCEPTED, doubts=1) is S.ACCEPTED
        assert reported(start, S.FAILED, doubts=1) is start


def test_told_is_everything_that_may_have_arrived() -> None:
    assert set(TOLD) == set(S) - set(UNSENT) - {S.FAILED, S.DROPPED}


@given(attempts=st.integers(1, 30), wait=st.none() | st.floats(0, 10_000), seed=st.integers())
def test_a_retry_is_later_bounded_and_honours_the_provider(attempts: int, wait: float | None, seed: int) -> None:
    patience = Patience(tries=10)
    at = next_try(attempts, NOW, Random(seed), patience, wait)
    assert (at is None) == (attempts >= patience.tries)
    if at is not None:
        assert NOW + timedelta(seconds=max(wait or 0, patience.first * 0.99)) <= at
        assert at <= NOW + timedelta(seconds=max(wait or 0, patience.longest * 1.26))


def test_the_wait_doubles() -> None:
    waits = [next_try(n, NOW, Random(1), Patience(tries=9)) for n in range(1, 5)]
    seconds = [(w - NOW).total_seconds() for w in waits if w]
    assert all(later > earlier for earlier, later in pairwise(seconds))
