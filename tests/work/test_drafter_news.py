"""Whoever drafts a text hears what becomes of it, and sees it on the board (C1)."""

from datetime import timedelta

from actioncards.sms import Encoding, parts
from flows.vocabulary import AnnouncementState, Lane, Medium, NoticeKind
from service.store.tables import DeliveryRow
from service.work.board import board
from service.work.clearance import clear, send_back, submit
from service.work.cleared_lines import Line, write_line
from service.work.release import release
from tests.work.speech import ALL, cleared, drafted, give, look
from tests.work.town import Town

WRITER = "fu.sundhed"


async def news(town: Town, who: str = WRITER) -> list[DeliveryRow]:
    return await town.messages(who=who, kind=NoticeKind.CLEARANCE_NEWS)


async def test_the_drafter_hears_that_it_is_cleared_and_until_when(town: Town, spot: int) -> None:
    number = await cleared(town, spot)
    [message] = await news(town)
    assert (message.medium, message.lane) == (Medium.SMS, Lane.SUMMONS)
    text = await town.words(message)
    assert f"Vollsmose: udmelding {number} er frigivet indtil" in text
    assert text.endswith(f"https://b.test/announcements/{number}")
    size = parts(text)
    assert (size.encoding, size.parts) == (Encoding.GSM7, 1)
    assert not await news(town, "fu.politi"), "whoever decided knows"


async def test_the_drafter_hears_who_wants_it_changed_and_what(town: Town, spot: int) -> None:
    """The text message says who; what, stands in the e-mail and on the board."""
    await town.change(WRITER, mobile=None)
    number = await drafted(town, spot)
    await town.do(submit, number)
    await town.do(send_back, number, town.people["fu.politi"], (await look(town, number)).digest, "Skriv hvor, {ikke} hvem.")
    [message] = await news(town)
    text = await town.words(message)
    assert "sendt retur af Test fu.politi" in text
    assert "Skriv hvor, {ikke} hvem." in text
    async with town.service.reading() as unit:
        [shown] = (await board(unit, spot)).outward
    assert (shown.state, shown.note) == (AnnouncementState.SENT_BACK, "Skriv hvor, {ikke} hvem.")


async def test_the_drafter_hears_that_a_clearance_lapsed_before_anything_was_sent(town: Town, spot: int) -> None:
    number = await cleared(town, spot)
    await town.wait(minutes=121)
    assert "er udløbet, og intet blev sendt" in await town.words((await news(town))[-1])
    async with town.service.reading() as unit:
        [shown] = (await board(unit, spot)).outward
    assert (shown.id, shown.state, shown.until) == (number, AnnouncementState.LAPSED, None)


async def test_a_cleared_answer_is_told_of_too(town: Town, spot: int) -> None:
    row = await town.do(write_line, spot, Line("Er det farligt?", "Politiet er til stede."), town.people[WRITER])
    number: int = row.id  # type: ignore[attr-defined] # the town gives back what the work function does
    await town.do(submit, number)
    await give(town, number, "fu.politi")
    assert f"svar {number} er frigivet og vises" in await town.words((await news(town))[0])


async def test_a_drafter_whom_nothing_reaches_stands_in_the_timeline_and_holds_nothing_up(town: Town, spot: int) -> None:
    """I12."""
    await town.change(WRITER, mobile=None, email=None)
    number = await cleared(town, spot)
    assert (await look(town, number)).state == AnnouncementState.CLEARED
    [entry] = await town.entries(spot, "person.unreachable")
    assert entry.data == {"person": town.people[WRITER], "kind": "clearance_news"}
    await town.do(release, number)


async def test_the_second_of_two_members_is_not_news_and_the_board_shows_what_is_under_way(town: Town, spot: int) -> None:
    number = await cleared(town, spot, ALL)
    await town.do(clear, number, town.people["fu.by_kultur"], (await look(town, number)).digest)
    assert len(await news(town)) == 1
    async with town.service.reading() as unit:
        [shown] = (await board(unit, spot)).outward
    assert shown.until == town.clock.now() + timedelta(minutes=120)
    await town.do(release, number)
    await town.wait(minutes=30)
    async with town.service.reading() as unit:
        assert not (await board(unit, spot)).outward
