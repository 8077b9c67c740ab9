"""Long lists, written in parts: the first with the decision, the rest by a durable order (I1)."""

from collections.abc import Sequence
from typing import Final

from flows.vocabulary import Medium, Tier
from service.store import incidents
from service.store.audience import find_open_part, take_part, write_part
from service.store.tables import NoticePartRow, NoticeRow
from service.work.notices import Notice, record_queued
from service.work.unit import Unit

GROUP: Final = "group"
ADDRESSED: Final = "addressed"
REACHED: Final = "reached"


async def tell_group(unit: Unit, notice: Notice, *, group: str, area: str | None, tier: Tier, media: Sequence[Medium]) -> None:
    """Tell every member of an open group, in `area` when the group has one circle an area."""
    usable = [m.value for m in media if m in unit.house.media]
    if usable:
        await _order(unit, notice, source=GROUP, group=group, area=area, tier=tier.value, media=usable)


async def tell_addressed(unit: Unit, notice: Notice) -> None:
    """Tell exactly those whom the incident has spoken to, each on the medium that came furthest (L4, F7)."""
    await _order(unit, notice, source=ADDRESSED, group=None, area=None, tier="", media=[])


async def tell_reached(unit: Unit, notice: Notice, of_notice: int) -> None:
    """Tell exactly those whom the messages of another notice have reached, or may have, where those did."""
    await _order(unit, notice, source=REACHED, group=None, area=None, tier="", media=[], of_notice=of_notice)


async def _order(
    unit: Unit,
    notice: Notice,
    *,
    source: str,
    group: str | None,
    area: str | None,
    tier: str,
    media: list[str],
    of_notice: int | None = None,
) -> None:
    part = NoticePartRow(
        notice_id=notice.row.id,
        incident_id=notice.row.incident_id,
        source=source,
        group_key=group,
        area_key=area,
        of_notice=of_notice,
        tier=tier,
        media=media,
        lane=notice.lane,
        after_person=0,
        part=0,
    )
    unit.session.add(part)
    await unit.session.flush()
    await _write(unit, part, notice.row, unit.house.first_part)


async def continue_writing(unit: Unit) -> bool:
    """Write the next part of the most urgent unfinished list; False when there is none."""
    found = await find_open_part(unit.session)
    if found is None:
        return False
    await incidents.lock(unit.session, [found[1]])
    part = await take_part(unit.session, found[0])
    if part is None:
        return True
    notice = await unit.session.get_one(NoticeRow, part.notice_id)
    await _write(unit, part, notice, unit.house.part)
    return True


async def _write(unit: Unit, part: NoticePartRow, notice: NoticeRow, limit: int) -> None:
    chunk = await write_part(unit.session, part, limit, unit.now)
    if chunk.last_person is None:
        part.done_at = unit.now
        return
    part.after_person = chunk.last_person
    part.part += 1
    if chunk.written:
        await record_queued(unit, notice, chunk.written, part.part)
    unit.wake()
