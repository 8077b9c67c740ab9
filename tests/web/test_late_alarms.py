"""An alarm that waited for a connection is dated when it was confirmed, by the service's own clock (issue D; I7, I13)."""

from datetime import datetime, timedelta

from flows.vocabulary import Role
from service.domain.language import translations
from service.domain.local_time import full
from tests.web.visiting import Visit, visiting
from tests.web.world import RED, World


async def confirmed(chief: Visit, number: str, **fields: str) -> str:
    """Confirm an alarm; the path it led to."""
    sent = await chief.send("/alarm", RED | {"once": number} | fields, to="/alarm/confirm")
    assert sent.status_code == 303, sent.text
    return sent.headers["location"]


async def times(world: World, board: str) -> tuple[datetime, timedelta]:
    """When it happened, and how long before the alarm."""
    incident = (await world.get(f"/incidents/{board.rsplit('/', 1)[1]}")).json()
    occurred, alerted = (datetime.fromisoformat(incident[name]) for name in ("occurred_at", "alerted_at"))
    return occurred, alerted - occurred


async def test_it_is_dated_when_it_was_confirmed_and_the_timeline_says_so(still: World) -> None:
    async with visiting(still, Role.DUTY_CHIEF) as chief, visiting(still, Role.SECRETARIAT, "en") as english:
        board = await confirmed(chief, "late", waited="480", what_happened="Skud ved skolen.")
        assert await confirmed(chief, "late", waited="490", what_happened="Skud ved skolen.") == board, "a later try asks for nothing else"
        occurred, before = await times(still, board)
        assert before == timedelta(minutes=8)
        for visit, language, said in (
            (chief, "da", "Bekræftet {} på en enhed uden forbindelse. Skud ved skolen."),
            (english, "en", "Confirmed {} on a device without a connection. Skud ved skolen."),
        ):
            page = (await visit.get(f"{board}/timeline")).text
            assert said.format(full(occurred, translations().speaker(language))) in page


async def test_what_came_at_once_or_too_late_or_is_no_number_is_dated_on_arrival(still: World) -> None:
    async with visiting(still, Role.DUTY_CHIEF) as chief:
        for waited in ("0", "59", "901", "-5", "1e2", "99999", "٣٠٠", ""):
            board = await confirmed(chief, f"now{waited}", waited=waited)
            assert (await times(still, board))[1] == timedelta(0), waited
            assert "uden forbindelse" not in (await chief.get(f"{board}/timeline")).text


async def test_the_time_that_somebody_gave_stands(still: World) -> None:
    async with visiting(still, Role.DUTY_CHIEF) as chief:
        board = await confirmed(chief, "given", waited="300", occurred_at="2026-01-01T10:00")
        assert (await times(still, board))[0].isoformat().startswith("2026-01-01T09:00")
        assert "uden forbindelse" in (await chief.get(f"{board}/timeline")).text
