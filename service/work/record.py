"""Write one fact into an incident's timeline, in the transaction of the decision it tells of (I1, I7)."""

from collections.abc import Collection, Mapping
from datetime import datetime

from service.domain.timeline import JSON, Fact, chained, prepare
from service.store import timeline
from service.store.outbox import Dropped
from service.work.unit import Unit


async def record(
    unit: Unit,
    incident_id: int | None,
    kind: str,
    data: Mapping[str, JSON] | None = None,
    personal: Mapping[str, JSON] | None = None,
    *,
    occurred_at: datetime | None = None,
    actor: str | None = None,
) -> None:
    """Append `kind` with its facts; `occurred_at` is when it happened, if that was before now.

    What belongs to no incident has no timeline: nothing is written.
    """
    if incident_id is None:
        return
    fact = Fact(kind, occurred_at or unit.now, actor or unit.actor, data or {}, personal or {})
    prepared = prepare(fact, unit.house.salt)
    head = await timeline.locked_head(unit.session, incident_id)
    await timeline.add(unit.session, chained(head, incident_id, prepared, unit.now), prepared.personal)
    unit.changed(incident_id)


async def record_dropped(unit: Unit, incident_id: int | None, dropped: Collection[Dropped], why: str) -> None:
    """The timeline's line about messages taken back before they were sent (I5)."""
    if dropped:
        rows: list[JSON] = [[d.id, d.person_id, d.medium] for d in dropped]
        await record(unit, incident_id, "deliveries.dropped", {"count": len(dropped), "deliveries": rows, "why": why})
