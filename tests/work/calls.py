"""A running sandbox, asked what a test of call-outs wants to know."""

from datetime import timedelta

from sqlalchemy import select, update

from flows.vocabulary import AnswerKind, AnswerVia, CallOutVia, NoticeKind
from service.bootstrap import Service
from service.store import incidents, timeline
from service.store.tables import DeliveryRow, IncidentRow, NoticeRow, NoticeTextRow, PersonRow, SeatCallRow
from service.work import answers
from service.work.callouts import CallOut, call_out
from service.work.duty import on_duty_now
from service.work.plans import in_force

POLICE = {"area": "vollsmose", "what_happened": "Skyderi ved Bøgeparken", "reported_by": "fyns_politi", "grounds": "Risiko for gengæld."}


class Duty:
    """Asks the running sandbox what a test wants to know."""

    def __init__(self, service: Service) -> None:
        self.service = service

    async def call(self, **changed: object) -> int:
        async with self.service.unit("user:1") as unit:
            return (await call_out(unit, CallOut(**{"via": CallOutVia.PAGE, **POLICE, **changed}))).id  # type: ignore[arg-type]

    async def forward(self, minutes: float = 0) -> None:
        assert self.service.fast_forward is not None
        await self.service.fast_forward.to(self.service.clock.now() + timedelta(minutes=minutes))

    async def people(self) -> list[PersonRow]:
        async with self.service.reading() as unit:
            return await on_duty_now(unit, (await in_force(unit.session, unit.house))[1])

    async def told(self, incident_id: int, kind: NoticeKind = NoticeKind.CALL_OUT) -> list[tuple[str, str, str]]:
        """(person, medium, state) of every message of that kind, oldest first."""
        query = (
            select(PersonRow.name, DeliveryRow.medium, DeliveryRow.state)
            .join(DeliveryRow, DeliveryRow.person_id == PersonRow.id)
            .join(NoticeRow, NoticeRow.id == DeliveryRow.notice_id)
            .where(DeliveryRow.incident_id == incident_id, NoticeRow.kind == kind.value)
            .order_by(DeliveryRow.id)
        )
        async with self.service.reading() as unit:
            return [(name, medium, state) for name, medium, state in await unit.session.execute(query)]

    async def words(self, incident_id: int, kind: NoticeKind) -> list[str]:
        query = (
            select(NoticeTextRow.body)
            .join(NoticeRow, NoticeRow.id == NoticeTextRow.notice_id)
            .where(NoticeRow.incident_id == incident_id, NoticeRow.kind == kind.value, NoticeTextRow.medium == "sms")
            .order_by(NoticeTextRow.id)
        )
        async with self.service.reading() as unit:
            return list(await unit.session.scalars(query))

    async def answer(self, incident_id: int, person: PersonRow, kind: AnswerKind = AnswerKind.SEEN) -> answers.Taken:
        async with self.service.unit("system") as unit:
            return await answers.take(unit, incident_id, answers.Reply(person.id, kind, AnswerVia.SMS))

    async def kinds(self, incident_id: int) -> list[str]:
        async with self.service.reading() as unit:
            return [entry.kind for entry, _ in await timeline.page(unit.session, incident_id)]

    async def incident(self, incident_id: int) -> IncidentRow:
        async with self.service.reading() as unit:
            found = await incidents.incident(unit.session, incident_id)
            assert found is not None
            return found

    async def seat(self, incident_id: int) -> SeatCallRow:
        async with self.service.reading() as unit:
            return (await incidents.seats(unit.session, incident_id))[0]

    async def silence(self, person: PersonRow) -> None:
        """Take every way to this person away."""
        async with self.service.unit("test") as unit:
            await unit.session.execute(update(PersonRow).where(PersonRow.id == person.id).values(mobile=None, phone=None, email=None))
