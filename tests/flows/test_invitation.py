"""The invitation of one seat: asked, asked again, the deputy, the duty chief; an answer ends it (I5, I12)."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from flows.invitation import Ask, Asking, Before, Remind, Silent, Skip, answered, begin, cannot_be_told, due, stopped
from flows.vocabulary import InvitationState, InvitationStep, Rsvp

NOW = datetime(2026, 11, 23, 20, 14, tzinfo=UTC)
START = NOW + timedelta(minutes=30)
BEFORE = Before(timedelta(minutes=20), timedelta(minutes=12), timedelta(minutes=5))
BOTH = (True, True)


def test_a_silent_seat_is_asked_again_then_its_deputy_then_the_chief_is_told() -> None:
    asking, orders = begin(BOTH, BEFORE, START, NOW)
    assert orders == (Ask(0),)
    told = []
    while asking.due_at is not None:
        told.append((START - asking.due_at, asking.next))
        asking, orders = due(asking, BOTH, BEFORE, START, asking.due_at)
        told.append(orders)
    assert told == [
        (BEFORE.remind, InvitationStep.REMIND),
        (Remind(0),),
        (BEFORE.deputy, InvitationStep.DEPUTY),
        (Ask(1),),
        (BEFORE.chief, InvitationStep.CHIEF),
        (Silent(),),
    ]
    assert asking.state is InvitationState.SILENT


def test_nothing_comes_before_its_time() -> None:
    asking, _ = begin(BOTH, BEFORE, START, NOW)
    assert asking.due_at is not None
    assert due(asking, BOTH, BEFORE, START, asking.due_at - timedelta(seconds=1)) == (asking, ())


def test_who_cannot_be_told_is_passed_over_at_once() -> None:
    assert begin((False, True), BEFORE, START, NOW)[1] == (Skip(0), Ask(1))
    asking, orders = begin((False, False), BEFORE, START, NOW)
    assert (asking.state, orders) == (InvitationState.SILENT, (Skip(0), Skip(1), Silent()))
    assert begin((), BEFORE, START, NOW)[1] == (Silent(),)


def test_messages_that_all_fail_bring_the_next_person_at_once() -> None:
    asking, _ = begin(BOTH, BEFORE, START, NOW)
    assert cannot_be_told(asking, 0, BOTH, BEFORE, START, NOW)[1] == (Ask(1),)
    assert cannot_be_told(asking, 1, BOTH, BEFORE, START, NOW) == (asking, ())


def test_my_deputy_comes_invites_the_deputy_at_once() -> None:
    asking, _ = begin(BOTH, BEFORE, START, NOW)
    passed, orders = answered(asking, 0, Rsvp.DEPUTY, BOTH, BEFORE, START, NOW)
    assert (passed.state, passed.position, orders) == (InvitationState.ASKED, 1, (Ask(1),))
    none_left, orders = answered(passed, 1, Rsvp.DEPUTY, BOTH, BEFORE, START, NOW)
    assert (none_left.state, orders) == (InvitationState.SILENT, (Silent(),))


def test_a_late_no_of_the_holder_never_undoes_the_deputys_yes() -> None:
    asking, _ = begin(BOTH, BEFORE, START, NOW, 1)
    joining, _ = answered(asking, 1, Rsvp.JOINING, BOTH, BEFORE, START, NOW)
    for rsvp in (Rsvp.CANNOT, Rsvp.DEPUTY):
        assert answered(joining, 0, rsvp, BOTH, BEFORE, START, NOW) == (joining, ())
    assert answered(joining, 0, Rsvp.JOINING, BOTH, BEFORE, START, NOW)[0].position == 0


def test_an_answer_also_ends_silence() -> None:
    silent = Asking(InvitationState.SILENT, 0, None, None)
    assert answered(silent, 0, Rsvp.JOINING, BOTH, BEFORE, START, NOW)[0].state is InvitationState.JOINING


def test_a_deputy_asked_late_is_still_shown_to_the_chief_when_silent() -> None:
    late = START - timedelta(minutes=1)
    asking, _ = begin(BOTH, BEFORE, START, late, 1)
    assert (asking.next, asking.due_at) == (InvitationStep.CHIEF, START)


@given(st.lists(st.booleans(), max_size=5), st.integers(0, 5))
def test_beginning_asks_exactly_one_or_tells_the_chief(reachable: list[bool], position: int) -> None:
    asking, orders = begin(reachable, BEFORE, START, NOW, position)
    assert isinstance(orders[-1], Ask | Silent)
    assert sum(isinstance(order, Ask | Silent) for order in orders) == 1
    assert (asking.due_at is not None) == (asking.state is InvitationState.ASKED)


class AnInvitation(RuleBasedStateMachine):
    """Random answers, steps and jumps: nobody is asked after the seat has answered, and the chief is told at most once a round."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.asking, _ = begin((True, True, True), BEFORE, START, NOW)
        self.silences = 0

    @rule(minutes=st.integers(0, 45))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        was = self.asking.state
        self.asking, orders = due(self.asking, (True, True, True), BEFORE, START, self.now)
        assert was is InvitationState.ASKED or not orders

    @rule(position=st.integers(0, 2), rsvp=st.sampled_from(Rsvp))
    def someone_answers(self, position: int, rsvp: Rsvp) -> None:
        before = self.asking
        self.asking, orders = answered(before, position, rsvp, (True, True, True), BEFORE, START, self.now)
        if rsvp is Rsvp.JOINING:
            assert (self.asking.state, self.asking.position, orders) == (InvitationState.JOINING, position, ())
        elif position != before.position:
            assert self.asking == before

    @rule()
    def it_is_cancelled(self) -> None:
        ended = stopped(self.asking)
        assert ended.due_at is None
        assert ended.state is not InvitationState.ASKED

    @invariant()
    def something_is_due_exactly_while_it_is_asked(self) -> None:
        assert (self.asking.due_at is not None) == (self.asking.state is InvitationState.ASKED)


TestAnInvitation = AnInvitation.TestCase
