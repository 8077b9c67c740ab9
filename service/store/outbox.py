"""The outbox's queries: claim, look again, record, take back (I2, I3, I5). Hot: 100,000 rows pass here."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, select, text, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncSession

from flows.delivery import UNSENT
from flows.vocabulary import DeliveryState, Medium, NoticeKind
from service.store.tables import DeliveryRow, NoticeRow, NoticeTextRow
from service.store.types import Moment

NEVER: Final = datetime(9999, 1, 1, tzinfo=UTC)
"""When a message under a hold falls due: not before it is given another time (F9)."""
_Q, _C, _H = (s.value for s in (DeliveryState.QUEUED, DeliveryState.CLAIMED, DeliveryState.HANDED_OVER))
_HELD = text("state IN ('claimed', 'handed_over', 'uncertain')")


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


_DUE = (
    select(DeliveryRow.id)
    .where(DeliveryRow.state == text(f"'{_Q}'"), DeliveryRow.medium == bindparam("of_medium"), DeliveryRow.due_at <= bindparam("now"))
    .order_by(DeliveryRow.lane, DeliveryRow.attempts, DeliveryRow.due_at, DeliveryRow.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
    .cte("due")
)
_CLAIM = (
    update(DeliveryRow)
    .where(DeliveryRow.id.in_(select(_DUE.c.id)))
    .values(state=_C, fence=DeliveryRow.fence + 1, attempts=DeliveryRow.attempts + 1, leased_until=bindparam("until"))
    .returning(*(getattr(DeliveryRow, f.name) for f in fields(Claim)))
    .execution_options(synchronize_session=False)
)


async def claim(session: AsyncSession, medium: Medium, limit: int, now: datetime, lease: timedelta) -> list[Claim]:
    """Take up to `limit` due deliveries of `medium`, most urgent first, never-tried before tried (I6)."""
    rows = await session.execute(_CLAIM, {"of_medium": medium.value, "now": now, "most": limit, "until": now + lease})
    return sorted((Claim(*row) for row in rows), key=lambda c: (c.lane, c.attempts, c.id))


_MAY_LEAVE = """NOT EXISTS (
    SELECT 1 FROM notice n WHERE n.id = {delivery}.notice_id AND n.kind IN ('announcement', 'retraction') AND NOT EXISTS (
      SELECT 1 FROM release_order r WHERE r.notice_id = n.id AND r.live AND NOT r.held
      AND (r.valid_until IS NULL OR r.valid_until > {now})))"""
"""An outward message needs a live clearance at the very moment it is handed over (C1, I8)."""

_HAND_OVER_SQLITE = text(f"""
UPDATE delivery SET state = 'handed_over', handed_at = :now FROM json_each(:claims) AS v
WHERE delivery.id = json_extract(v.value, '$[0]') AND delivery.fence = json_extract(v.value, '$[1]')
  AND delivery.state = 'claimed' AND delivery.leased_until > :now
  AND {_MAY_LEAVE.format(delivery="delivery", now=":now")}
RETURNING delivery.id""").bindparams(bindparam("now", type_=Moment))  # noqa: S608 - our own words

_HAND_OVER_POSTGRESQL = text(f"""
WITH ours AS (
  SELECT d.id FROM unnest(CAST(:ids AS bigint[]), CAST(:fences AS int[])) AS v(id, fence)
  JOIN delivery d ON d.id = v.id AND d.fence = v.fence
  WHERE d.state = 'claimed' AND d.leased_until > CAST(:now AS timestamptz)
  AND {_MAY_LEAVE.format(delivery="d", now="CAST(:now AS timestamptz)")}
  ORDER BY d.id FOR UPDATE OF d)
UPDATE delivery SET state = 'handed_over', handed_at = CAST(:now AS timestamptz)
FROM ours WHERE delivery.id = ours.id RETURNING delivery.id""").bindparams(bindparam("now", type_=Moment))  # noqa: S608 - our own words


async def hand_over(session: AsyncSession, claims: Sequence[Claim], now: datetime) -> set[int]:
    """Look again, just before sending: mark what is still ours as handed over; what was dropped or taken back is not sent.

    Nor is an outward message whose clearance is void, held or past its time (I8). The fence is looked at here too: what another
    worker has claimed since is left alone, and is that worker's to send (I2).
    """
    if session.get_bind().dialect.name == "sqlite":
        rows = await session.scalars(_HAND_OVER_SQLITE, {"now": now, "claims": json.dumps([[c.id, c.fence] for c in claims])})
    else:
        ids = {"ids": [c.id for c in claims], "fences": [c.fence for c in claims]}
        rows = await session.scalars(_HAND_OVER_POSTGRESQL, {"now": now, **ids})
    return set(rows)


def in_order(condition: ColumnElement[bool]) -> Select[tuple[int]]:
    """The ids of these deliveries, locked lowest first: two that take many rows at a time cannot hold each other up."""
    picked = select(DeliveryRow.id).where(condition).order_by(DeliveryRow.id).with_for_update().cte("picked")
    return select(picked.c.id)


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
  provider = json_extract(v.value, '$[2]'), provider_id = COALESCE(json_extract(v.value, '$[3]'), delivery.provider_id),
  accepted_at = COALESCE(delivery.accepted_at, :now),
  delivered_at = CASE WHEN json_extract(v.value, '$[4]') = 'delivered' THEN COALESCE(delivered_at, :now) ELSE delivered_at END,
  leased_until = NULL
FROM json_each(:rows) AS v
WHERE delivery.id = json_extract(v.value, '$[0]') AND delivery.fence = json_extract(v.value, '$[1]')
  AND delivery.state NOT IN ('queued', 'claimed')
RETURNING delivery.id"""

_ACCEPT_POSTGRESQL = """
UPDATE delivery SET
  state = CASE WHEN delivery.state IN ('handed_over', 'uncertain') THEN v.state ELSE delivery.state END,
  provider = v.provider, provider_id = COALESCE(v.provider_id, delivery.provider_id),
  accepted_at = COALESCE(delivery.accepted_at, CAST(:now AS timestamptz)),
  delivered_at = CASE WHEN v.state = 'delivered' THEN COALESCE(delivered_at, CAST(:now AS timestamptz)) ELSE delivered_at END,
  leased_until = NULL
FROM unnest(CAST(:ids AS bigint[]), CAST(:fences AS int[]), CAST(:providers AS text[]), CAST(:provider_ids AS text[]),
  CAST(:states AS text[])) AS v(id, fence, provider, provider_id, state)
WHERE delivery.id = v.id AND delivery.fence = v.fence AND delivery.state NOT IN ('queued', 'claimed')
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


async def lapsed(session: AsyncSession, now: datetime, limit: int) -> dict[int, int | None]:
    """Deliveries whose lease, or whose wait for a receipt in doubt, has ended, each with its incident; not locked."""
    rows = await session.execute(
        select(DeliveryRow.id, DeliveryRow.incident_id)
        .where(_HELD, DeliveryRow.leased_until <= now)
        .order_by(DeliveryRow.leased_until)
        .limit(limit)
    )
    return dict(rows.all())


async def still_lapsed(session: AsyncSession, ids: Collection[int], now: datetime) -> list[DeliveryRow]:
    """Those of `ids` that nobody has dealt with since they were seen to be lapsed; locked for this transaction."""
    rows = await session.scalars(
        select(DeliveryRow)
        .where(DeliveryRow.id.in_(ids), _HELD, DeliveryRow.leased_until <= now)
        .order_by(DeliveryRow.id)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return list(rows)


async def incident_of(session: AsyncSession, delivery_id: int) -> int | None:
    """The incident a delivery belongs to, to be locked before the delivery is."""
    return await session.scalar(select(DeliveryRow.incident_id).where(DeliveryRow.id == delivery_id))


async def delivery_for_update(session: AsyncSession, delivery_id: int) -> DeliveryRow | None:
    """One delivery, locked for this transaction; its incident is locked before it, everywhere."""
    return await session.get(DeliveryRow, delivery_id, with_for_update=True, populate_existing=True)


@dataclass(frozen=True, slots=True)
class Dropped:
    """A delivery that was taken back before it was sent."""

    id: int
    person_id: int
    medium: str
    notice_id: int


async def letters(session: AsyncSession, kind: NoticeKind, since: datetime) -> list[NoticeRow]:
    """The notices of a kind that belong to no incident and were written at `since` or later."""
    query = select(NoticeRow).where(NoticeRow.incident_id.is_(None), NoticeRow.kind == kind.value, NoticeRow.created_at >= since)
    return list(await session.scalars(query.order_by(NoticeRow.id)))


async def drop_unsent(
    session: AsyncSession,
    incident_id: int | None,
    now: datetime,
    *,
    person_id: int | None = None,
    seat_call_id: int | None = None,
    medium: Medium | None = None,
    kinds: Collection[str] | None = None,
    notice_ids: Collection[int] | None = None,
) -> list[Dropped]:
    """Take back what waits to be sent (I5). What has certainly not been sent is dropped and returned, for the timeline.

    What waits to be sent once more, because an earlier send may have arrived, stays uncertain: that person may have been told.
    """
    conditions = [DeliveryRow.incident_id == incident_id, DeliveryRow.state.in_([s.value for s in UNSENT])]
    if person_id is not None:
        conditions.append(DeliveryRow.person_id == person_id)
    if seat_call_id is not None:
        conditions.append(DeliveryRow.seat_call_id == seat_call_id)
    if medium is not None:
        conditions.append(DeliveryRow.medium == medium.value)
    if notice_ids is not None:
        conditions.append(DeliveryRow.notice_id.in_(notice_ids))
    if kinds is not None:
        notices = select(NoticeRow.id).where(NoticeRow.incident_id == incident_id, NoticeRow.kind.in_(kinds))
        conditions.append(DeliveryRow.notice_id.in_(notices))
    rows = await session.execute(
        update(DeliveryRow)
        .where(DeliveryRow.id.in_(in_order(and_(*conditions))))
        .values(
            state=case((DeliveryRow.doubts > 0, DeliveryState.UNCERTAIN.value), else_=DeliveryState.DROPPED.value),
            ended_at=case((DeliveryRow.doubts > 0, None), else_=now),
            leased_until=None,
        )
        .returning(DeliveryRow.id, DeliveryRow.person_id, DeliveryRow.medium, DeliveryRow.notice_id, DeliveryRow.doubts)
        .execution_options(synchronize_session=False)
    )
    dropped = [Dropped(*row[:4]) for row in rows if not row[4]]
    return sorted(dropped, key=lambda d: d.id)


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
    """When the earliest queued delivery falls due; what is held back does not."""
    due = await session.scalar(select(DeliveryRow.due_at).where(text("state = 'queued'")).order_by(DeliveryRow.due_at).limit(1))
    return None if due == NEVER else due


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
