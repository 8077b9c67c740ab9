"""What is shown before an alarm is confirmed is what is sent, word for word, on every medium (I12, F3)."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from actioncards.model import Plan
from flows.vocabulary import Medium, NoticeKind, Tier
from service.store.tables import NoticeRow, NoticeTextRow
from service.work.exercises import Drill
from service.work.incidents import Alarm
from service.work.notices import LINK_MARK
from service.work.preview import EXAMPLE_TOKEN, preview
from service.work.tasks import do
from tests.work.town import Town, small

Words = dict[tuple[str, str, bool], tuple[str | None, str]]
"""By tier, medium, and whether they are a group's own words (F3)."""


@pytest.fixture
def town_plan() -> Plan:
    """Every group is warned on every medium."""
    plan = small()
    levels = {
        key: replace(level, policies={group: replace(policy, media=tuple(Medium)) for group, policy in level.policies.items()})
        for key, level in plan.levels.items()
    }
    return replace(plan, levels=levels)


async def shown(town: Town, alarm: Alarm) -> Words:
    async with town.service.reading() as unit:
        found = await preview(unit, alarm)
    return {(t.tier.value, t.medium.value, t.group is not None): (t.subject, t.body.replace(EXAMPLE_TOKEN, "")) for t in found.texts}


async def sent(town: Town, incident: int) -> Words:
    query = select(NoticeTextRow, NoticeRow).join(NoticeRow, NoticeRow.id == NoticeTextRow.notice_id).order_by(NoticeRow.id)
    query = query.where(NoticeRow.incident_id == incident, NoticeRow.kind == NoticeKind.ALARM.value)
    async with town.service.store.read() as session:
        rows = (await session.execute(query)).all()
    first = rows[0][1].id
    return {(text.tier, text.medium, notice.id != first): (text.subject, text.body.replace(LINK_MARK, "")) for text, notice in rows}


@pytest.mark.parametrize("drill", [None, Drill()], ids=["alarm", "exercise"])
async def test_the_words_of_the_preview_are_those_that_are_sent(town: Town, drill: Drill | None) -> None:
    await town.alarm("yellow", "rising")  # so that an answer by SMS needs the incident's letter
    alarm = Alarm("red", "vollsmose", "skyderi", what_happened="To skud er hørt.", exercise=drill)
    before = await shown(town, alarm)
    incident = await town.alarm(what_happened="To skud er hørt.", exercise=drill)
    [task] = await town.tasks(incident)
    await town.do(do, task.id)
    assert before == await sent(town, incident)
    assert {medium for _, medium, own in before if not own} == {m.value for m in Medium}
    assert {medium for _, medium, own in before if own} == {m.value for m in Medium}
    assert {tier for tier, _, _ in before} == {Tier.TACTICAL, Tier.STRATEGIC}
    digits = {medium for (_, medium, _), (_, body) in before.items() if re.search(r"Svar: \w\d", body)}
    assert digits == {"sms"}
