"""Before the service says that it is ready, it has raised an alarm and taken it back."""

from sqlalchemy import func, select

from service.bootstrap import Service
from service.cli.starting import check_start
from service.store.tables import DeliveryRow, IncidentRow, NoticeRow, TimelineEntryRow, TimerRow
from service.web.app import make_app
from service.web.first_request import ask
from service.work.incidents import Alarm, raise_alarm


async def test_nothing_of_the_rehearsal_is_kept_and_the_first_incident_is_number_one(planned: Service) -> None:
    await check_start(planned)
    async with planned.reading() as unit:
        for table in (IncidentRow, NoticeRow, DeliveryRow, TimelineEntryRow):
            assert await unit.session.scalar(select(func.count()).select_from(table)) == 0
        assert await unit.session.scalar(select(func.count()).where(TimerRow.incident_id.is_not(None))) == 0
    async with planned.unit("user:1") as unit:
        assert (await raise_alarm(unit, Alarm("red", "vollsmose", "skyderi"))).id == 1


async def test_the_first_requests_change_nothing(planned: Service) -> None:
    """They are a stranger's: one needs a key, the other a sign-in."""
    assert await ask(make_app(planned)) == [401, 303]
