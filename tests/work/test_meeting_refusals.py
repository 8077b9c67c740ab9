"""A time for the meeting that the rules refuse: said why in Danish, and kept in the timeline (F5, F8, I10)."""

from datetime import UTC, datetime

import pytest

from flows.sentences import Refused
from service.store import timeline
from service.work import meetings
from service.work.meeting_refusals import note_refused
from service.work.meeting_times import read_time
from tests.work.town import Town, a_town

BEFORE_THE_GAP = datetime(2027, 3, 28, 0, 10, tzinfo=UTC)
"""Ten past one at night; at two the clocks go forward."""


async def reasons(town: Town, incident: int) -> list[str]:
    async with town.service.reading() as unit:
        pages = await timeline.page(unit.session, incident)
    return [str(values["reason"]) for entry, values in pages if entry.kind == "meeting.refused"]


async def test_the_hour_that_does_not_exist_is_refused_and_stands_in_the_timeline(migrated_url: str) -> None:
    async with a_town(migrated_url) as town:
        town.clock.time = BEFORE_THE_GAP
        incident = await town.alarm()
        for wanted, why in (
            ("2027-03-28T02:30", "kl. 02.30 findes ikke"),
            ("2027-03-28T01:20", "Regel F5"),
            ("2027-03-27T12:00", "fortiden"),
        ):
            with pytest.raises(Refused) as refused:
                await town.do(meetings.convene, incident, read_time(wanted, field="start"))
            await town.do(note_refused, refused.value, wanted, incident_id=incident)
            assert why in (await reasons(town, incident))[-1]
        assert len(await town.entries(incident, "meeting.refused")) == 3
        await town.check()


async def test_what_is_not_about_the_time_or_about_nothing_is_not_noted(migrated_url: str) -> None:
    async with a_town(migrated_url) as town:
        incident = await town.alarm()
        for refused, of in (
            (Refused("Not about it.", field="reason"), {"incident_id": incident}),
            (Refused("No incident.", field="start"), {"incident_id": 999}),
            (Refused("No meeting.", field="start"), {"meeting_id": 999}),
        ):
            await town.do(note_refused, refused, "010170-1234", **of)
        assert not await reasons(town, incident)
        await town.do(note_refused, Refused("The time lies in the past.", field="start"), "010170-1234", incident_id=incident)
        async with town.service.reading() as unit:
            kept = [str(values) for _, values in await timeline.page(unit.session, incident)]
        assert "010170" not in "".join(kept)
