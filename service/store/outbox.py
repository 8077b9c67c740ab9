"""The outbox's queries: claim, look again, record, take back (I2, I3, I5). Hot: 100,000 rows pass here."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, select, text, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncSession

from flows.delivery import UNSENT
from flows.vocabulary import DeliveryState, Medium
from service.store.tables import DeliveryRow, NoticeRow, NoticeTextRow
from service.store.types import Moment

_Q, _C, _H, _U = (s.value for s in (DeliveryState.QUEUED, DeliveryState.CLAIMED, DeliveryState.HANDED_OVER, DeliveryState.UNCERTAIN))


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery that this process holds until its lease ends; `fence` tells a late result from a valid one."""

    id: int
    fence: int
    attempts: int
    incident_id: int | None
    text_id: int
    person_id: int
    medium: str
    address: str
    lane: int


_CLAIMED_COLUMNS = (
    DeliveryRow.id,
    DeliveryRow.fence,
    DeliveryRow.attempts,
    DeliveryRow.incident_id,
    DeliveryRow.text_id,
    DeliveryRow.person_id,
    DeliveryRow.medium,
    DeliveryRow.address,
    DeliveryRow.lane,
)


async def claim(
    session: AsyncSession, medium: Medium, limit: int, now: datetime, lease: timedelta, *, lanes_below: int | None = None
) -> list[Claim]:
    """Take up to `limit` due deliveries of `medium`, most urgent first, never-tried before tried (I6)."""
    due = (
        select(DeliveryRow.id)
        .where(DeliveryRow.state == text(f"'{_Q}'"), DeliveryRow.medium == medium.value, DeliveryRow.due_at <= now)
        .order_by(DeliveryRow.lane, DeliveryRow.attempts, DeliveryRow.due_at, DeliveryRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    if lanes_below is not None:
        due = due.where(DeliveryRow.lane < lanes_below)
    picked = due.cte("due")
    rows = await session.execute(
        update(DeliveryRow)
        .where(DeliveryRow.id.in_(select(picked.c.id)))
        .values(state=_C, fence=DeliveryRow.fence + 1, attempts=DeliveryRow.attempts + 1, leased_until=now + lease)
        .returning(*_CLAIMED_COLUMNS)
        .execution_options(synchronize_session=False)
    )
    return sorted((Claim(*row) for row in rows), key=lambda c: (c.lane, c.attempts, c.id))


async def hand_over(session: AsyncSession, claims: Sequence[Claim], now: datetime) -> set[int]:
    """Look again, just before sending: mark what is still ours as handed over; what was dropped or taken back is not sent."""
    rows = await session.execute(
        update(DeliveryRow)
        .where(
            DeliveryRow.id.in_([c.id for c in claims]),
            DeliveryRow.state == _C,
            DeliveryRow.leased_until > now,
        )
        .values(state=_H, handed_at=now)
        .returning(DeliveryRow.id, DeliveryRow.fence)
        .execution_options(synchronize_session=False)
    )
    fences = {c.id: c.fence for c in claims}
    return {row_id for row_id, fence in rows if fences[row_id] == fence}


@dataclass(frozen=True, slots=True)
class Accepted:
    """A provider's yes to one claim."""

    id: int
    fence: int
    provider: str
    provider_id: str | None
    state: DeliveryState


_ACCEPT_SQLITE = """
UPDATE delivery SET
  state = CASE WHEN delivery.state IN ('handed_over', 'uncertain') THEN json_extract(v.value, '$[4]') ELSE delivery.state END,
  provider = json_extract(v.value, '$[2]'), provider_id = json_extract(v.value, '$[3]'), accepted_at = :now,
  delivered_at = CASE WHEN json_extract(v.value, '$[4]') = 'delivered' THEN :now ELSE delivered_at END, leased_until = NULL
FROM json_each(:rows) AS v
WHERE delivery.id = json_extract(v.value, '$[0]') AND delivery.fence = json_extract(v.value, '$[1]')
  AND delivery.accepted_at IS NULL AND delivery.state NOT IN ('queued', 'claimed')
RETURNING delivery.id"""

_ACCEPT_POSTGRESQL = """
UPDATE delivery SET
  state = CASE WHEN delivery.state IN ('handed_over', 'uncertain') THEN v.state ELSE delivery.state END,
  provider = v.provider, provider_id = v.provider_id, accepted_at = CAST(:now AS timestamptz),
  delivered_at = CASE WHEN v.state = 'delivered' THEN CAST(:now AS timestamptz) ELSE delivered_at END, leased_until = NULL
FROM unnest(CAST(:ids AS bigint[]), CAST(:fences AS int[]), CAST(:providers AS text[]), CAST(:provider_ids AS text[]),
  CAST(:states AS text[])) AS v(id, fence, provider, provider_id, state)
WHERE delivery.id = v.id AND delivery.fence = v.fence
  AND delivery.accepted_at IS NULL AND delivery.state NOT IN ('queued', 'claimed')
RETURNING delivery.id"""


async def accept(session: AsyncSession, rows: Sequence[Accepted], now: datetime) -> set[int]:
    """Record the providers' yeses; returns the ids recorded. A late result of a lost lease is not among them (I2)."""
    if not rows:
        return set()
    if session.get_bind().dialect.name == "sqlite":
        statement = text(_ACCEPT_SQLITE).bindparams(bindparam("now", type_=Moment))
        values = [[r.id, r.fence, r.provider, r.provider_id, r.state.value] for r in rows]
        result = await session.execute(statement, {"now": now, "rows": json.dumps(values)})
    else:
        statement = text(_ACCEPT_POSTGRESQL).bindparams(bindparam("now", type_=Moment))
        result = await session.execute(
            statement,
            {
                "now": now,
                "ids": [r.id for r in rows],
                "fences": [r.fence for r in rows],
                "providers": [r.provider for r in rows],
                "provider_ids": [r.provider_id for r in rows],
                "states": [r.state.value for r in rows],
            },
        )
    return {row_id for (row_id,) in result}


async def lapsed(session: AsyncSession, now: datetime, limit: int) -> list[DeliveryRow]:
    """Deliveries whose lease, or whose wait for a receipt in doubt, has ended; locked for this transaction."""
    held = text("state IN ('claimed', 'handed_over', 'uncertain')")
    rows = await session.scalars(
        select(DeliveryRow)
        .where(held, DeliveryRow.leased_until <= now)
        .order_by(DeliveryRow.leased_until)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(rows)


async def delivery_for_update(session: AsyncSession, delivery_id: int) -> DeliveryRow | None:
    """One delivery, locked for this transaction."""
    return await session.get(DeliveryRow, delivery_id, with_for_update=True)


async def drop_unsent(
    session: AsyncSession,
    incident_id: int,
    now: datetime,
    *,
    person_id: int | None = None,
    seat_call_id: int | None = None,
    kinds: Collection[str] | None = None,
) -> list[tuple[int, int, str]]:
    """Drop what has certainly not been sent (I5): `(delivery, person, medium)` of each, for the timeline."""
    conditions = [DeliveryRow.incident_id == incident_id, DeliveryRow.state.in_([s.value for s in UNSENT])]
    if person_id is not None:
        conditions.append(DeliveryRow.person_id == person_id)
    if seat_call_id is not None:
        conditions.append(DeliveryRow.seat_call_id == seat_call_id)
    if kinds is not None:
        notices = select(NoticeRow.id).where(NoticeRow.incident_id == incident_id, NoticeRow.kind.in_(kinds))
        conditions.append(DeliveryRow.notice_id.in_(notices))
    rows = await session.execute(
        update(DeliveryRow)
        .where(and_(*conditions))
        .values(state=DeliveryState.DROPPED.value, ended_at=now, leased_until=None)
        .returning(DeliveryRow.id, DeliveryRow.person_id, DeliveryRow.medium)
        .execution_options(synchronize_session="fetch")
    )
    return [(delivery, person, medium) for delivery, person, medium in rows]


async def texts(session: AsyncSession, ids: Collection[int]) -> dict[int, tuple[NoticeTextRow, NoticeRow]]:
    """The words behind `text_id`s, with the notice each belongs to."""
    rows = await session.execute(
        select(NoticeTextRow, NoticeRow).join(NoticeRow, NoticeRow.id == NoticeTextRow.notice_id).where(NoticeTextRow.id.in_(ids))
    )
    return {words.id: (words, notice) for words, notice in rows}


async def texts_of_notice(session: AsyncSession, notice_id: int) -> list[NoticeTextRow]:
    """The words of one notice, one row a tier and medium."""
    return list(await session.scalars(select(NoticeTextRow).where(NoticeTextRow.notice_id == notice_id).order_by(NoticeTextRow.id)))


async def next_due(session: AsyncSession) -> datetime | None:
    """When the earliest queued delivery falls due."""
    return await session.scalar(select(DeliveryRow.due_at).where(text("state = 'queued'")).order_by(DeliveryRow.due_at).limit(1))


async def in_flight(session: AsyncSession) -> bool:
    """Whether any delivery is claimed or with a provider that has not answered yet."""
    return await session.scalar(select(DeliveryRow.id).where(DeliveryRow.state.in_([_C, _H])).limit(1)) is not None


async def add_delivery(
    session: AsyncSession,
    *,
    incident_id: int | None,
    notice_id: int,
    text_id: int,
    person_id: int,
    seat_call_id: int | None,
    medium: Medium,
    address: str,
    lane: int,
    now: datetime,
) -> int | None:
    """Queue one message; None when this notice already goes to that person on that medium: nobody gets it twice."""
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    return await session.scalar(
        insert(DeliveryRow)
        .values(
            incident_id=incident_id,
            notice_id=notice_id,
            text_id=text_id,
            person_id=person_id,
            seat_call_id=seat_call_id,
            medium=medium.value,
            address=address,
            lane=lane,
            state=_Q,
            due_at=now,
            fence=0,
            attempts=0,
            created_at=now,
        )
        .on_conflict_do_nothing()
        .returning(DeliveryRow.id)
    )


async def is_on_its_way(session: AsyncSession, notices: Collection[int], person_id: int) -> bool:
    """Whether any message of these notices to the person has not failed and was not dropped."""
    over = (DeliveryState.FAILED.value, DeliveryState.DROPPED.value)
    query = select(DeliveryRow.id).where(
        DeliveryRow.notice_id.in_(notices), DeliveryRow.person_id == person_id, DeliveryRow.state.not_in(over)
    )
    return await session.scalar(query.limit(1)) is not None
