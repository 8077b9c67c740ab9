"""Anything may happen to the whole procedure, in any order; what is promised holds after each step, and when the clock has run out.

Call-outs by every way, alarms, meetings, levels, updates, the roster with its overrides, swaps and absences; answers before, between
claim and send, and after; restarts, kills and leaps of the clock. The witness judges by what it saw at the providers' doors.
"""

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.harness.databases import Databases
from tests.work.happenings import HAPPENINGS, Story, plan_for_anything
from tests.work.town import a_town

CHOICES = [name for name, chances in HAPPENINGS.items() for _ in range(chances)]
first = st.tuples(st.sampled_from(("call_out", "alarm", "sms_alarm")), st.integers(0, 999), st.integers(0, 999))
steps = st.lists(st.tuples(st.sampled_from(CHOICES), st.integers(0, 999), st.integers(0, 999)), min_size=15, max_size=45)


@settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(begins=first, what=steps)
async def test_the_procedure_keeps_its_promises_whatever_happens(
    databases: Databases, begins: tuple[str, int, int], what: list[tuple[str, int, int]]
) -> None:
    """F1, F2, F5, F7, F8, I2, I3, I5: nobody is paged after their answer, nothing due is lost, nothing fires twice, closed stays closed."""
    url = await databases.migrated()
    async with a_town(url, plan=plan_for_anything()) as town:
        story = Story(town)
        await story.begin()
        for step in (begins, *what):
            await story.step(*step)
        await story.end()
    await databases.drop(url)
