"""Who a notice is for, written as deliveries a part at a time, inside the database (I1)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from flows.delivery import TOLD
from flows.vocabulary import Medium, Mode, NoticeKind
from service.store.tables import IncidentRow, NoticePartRow, NoticeRow, NoticeTextRow
from service.store.types import Moment


@dataclass(frozen=True, slots=True)
class Written:
    """One delivery just written, with what the timeline keeps of the person at that moment."""

    id: int
    person_id: int
    medium: str
    address: str
    name: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """One part of a list: what was written, and the last person looked at (None when the list is at its end)."""

    written: tuple[Written, ...]
    last_person: int | None


_ADDRESS = {
    Medium.SMS.value: "CASE WHEN p.sms_opted_out_at IS NULL THEN p.mobile END",
    Medium.EMAIL.value: "p.email",
    Medium.VOICE.value: "COALESCE(p.phone, p.mobile)",
}

_OPEN = text("done_at IS NULL")
_SPOKEN_TO = tuple(
    kind.value
    for kind in (
        NoticeKind.ALARM,
        NoticeKind.LEVEL_CHANGE,
        NoticeKind.UPDATE,
        NoticeKind.CORRECTION,
        NoticeKind.TASK,
        NoticeKind.BRIEFING,
    )
)
"""What tells a person of the incident: whoever got one of these hears of its correction and its end."""

_GROUP_MEMBERS = """
SELECT DISTINCT pl.person_id AS id FROM place pl JOIN person p ON p.id = pl.person_id
WHERE pl.group_key = :group_key AND (CAST(:area_key AS varchar) IS NULL OR pl.area_key = :area_key) AND p.active AND pl.person_id > :after
ORDER BY pl.person_id LIMIT :limit"""

_ADDRESSED_PEOPLE = """
SELECT DISTINCT d.person_id AS id FROM delivery d
WHERE d.incident_id = :incident_id AND d.person_id > :after AND d.state NOT IN ('failed', 'dropped') AND d.notice_id < :notice_id
ORDER BY d.person_id LIMIT :limit"""

_REACHED_PEOPLE = """
SELECT DISTINCT d.person_id AS id FROM delivery d
WHERE d.notice_id = :of_notice AND d.person_id > :after AND d.state IN ({told})
ORDER BY d.person_id LIMIT :limit""".format(told=", ".join(f"'{s.value}'" for s in TOLD))

_INSERT = """
INSERT INTO delivery (incident_id, notice_id, text_id, person_id, medium, address, lane, state, due_at, fence, attempts, created_at)
{select}
ON CONFLICT (notice_id, person_id, medium) DO NOTHING"""

_WRITTEN_POSTGRESQL = """
WITH d AS ({insert} RETURNING id, person_id, medium, address)
SELECT d.id, d.person_id, d.medium, d.address, p.name, p.organisation FROM d JOIN person p ON p.id = d.person_id ORDER BY d.id"""
_WRITTEN_SQLITE = text("""
SELECT json_group_array(json_array(d.id, d.person_id, d.medium, d.address, p.name, p.organisation))
FROM delivery d JOIN person p ON p.id = d.person_id WHERE d.id > :before""")

_FURTHEST = """row_number() OVER (PARTITION BY d.person_id ORDER BY
  CASE d.state WHEN 'answered' THEN 0 WHEN 'opened' THEN 1 WHEN 'delivered' THEN 2 WHEN 'accepted' THEN 3 WHEN 'handed_over' THEN 4
  WHEN 'uncertain' THEN 5 ELSE 6 END, d.id DESC) AS rank"""

_REACHED = """
SELECT d.person_id, d.medium, d.address, {furthest} FROM delivery d
WHERE d.notice_id = :of_notice AND d.person_id > :after AND d.person_id <= :last AND d.state IN ({told})""".format(
    furthest=_FURTHEST, told=", ".join(f"'{s.value}'" for s in TOLD)
)

_BEST = """
SELECT d.person_id, d.medium, d.address, t.tier, {furthest}
FROM delivery d JOIN notice_text t ON t.id = d.text_id JOIN notice n ON n.id = d.notice_id
WHERE d.incident_id = :incident_id AND d.person_id > :after AND d.person_id <= :last AND d.state NOT IN ('failed', 'dropped')
  AND n.kind IN ({kinds}) AND n.id < :notice_id""".format(furthest=_FURTHEST, kinds=", ".join(f"'{k}'" for k in _SPOKEN_TO))


async def write_part(session: AsyncSession, part: NoticePartRow, limit: int, now: datetime) -> Chunk:
    """Write the next `limit` people of `part` as queued deliveries: one message a person, on the first medium that can be used."""
    people, bounds = _people_of(part)
    bounds |= {"after": part.after_person}
    last = await session.scalar(text(f"SELECT max(id) FROM ({people}) AS chunk"), {**bounds, "limit": limit})  # noqa: S608 - our own words
    if last is None:
        return Chunk((), None)
    params: dict[str, Any] = {"incident_id": part.incident_id, "notice_id": part.notice_id, "last": last, "lane": part.lane, "now": now}
    if part.source == "group":
        params["tier"] = part.tier
    rows = _rows_of(part)
    if (enrolled := await _enrolled(session, part.incident_id)) is not None:
        rows += f" AND {'m.id' if part.source == 'group' else 'b.person_id'} IN :enrolled"
        params["enrolled"] = enrolled
    return Chunk(await _written(session, _INSERT.format(select=rows), {**bounds, **params}), last)


async def _enrolled(session: AsyncSession, incident_id: int) -> list[int] | None:
    """Who takes part when the incident is an exercise: nobody else is written to (I9). None: everybody is."""
    incident = await session.get(IncidentRow, incident_id)
    return list(incident.participants) if incident is not None and incident.mode == Mode.EXERCISE else None


def _people_of(part: NoticePartRow) -> tuple[str, dict[str, Any]]:
    """Whose turn it is to be looked at, and what the query is about."""
    if part.source == "addressed":
        return _ADDRESSED_PEOPLE, {"incident_id": part.incident_id, "notice_id": part.notice_id}
    if part.source == "reached":
        return _REACHED_PEOPLE, {"of_notice": part.of_notice}
    return _GROUP_MEMBERS, {"group_key": part.group_key, "area_key": part.area_key}


def _rows_of(part: NoticePartRow) -> str:
    if part.source == "group":
        return _group_rows(part.media)
    return _addressed_rows() if part.source == "addressed" else _REACHED_ROWS


_REACHED_ROWS = f"""
SELECT :incident_id, :notice_id, nt.id, b.person_id, b.medium, b.address, :lane, 'queued', :now, 0, 0, :now
FROM ({_REACHED}) AS b JOIN notice_text nt ON nt.notice_id = :notice_id AND nt.medium = b.medium
WHERE b.rank = 1"""  # noqa: S608 - our own words
"""Exactly those whom another notice has reached, or may have, each on the medium and at the address that came furthest."""


def _group_rows(media: Sequence[str]) -> str:
    """Members of an open group, each on the first of `media` they can be reached on.

    Left out are those to whom this notice goes already, and for an alarm those to whom any alarm of the incident does. They are
    looked up one by one: as NOT EXISTS, PostgreSQL would join them to a list that grows, and compare everybody with everybody.
    """
    alarm = NoticeKind.ALARM.value
    choice = " ".join(f"WHEN {_ADDRESS[m]} IS NOT NULL THEN '{m}'" for m in media)
    address = " ".join(f"WHEN {_ADDRESS[m]} IS NOT NULL THEN {_ADDRESS[m]}" for m in media)
    return f"""
SELECT :incident_id, :notice_id, nt.id, m.id, m.medium, m.address, :lane, 'queued', :now, 0, 0, :now
FROM (SELECT p.id, CASE {choice} END AS medium, CASE {address} END AS address FROM person p
      WHERE p.id > :after AND p.id <= :last AND p.active
        AND EXISTS (SELECT 1 FROM place pl WHERE pl.person_id = p.id AND pl.group_key = :group_key
                    AND (CAST(:area_key AS varchar) IS NULL OR pl.area_key = :area_key))
        AND (SELECT 1 FROM delivery d JOIN notice n ON n.id = d.notice_id WHERE d.incident_id = :incident_id
             AND d.person_id = p.id AND d.state <> 'dropped' AND (n.id = :notice_id OR n.kind = '{alarm}'
             AND EXISTS (SELECT 1 FROM notice o WHERE o.id = :notice_id AND o.kind = '{alarm}')) LIMIT 1) IS NULL) AS m
JOIN notice_text nt ON nt.notice_id = :notice_id AND nt.tier = :tier AND nt.medium = m.medium
WHERE true"""  # noqa: S608 - our own words


def _addressed_rows() -> str:
    """Everyone the incident has spoken to, each on the medium and at the address that came furthest."""
    return f"""
SELECT :incident_id, :notice_id, nt.id, b.person_id, b.medium, b.address, :lane, 'queued', :now, 0, 0, :now
FROM ({_BEST}) AS b
JOIN notice_text nt ON nt.notice_id = :notice_id AND nt.tier = b.tier AND nt.medium = b.medium
WHERE b.rank = 1"""  # noqa: S608 - our own words


async def _written(session: AsyncSession, insert: str, params: dict[str, Any]) -> tuple[Written, ...]:
    """Run the insert; what it wrote, with the name of each person.

    On SQLite it comes as one row of JSON: the driver gives up the interpreter for each row it fetches. Nobody else writes meanwhile.
    """
    parameters = [bindparam("now", type_=Moment)]
    parameters += [bindparam("enrolled", expanding=True)] if "enrolled" in params else []
    if session.get_bind().dialect.name != "sqlite":
        found = await session.execute(text(_WRITTEN_POSTGRESQL.format(insert=insert)).bindparams(*parameters), params)
        return tuple(Written(*row) for row in found)
    before = await session.scalar(text("SELECT COALESCE(max(id), 0) FROM delivery"))
    await session.execute(text(insert).bindparams(*parameters), params)
    return tuple(Written(*row) for row in json.loads(await session.scalar(_WRITTEN_SQLITE, {"before": before}) or "[]"))


async def find_open_part(session: AsyncSession) -> tuple[int, int] | None:
    """The most urgent list still being written and its incident, not locked: the incident is locked before the list is."""
    found = await session.execute(
        select(NoticePartRow.id, NoticePartRow.incident_id).where(_OPEN).order_by(NoticePartRow.lane, NoticePartRow.id).limit(1)
    )
    return found.first()


async def take_part(session: AsyncSession, part_id: int) -> NoticePartRow | None:
    """The list, locked for this transaction; None when it was ended meanwhile."""
    return await session.scalar(
        select(NoticePartRow)
        .where(NoticePartRow.id == part_id, _OPEN)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )


async def spoken_media(session: AsyncSession, incident_id: int) -> list[tuple[str, str]]:
    """Every (tier, medium) that the incident has spoken on: a call-off needs words for each."""
    rows = await session.execute(
        select(NoticeTextRow.tier, NoticeTextRow.medium)
        .join(NoticeRow, NoticeRow.id == NoticeTextRow.notice_id)
        .where(NoticeRow.incident_id == incident_id, NoticeRow.kind.in_(_SPOKEN_TO))
        .distinct()
    )
    return [(tier, medium) for tier, medium in rows]
