"""What a batch of deliveries has gone through, as one timeline entry a kind, not one a message."""

from service.domain.timeline import JSON
from service.store.tables import DeliveryRow
from service.work.record import record
from service.work.unit import Unit

_Key = tuple[int | None, str, str]


class Journal:
    """Gathers steps by incident, kind and provider; `write` puts them into the timeline. The incidents are locked already."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._steps: dict[_Key, list[JSON]] = {}
        self._also: dict[_Key, dict[str, JSON]] = {}

    def step(self, row: DeliveryRow, kind: str = "deliveries.recorded") -> None:
        """One line of the delivery's life: ids, state and the provider's code; never the address."""
        self.add(row.incident_id, kind, row.provider, [row.id, row.person_id, row.medium, row.state, None, row.code])

    def add(self, incident_id: int | None, kind: str, provider: str | None, step: list[JSON] | None, **also: JSON) -> None:
        """A step of some kind; None adds nothing to what the entry counts."""
        key = (incident_id, kind, provider or "callback")
        self._steps.setdefault(key, []).extend([step] if step else [])
        self._also.setdefault(key, {}).update(also)

    async def write(self) -> None:
        """Write what has been gathered, incident by incident in their order: of two who write, neither waits for the other's next."""
        for (incident_id, kind, provider), steps in sorted(self._steps.items(), key=lambda step: step[0][0] or 0):
            data: dict[str, JSON] = {"count": len(steps), "steps": steps} if steps else {"provider": provider}
            await record(self._unit, incident_id, kind, {**data, **self._also[incident_id, kind, provider]}, actor=f"provider:{provider}")
        self._steps, self._also = {}, {}
