"""Another municipality's rules on the same engine: other bodies, other words, no red or yellow (Gellerup-Toveshøj, sections 9, 10)."""

from collections.abc import AsyncIterator

import pytest

from actioncards import GELLERUP
from actioncards.loader import check, load
from flows.vocabulary import AnswerKind, IncidentState, NoticeKind, SeatState
from service.work import closing
from service.work.board import board
from service.work.card_view import cards_of
from service.work.levels import set_level
from tests.work.town import EMAIL, Town, a_town

PLAN = load(GELLERUP)


@pytest.fixture
async def town(migrated_url: str) -> AsyncIterator[Town]:
    async with a_town(migrated_url, plan=PLAN, media=(EMAIL,)) as town:
        yield town
        await town.check()


def test_the_folder_is_right_and_says_nothing_of_red_or_yellow() -> None:
    assert check(GELLERUP) == []
    assert set(PLAN.levels) == {"underretning", "uoverensstemmelse"}
    words = " ".join((PLAN.to_json(),)).lower()
    assert not {"rød", "gul"} & set(words.split())
    assert "ssp" not in words


async def test_a_notification_reaches_board_steering_group_and_partners_and_calls_nobody_to_answer(town: Town) -> None:
    """Section 9."""
    incident = await town.alarm("underretning", "toveshoej", "lokale_forhold")
    await town.settle()
    told = {d.person_id for d in await town.messages(incident, kind=NoticeKind.ALARM)}
    assert {
        town.people["bestyrelse.formand"],
        town.people["lokalstyregruppe.afdeling_5"],
        town.people["samarbejdsparter.samvirket"],
    } <= told
    words = await town.words((await town.messages(incident, who="bestyrelse.formand"))[0])
    assert "UNDERRETNING" in words
    assert "Toveshøj" in words


async def test_a_disagreement_goes_all_the_way_from_alarm_to_evaluation(town: Town) -> None:
    """Section 10: the leader addresses it, and what dialogue cannot solve is raised for the board."""
    incident = await town.alarm("underretning", "gellerupparken", "beslutning")
    await town.wait(hours=1)
    await town.do(set_level, incident, "uoverensstemmelse", "Parterne er uenige.")
    await town.do(closing.correct, incident, closing.Correction("Det kræver en afgørelse i bestyrelsen.", cause="afgoerelse"))
    await town.settle()
    async with town.service.reading() as unit:
        found = await board(unit, incident)
        cards = {card.key for card in await cards_of(unit, PLAN, incident)}
    assert found.level == "uoverensstemmelse"
    assert cards == {"leder_uenighed", "bestyrelsen_afgoer"}
    await town.answer(incident, "lokalstyregruppe.direktoer")
    await town.answer(incident, "bestyrelse.formand", AnswerKind.CANNOT)
    await town.wait(days=4)
    assert (await town.seat(incident, "lokalstyregruppe.direktoer")).state == SeatState.ANSWERED
    assert await town.messages(incident, who="lokalstyregruppe.social/1", kind=NoticeKind.ALARM)
    alerts = [await town.words(d) for d in await town.messages(incident, kind=NoticeKind.CHIEF_ALERT)]
    assert any("har ikke svaret" in text for text in alerts)
    assert any("Frist" in text or "over frist" in text for text in alerts)
    assert any("venter på nyt" in text for text in alerts)
    await town.do(closing.send_update, incident, "Der holdes møde.")
    await town.do(closing.call_off, incident, "Parterne er enige.")
    await town.settle()
    await town.do(closing.evaluate, incident, "")
    assert (await town.incident(incident)).state == IncidentState.EVALUATED
    endings = [await town.words(d) for d in await town.messages(incident, kind=NoticeKind.CALL_OFF)]
    assert any("Sagen om behov for en afgørelse i Gellerupparken er afsluttet." in text for text in endings)
    changes = [await town.words(d) for d in await town.messages(incident, kind=NoticeKind.LEVEL_CHANGE)]
    assert any("Sagen om en beslutning hos en part i Gellerupparken er ændret fra underretning til uenighed." in text for text in changes)
    news = [await town.words(d) for d in await town.messages(incident, kind=NoticeKind.UPDATE)]
    assert any("Nyt i sagen om behov for en afgørelse i Gellerupparken:" in text for text in news)


def test_a_cause_reads_as_part_of_a_sentence() -> None:
    """Whatever the cause, and at the beginning of a line too."""
    texts = [template.text for template in PLAN.templates]
    assert not [line for text in texts for line in text.split("\n") if line.startswith(("{cause}", "{old_level}")) and "." in line]
