"""The outbox's queries: claim, record, take back (I2, I3, I5). Hot: 100,000 rows pass here."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, select, text, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncSession

from flows.delivery import UNSENT
from flows.vocabulary import DeliveryState, Medium, Mode, NoticeKind
from service.store.tables import DeliveryRow, IncidentRow, NoticeRow, NoticeTextRow
from service.store.types import Moment

NEVER: Final = datetime(9999, 1, 1, tzinfo=UTC)
"""When a message under a hold falls due: not before it is given another time (F9)."""
_Q, _H = DeliveryState.QUEUED.value, DeliveryState.HANDED_OVER.value
_HELD = text("state IN ('handed_over', 'uncertain')")


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery that this process hands over until its lease ends; `fence` tells a late result from a valid one."""

    id: int
    fence: int
    attempts: int
    incident_id: int | None
    text_id: int
    person_id: int
    medium: str
    address: str
    lane: int


_NOW = bindparam("now", type_=Moment)
_MAY_LEAVE = """(SELECT 1 FROM notice n LEFT JOIN incident i ON i.id = n.incident_id WHERE n.id = delivery.notice_id AND (
  n.kind IN ('announcement', 'retraction') AND NOT EXISTS (
    SELECT 1 FROM release_order r WHERE r.notice_id = n.id AND r.live AND NOT r.held AND (r.valid_until IS NULL OR r.valid_until > {now}))
  OR {stray}) LIMIT 1) IS NULL"""
"""An outward message needs a live clearance at the very moment it is handed over (C1, I8).

Looked up one by one: as NOT EXISTS, PostgreSQL would read the whole queue to join it.
"""
_STRAY = """i.mode = 'exercise' AND NOT ({takes_part} AND EXISTS (
    SELECT 1 FROM exercise e, notice_text t WHERE e.incident_id = i.id AND t.id = delivery.text_id AND length(e.word) > 0
    AND substr(t.body, 1, length(e.word)) = e.word AND (t.subject IS NULL OR substr(t.subject, 1, length(e.word)) = e.word)))"""
"""A message of an exercise goes to nobody but its participants, and only with the exercise's word in front, whoever wrote it (I9)."""
_TAKES_PART = {
    "sqlite": "EXISTS (SELECT 1 FROM json_each(i.participants) p WHERE p.value = delivery.person_id)",
    "postgresql": "i.participants @> to_jsonb(delivery.person_id)",
}
_MOMENT = {"sqlite": ":now", "postgresql": "CAST(:now AS timestamptz)"}


def _stray(dialect: str) -> str:
    return _STRAY.format(takes_part=_TAKES_PART[dialect])


def _due(dialect: str) -> Select[Any]:
    may_leave = text(_MAY_LEAVE.format(now=_MOMENT[dialect], stray=_stray(dialect))).bindparams(_NOW)
    return (
        select(*(getattr(DeliveryRow, f.name) for f in fields(Claim)))
        .where(DeliveryRow.state == text(f"'{_Q}'"), DeliveryRow.medium == bindparam("of_medium"), DeliveryRow.due_at <= _NOW)
        .where(may_leave)
        .order_by(DeliveryRow.lane, DeliveryRow.attempts, DeliveryRow.due_at, DeliveryRow.id)
        .limit(bindparam("most"))
    )


_LEASED = {
    "state": _H,
    "fence": DeliveryRow.fence + 1,
    "attempts": DeliveryRow.attempts + 1,
    "handed_at": _NOW,
    "leased_until": bindparam("until"),
}
_OURS = _due("postgresql").with_only_columns(DeliveryRow.id).with_for_update(skip_locked=True, of=DeliveryRow).cte("ours")
_CLAIM_POSTGRESQL = (
    update(DeliveryRow)
    .where(DeliveryRow.id.in_(select(_OURS.c.id)))
    .values(_LEASED)
    .returning(*(getattr(DeliveryRow, f.name) for f in fields(Claim)))
    .execution_options(synchronize_session=False)
)
# SQLite's rows come as one row of JSON: the driver gives up the interpreter for each row it fetches, and a busy process is slow to
# give it back. Nobody else writes between the two statements.
_ROWS = _due("sqlite").subquery()
_DUE_SQLITE = select(func.json_group_array(func.json_array(*_ROWS.c)))
_CLAIM_SQLITE = (
    update(DeliveryRow)
    .where(DeliveryRow.id.in_(text("SELECT value FROM json_each(:ids)")))
    .values(_LEASED)
    .execution_options(synchronize_session=False)
)


async def claim(session: AsyncSession, medium: Medium, limit: int, now: datetime, lease: timedelta) -> list[Claim]:
    """Take up to `limit` due deliveries of `medium` to be sent now, most urgent first, never-tried before tried (I6).

    What was answered, dropped or put off until this moment is not among them (I5), nor is an outward message whose clearance is void,
    held or past its time (I8), nor one of an exercise to somebody who is not in it, or without its word in front (I9). On SQLite the
    transaction must be one that writes.
    """
    due = {"of_medium": medium.value, "now": now, "most": limit}
    if not _is_sqlite(session):
        claims = [Claim(*row) for row in await session.execute(_CLAIM_POSTGRESQL, {**due, "until": now + lease})]
    else:
        found = json.loads(await session.scalar(_DUE_SQLITE, due) or "[]")
        claims = [replace(Claim(*row), fence=row[1] + 1, attempts=row[2] + 1) for row in found]
        if claims:
            await session.execute(_CLAIM_SQLITE, {"ids": json.dumps([c.id for c in claims]), "now": now, "until": now + lease})
    return sorted(claims, key=lambda c: (c.lane, c.attempts, c.id))


def _is_sqlite(session: AsyncSession) -> bool:
    return session.get_bind().dialect.name == "sqlite"


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
  AND delivery.state <> 'queued'"""
_ACCEPTED_SQLITE = text("""
SELECT json_group_array(d.id) FROM json_each(:rows) AS v JOIN delivery d ON d.id = json_extract(v.value, '$[0]')
WHERE d.fence = json_extract(v.value, '$[1]') AND d.state <> 'queued'""")

_ACCEPT_POSTGRESQL = """
UPDATE delivery SET
  state = CASE WHEN delivery.state IN ('handed_over', 'uncertain') THEN v.state ELSE delivery.state END,
  provider = v.provider, provider_id = COALESCE(v.provider_id, delivery.provider_id),
  accepted_at = COALESCE(delivery.accepted_at, CAST(:now AS timestamptz)),
  delivered_at = CASE WHEN v.state = 'delivered' THEN COALESCE(delivered_at, CAST(:now AS timestamptz)) ELSE delivered_at END,
  leased_until = NULL
FROM unnest(CAST(:ids AS bigint[]), CAST(:fences AS int[]), CAST(:providers AS text[]), CAST(:provider_ids AS text[]),
  CAST(:states AS text[])) AS v(id, fence, provider, provider_id, state)
WHERE delivery.id = v.id AND delivery.fence = v.fence AND delivery.state <> 'queued'
RETURNING delivery.id"""


async def accept(session: AsyncSession, rows: Sequence[Accepted], now: datetime) -> set[int]:
    """Record the providers' yeses; returns the ids recorded. A late result of a lost lease is not among them (I2)."""
    if not rows:
        return set()
    if _is_sqlite(session):
        answers = {"rows": json.dumps([[r.id, r.fence, r.provider, r.provider_id, r.state.value] for r in rows])}
        await session.execute(text(_ACCEPT_SQLITE).bindparams(_NOW), {"now": now, **answers})
        return set(json.loads(await session.scalar(_ACCEPTED_SQLITE, answers) or "[]"))
    values = {
        "ids": [r.id for r in rows],
        "fences": [r.fence for r in rows],
        "providers": [r.provider for r in rows],
        "provider_ids": [r.provider_id for r in rows],
        "states": [r.state.value for r in rows],
    }
    return set(await session.scalars(text(_ACCEPT_POSTGRESQL).bindparams(_NOW), {"now": now, **values}))


async def lapsed(session: AsyncSession, now: datetime, limit: int) -> dict[int, int | None]:
    """Deliveries whose lease, or whose wait for a receipt in doubt, has ended, each with its incident; not locked."""
    rows = await session.execute(
        select(DeliveryRow.id, DeliveryRow.incident_id)
        .where(_HELD, DeliveryRow.leased_until <= now)
        .order_by(DeliveryRow.leased_until)
        .limit(limit)
    )
    return dict(rows.all())


async def strays(session: AsyncSession, now: datetime, limit: int) -> dict[int, int | None]:
    """Deliveries that are due and that their exercise forbids (I9), each with its incident; not locked."""
    drills = list(await session.scalars(select(IncidentRow.id).where(IncidentRow.mode == Mode.EXERCISE)))
    if not drills:
        return {}
    statement = text(f"""
SELECT delivery.id, i.id FROM incident i JOIN notice n ON n.incident_id = i.id JOIN delivery ON delivery.notice_id = n.id
WHERE i.id IN :drills AND delivery.state = 'queued' AND delivery.due_at <= :now AND {_stray(session.get_bind().dialect.name)}
ORDER BY delivery.id LIMIT :most""")  # noqa: S608 - our own words
    wanted = {"drills": drills, "now": now, "most": limit}
    rows = await session.execute(statement.bindparams(_NOW, bindparam("drills", expanding=True)), wanted)
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
