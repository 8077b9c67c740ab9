"""What a message says of the time is true: news carry the moment they are sent, not that of the incident (C2, F7, L4)."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from actioncards import GELLERUP, ODENSE
from actioncards.facts import FACTS, OWN_TIME, incident_facts
from actioncards.loader import load
from actioncards.texts import as_sent
from flows.vocabulary import DeliveryState, Medium, NoticeKind
from service.channels.errors import Permanent
from service.channels.protocol import Outgoing, Receipt
from service.domain.plan_texts import Invented, facts_of, shown
from service.store.tables import NoticeTextRow
from service.work.closing import call_off, send_update
from service.work.levels import set_level
from tests.work.town import SMS, START, Town

AT = datetime(2026, 11, 20, 20, 31, tzinfo=UTC)
NOW = datetime(2026, 11, 20, 23, 10, tzinfo=UTC)
"""Past midnight: ten minutes past twelve on the clock of Copenhagen."""


async def said(town: Town, incident: int, kind: NoticeKind) -> dict[str, str]:
    """The words of every message of that kind, by medium, subject and all."""
    told: dict[str, str] = {}
    for d in await town.messages(incident, kind=kind):
        async with town.service.store.read() as session:
            words = await session.get_one(NoticeTextRow, d.text_id)
        told[d.medium] = f"{words.subject or ''}\n{words.body}"
    return told


async def test_news_a_level_and_an_end_are_told_with_the_time_they_are_sent(town: Town) -> None:
    incident = await town.alarm()
    await town.settle()
    number = (await town.person("fu.politi")).mobile

    def react(message: Outgoing) -> Receipt:
        if message.address == number:
            raise Permanent("21211")  # to one of them it goes by mail
        return Receipt("yes", DeliveryState.ACCEPTED)

    town.posts[SMS].react = react
    for minutes, what, args, kind in (
        (30, send_update, ("Politiet er til stede.",), NoticeKind.UPDATE),
        (15, set_level, ("yellow", "Roligt nu."), NoticeKind.LEVEL_CHANGE),
        (15, call_off, ("Tak.",), NoticeKind.CALL_OFF),
    ):
        town.clock.move(minutes=minutes)
        now = (town.clock.now() + timedelta(hours=1)).strftime("%H.%M")
        await town.do(what, incident, *args)
        town.clock.move(minutes=5)  # the message that failed goes again later, with the same words
        await town.settle()
        words = await said(town, incident, kind)
        assert words.keys() == {"sms", "email"}
        for medium, text in words.items():
            assert f"kl. {now}" in text, (kind, medium)
            assert "21.00" not in text, (kind, medium)


async def test_the_alarm_and_what_refers_to_it_keep_the_time_it_happened(town: Town) -> None:
    """Also for whoever is told of it late: a deputy, after an update."""
    incident = await town.alarm(occurred_at=START - timedelta(minutes=10))
    await town.settle()
    town.clock.move(minutes=4)
    await town.do(send_update, incident, "Politiet er til stede.")
    await town.wait(minutes=20)
    [deputy] = [d for d in await town.messages(incident, who="fu.politi/1", kind=NoticeKind.ALARM) if d.medium == "sms"]
    assert "kl. 20.50" in await town.words(deputy)
    assert all("kl. 20.50" in text for text in (await said(town, incident, NoticeKind.TASK)).values() if "Frist:" in text)


@pytest.mark.parametrize("folder", [ODENSE, GELLERUP])
def test_every_text_that_names_a_time_names_the_true_one(folder: Path) -> None:
    plan = load(folder)
    level = next(iter(plan.levels.values()))
    known = dict.fromkeys(FACTS, "") | incident_facts(
        plan,
        level=level.key,
        area=next(iter(plan.areas)),
        cause=level.causes[0].key,
        reported_by=plan.defaults.reported_by,
        at=AT,
        code="A",
    )
    for template in plan.templates:
        sent = as_sent(plan, template, known, now=NOW)
        text = f"{sent.subject} {sent.text}"
        assert ("00.10" in text) <= (template.kind in OWN_TIME), template
        assert ("21.31" in text) <= (template.kind not in OWN_TIME), template
        if "{time}" in template.text:
            assert "00.10" in text or "21.31" in text


def test_an_example_of_a_text_says_the_time_it_would_be_sent() -> None:
    plan = load(ODENSE)
    invented = Invented("red", "vollsmose", "skyderi", NOW, "https://b.example/a/X")
    for number, template in enumerate(plan.templates):
        if template.kind in OWN_TIME and "{time}" in template.text:
            one = shown(plan, number, template, invented, facts_of(plan, invented, template.kind) | {"time": "21.31"})
            assert "00.10" in one.text
            assert template.medium is not Medium.SMS or one.sms is not None
