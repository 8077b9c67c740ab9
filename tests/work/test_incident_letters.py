"""Which letter an incident gets: one that no late answer can mean another incident by (hard cases 10 and 22)."""

import string
from collections import Counter

from service.work.closing import call_off
from service.work.exercises import Drill
from tests.work.town import Town


async def test_a_letter_rests_as_long_as_any_other_can_be_had(town: Town) -> None:
    """All 26 go round before one comes back, and then the one that ended first."""
    given = []
    for _ in range(27):
        incident = await town.alarm()
        given.append((await town.incident(incident)).code)
        await town.do(call_off, incident, "")
        town.clock.move(minutes=1)
    assert "".join(given) == string.ascii_uppercase + "A"


async def test_an_exercise_gets_another_letter_than_the_real_one_ten_minutes_ago(town: Town) -> None:
    real = await town.alarm()
    await town.do(call_off, real, "")
    town.clock.move(minutes=10)
    drill = await town.alarm(exercise=Drill(people=(town.people["fu.politi"],)))
    assert [(await town.incident(i)).code for i in (real, drill)] == ["A", "B"]


async def test_an_alarm_is_never_refused_for_want_of_a_letter(town: Town) -> None:
    """With all 26 running, each is shared by two before one is by three."""
    codes = Counter([(await town.incident(await town.alarm())).code for _ in range(28)])
    assert (len(codes), max(codes.values())) == (26, 2)
