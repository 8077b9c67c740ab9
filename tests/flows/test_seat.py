"""Calling a seat: on time, nobody twice, and always to an end (F2, I5, I12; hard cases 8, 9)."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from flows import seat as flow
from flows.seat import Answered, Calling, Reach, Skip, Tell, Unreachable, Waits
from flows.vocabulary import Medium, SeatState

NOW = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
SMS, EMAIL, VOICE = Medium.SMS, Medium.EMAIL, Medium.VOICE
WAITS = Waits(2, 5, 5)
RED = (SMS, EMAIL, VOICE)


@dataclass
class World:
    """What surrounds the flow: who has which media, what was sent to whom, and the clock."""

    media: dict[int, tuple[Medium, ...]]
    waits: Waits = WAITS
    now: datetime = NOW
    used: dict[int, set[Medium]] = field(default_factory=dict)
    failed: dict[int, set[Medium]] = field(default_factory=dict)
    answers: dict[int, bool] = field(default_factory=dict)
    told: list[tuple[float, int, Medium]] = field(default_factory=list)
    steps: list[flow.Step] = field(default_factory=list)
    calling: Calling | None = None

    @property
    def people(self) -> tuple[Reach, ...]:
        return tuple(
            Reach(p, m, frozenset(self.used.get(p, ())), frozenset(self.failed.get(p, ())), self.answers.get(p))
            for p, m in self.media.items()
        )

    def take(self, decision: flow.Decision) -> None:
        before = self.calling
        self.calling, steps = decision
        self.steps += steps
        for step in steps:
            if isinstance(step, Tell):
                assert step.medium not in self.used.setdefault(step.person, set()), "told twice on one medium"
                assert self.answers.get(step.person) is None, "told after their answer"
                assert step.medium in self.media[step.person]
                self.used[step.person].add(step.medium)
                self.told.append(((self.now - NOW).total_seconds() / 60, step.person, step.medium))
        # What changes nothing leaves a step that is due already as due as it was.
        assert self.calling == before or self.calling.due_at is None or self.calling.due_at >= self.now
        assert (self.calling.due_at is not None) == (self.calling.state is SeatState.TRYING)

    def begin(self) -> None:
        self.take(flow.begin(self.people, self.waits, self.now))

    def to_the_end(self, most: int = 200) -> None:
        for _ in range(most):
            assert self.calling is not None
            if self.calling.due_at is None:
                return
            self.now = self.calling.due_at
            self.take(flow.due(self.calling, self.people, self.waits, self.now))
        raise AssertionError("never ends")


def test_the_next_medium_the_deputy_and_the_chief_come_on_time() -> None:
    world = World({1: RED, 2: RED})
    world.begin()
    world.to_the_end()
    assert world.told == [(0, 1, SMS), (2, 1, EMAIL), (4, 1, VOICE), (5, 2, SMS), (7, 2, EMAIL), (9, 2, VOICE)]
    assert world.calling == Calling(SeatState.UNREACHABLE, 2, NOW + timedelta(minutes=10), None)
    assert world.steps[-1] == Unreachable()


def test_no_wait_between_media_means_both_at_once() -> None:
    world = World({1: (VOICE, SMS), 2: (VOICE,)}, Waits(0, 3, 3))
    world.begin()
    world.to_the_end()
    assert world.told == [(0, 1, VOICE), (0, 1, SMS), (3, 2, VOICE)]


def test_a_person_without_media_is_passed_over_at_once() -> None:
    """Hard case 9."""
    world = World({1: (), 2: (), 3: (SMS,)})
    world.begin()
    assert world.steps == [Skip(1, 0), Skip(2, 1), Tell(3, SMS, 2)]


def test_a_seat_of_nobody_is_unreachable_at_once() -> None:
    for media in ({}, {1: ()}):
        world = World(dict(media))
        world.begin()
        assert world.steps[-1] == Unreachable()


def test_a_person_taken_off_the_list_at_their_turn_is_passed_over() -> None:
    """Hard case 8."""
    world = World({1: RED, 2: RED})
    world.begin()
    world.media[1] = ()
    world.to_the_end()
    assert world.told[:2] == [(0, 1, SMS), (2, 2, SMS)]
    assert Skip(1, 0) in world.steps


def test_a_medium_lost_meanwhile_costs_nobody_the_next_one() -> None:
    world = World({1: RED, 2: RED})
    world.begin()
    world.media[1] = (EMAIL, VOICE)
    world.to_the_end()
    assert world.told[1] == (2, 1, EMAIL)


def test_a_failed_message_leads_to_the_next_medium_at_once_and_then_to_the_deputy() -> None:
    world = World({1: (SMS, EMAIL), 2: RED})
    world.begin()
    for medium, following in ((SMS, (1, EMAIL)), (EMAIL, (2, SMS))):
        world.failed.setdefault(1, set()).add(medium)
        assert world.calling is not None
        world.take(flow.look_again(world.calling, world.people, WAITS, world.now))
        assert world.told[-1][1:] == following


def test_a_failure_beside_a_message_under_way_waits() -> None:
    world = World({1: RED})
    world.begin()
    assert world.calling is not None
    world.now = world.calling.due_at or NOW
    world.take(flow.due(world.calling, world.people, WAITS, world.now))
    world.failed[1] = {SMS}
    world.take(flow.look_again(world.calling, world.people, WAITS, world.now))
    assert len(world.told) == 2


def test_cannot_brings_the_deputy_at_once() -> None:
    world = World({1: RED, 2: RED})
    world.begin()
    world.answers[1] = False
    assert world.calling is not None
    world.take(flow.cannot(world.calling, 1, world.people, WAITS, world.now))
    assert world.told[-1] == (0, 2, SMS)
    world.take(flow.cannot(world.calling, 1, world.people, WAITS, world.now))
    assert len(world.told) == 2


def test_a_deputy_who_has_said_no_already_is_not_asked() -> None:
    world = World({1: (SMS,), 2: RED, 3: RED}, answers={2: False})
    world.begin()
    world.to_the_end()
    assert [person for _, person, _ in world.told] == [1, 3, 3, 3]


def test_a_deputy_who_has_answered_already_answers_for_the_seat_when_their_turn_comes() -> None:
    world = World({1: (SMS,), 2: RED}, answers={2: True})
    world.begin()
    assert world.calling is not None
    assert world.calling.state is SeatState.TRYING
    world.to_the_end()
    assert world.calling.state is SeatState.ANSWERED
    assert world.steps[-1] == Answered(2, 1)
    assert [person for _, person, _ in world.told] == [1]


def test_a_person_told_for_another_seat_is_not_told_again_but_waited_for() -> None:
    world = World({1: (SMS, EMAIL), 2: (SMS,)}, used={1: {SMS}})
    world.begin()
    assert world.told == []
    world.to_the_end()
    assert world.told == [(2, 1, EMAIL), (5, 2, SMS)]


def test_a_seat_given_up_goes_to_someone_else_who_answered_or_to_the_next() -> None:
    calling = Calling(SeatState.ANSWERED, 1, NOW, None)
    silent, yes, no = Reach(1, RED), Reach(1, RED, answer=True), Reach(2, RED, answer=False)
    assert flow.given_up(calling, 2, (yes, no, Reach(3, RED)), WAITS, NOW)[1] == (Answered(1, 0),)
    assert flow.given_up(calling, 2, (silent, no, Reach(3, RED)), WAITS, NOW)[1] == (Tell(3, SMS, 2),)
    assert flow.given_up(calling, 2, (silent, no), WAITS, NOW)[1] == (Unreachable(),)


def test_shorter_waits_count_from_when_the_person_was_first_told() -> None:
    world = World({1: RED, 2: RED}, Waits(10, 20, 20))
    world.begin()
    world.now += timedelta(minutes=4)
    assert world.calling is not None
    world.take(flow.look_again(world.calling, world.people, WAITS, world.now))
    assert world.calling.due_at == world.now
    world.waits = WAITS
    world.to_the_end()
    assert world.told[1:4] == [(4, 1, EMAIL), (4, 1, VOICE), (5, 2, SMS)]


def test_a_stopped_seat_goes_on_where_it_stood() -> None:
    world = World({1: RED, 2: RED})
    world.begin()
    assert world.calling is not None
    world.calling = flow.stopped(world.calling)
    world.now += timedelta(minutes=30)
    world.take(flow.due(world.calling, world.people, WAITS, world.now)) if world.calling.due_at else None
    world.take(flow.resumed(world.calling, world.people, WAITS, world.now))
    assert world.told == [(0, 1, SMS)]
    world.to_the_end()
    assert world.told[1] == (32, 1, EMAIL)


def test_an_answer_stands_when_the_seat_is_stopped() -> None:
    answered = flow.answered(Calling(SeatState.UNREACHABLE, 2, NOW, None))
    assert answered.state is SeatState.ANSWERED
    assert flow.stopped(answered) == answered


def test_overdue_steps_come_each_once_and_in_order() -> None:
    """Hard case 3: the process was down for an hour."""
    world = World({1: RED, 2: RED})
    world.begin()
    world.now += timedelta(hours=1)
    steps = []
    for _ in range(4):
        assert world.calling is not None
        world.take(flow.due(world.calling, world.people, WAITS, world.now))
        steps.append(world.told[-1][1:])
    assert steps == [(1, EMAIL), (2, SMS), (2, SMS), (2, SMS)]
    assert world.calling is not None
    assert world.calling.due_at == world.now + timedelta(minutes=2)


media_sets = st.lists(st.sampled_from(Medium), unique=True, max_size=3).map(tuple)
waits = st.tuples(st.integers(0, 10), st.integers(0, 20), st.integers(0, 20)).map(lambda w: Waits(min(w[0], w[1]), w[1], w[2]))
events = st.lists(
    st.tuples(st.sampled_from(["due", "fail", "cannot", "yes", "lose", "gain", "stop", "resume", "wait"]), st.integers(0, 3)), max_size=25
)


@settings(max_examples=300, deadline=None)
@given(media=st.lists(media_sets, max_size=4), waits=waits, events=events)
def test_whatever_happens_nobody_is_told_twice_and_it_ends(
    media: list[tuple[Medium, ...]], waits: Waits, events: list[tuple[str, int]]
) -> None:
    world = World(dict(enumerate(media)), waits)
    world.begin()
    for event, who in events:
        assert world.calling is not None
        happen(world, world.calling, event, who)
        told = len(world.told)
        if world.calling.state is not SeatState.TRYING:
            world.take(flow.due(world.calling, world.people, waits, world.now + timedelta(days=1)))
            world.take(flow.look_again(world.calling, world.people, waits, world.now))
            assert len(world.told) == told, "told after the end"
    begun = world.now
    world.to_the_end()
    assert world.calling is not None
    assert world.calling.state in (SeatState.ANSWERED, SeatState.UNREACHABLE, SeatState.STOPPED)
    assert world.now - begun <= timedelta(minutes=(max(waits.deputy, waits.unreachable)) * (len(media) + 1))
    assert len(world.told) <= sum(len(set(m)) for m in media) + 3 * len(events)


def happen(world: World, calling: Calling, event: str, who: int) -> None:
    current = calling.position if calling.position in world.media else None
    match event:
        case "due" if calling.due_at is not None:
            world.now = max(world.now, calling.due_at)
            world.take(flow.due(calling, world.people, world.waits, world.now))
        case "wait":
            world.now += timedelta(minutes=who)
        case "fail" if current is not None and world.used.get(current):
            world.failed.setdefault(current, set()).add(sorted(world.used[current])[who % len(world.used[current])])
            world.take(flow.look_again(calling, world.people, world.waits, world.now))
        case "cannot" if who in world.media and world.answers.get(who) is not True:
            world.answers[who] = False
            world.take(flow.cannot(calling, who, world.people, world.waits, world.now))
        case "yes" if who in world.media and who <= calling.position and calling.state is not SeatState.STOPPED:
            world.answers[who] = True
            world.take((flow.answered(calling), ()))
        case "lose" if who in world.media:
            world.media[who] = ()
            world.take(flow.look_again(calling, world.people, world.waits, world.now))
        case "gain" if who in world.media:
            world.media[who] = RED
        case "stop":
            world.take((flow.stopped(calling), ()))
        case "resume" if calling.state is SeatState.STOPPED:
            world.take(flow.resumed(calling, world.people, world.waits, world.now))


@given(since=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)), waits=waits)  # noqa: DTZ001 - the zone is given beside them
def test_no_wait_is_cut_short_and_those_who_begin_in_the_same_second_stay_together(since: datetime, waits: Waits) -> None:
    """F2: the plan's minutes are the least that anybody gets, whatever part of a second the alarm was raised in."""
    people = (Reach(1, (SMS,), frozenset(), frozenset(), None), Reach(2, (SMS,), frozenset(), frozenset(), None))
    begun, _ = flow.begin(people, waits, since)
    assert begun.due_at is not None
    waited = begun.due_at - since
    assert timedelta(0) <= waited - timedelta(minutes=waits.deputy) < timedelta(seconds=1)
    late = since.replace(microsecond=0) + timedelta(microseconds=999_999)
    if since.microsecond:
        assert flow.begin(people, waits, late)[0].due_at == begun.due_at
