"""What providers and phones send us: stored raw in a transaction of its own, then processed once, also after a crash (I3, I11).

The reading of a provider's form is stored beside it, so that a row left over by a crash needs no provider to be understood.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from flows.free_text import without_cpr
from flows.vocabulary import DeliveryState
from service.domain.language import DANISH, translations
from service.store import inbox as rows
from service.store.tables import DeliveryRow, InboundRow
from service.work import deliveries, voice
from service.work.inbound import hear
from service.work.unit import Unit

STATUS: Final = "status"
SMS: Final = "sms"
CALL: Final = "call"
PRESS: Final = "press"
_LONGEST_ID: Final = 80

Form = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Report:
    """A provider's word about one message. `state` None: a word that moves nothing; `opted_out`: the person has said STOP."""

    provider_id: str
    state: DeliveryState | None
    code: str | None
    detail: str
    opted_out: bool = False


@dataclass(frozen=True, slots=True)
class Sms:
    """An SMS from a phone; `sender` as the provider writes it."""

    provider_id: str
    sender: str
    text: str


@dataclass(frozen=True, slots=True)
class Processed:
    """What came of it: in one word for us, and what is written back to the phone (None: nothing)."""

    outcome: str
    reply: str | None = None


async def store_report(unit: Unit, provider: str, delivery_id: int | None, form: Form, report: Report) -> int:
    """Keep a status report as it came; returns the row's id."""
    read = {
        "provider_id": report.provider_id,
        "state": report.state.value if report.state else None,
        "code": report.code,
        "detail": report.detail,
        "opted_out": report.opted_out,
    }
    return await _store(unit, provider, STATUS, report.provider_id, form, read, delivery_id)


async def store_sms(unit: Unit, provider: str, form: Form, sms: Sms) -> int:
    """Keep an SMS as it came, but for CPR numbers, which are never stored (I8); returns the row's id."""
    kept = [(name, without_cpr(value)) for name, value in form]
    return await _store(unit, provider, SMS, sms.provider_id, kept, {"sender": sms.sender, "text": without_cpr(sms.text)}, None)


async def store_call(unit: Unit, provider: str, delivery_id: int | None, form: Form, provider_id: str, *, machine: bool) -> int:
    """Keep as it came that somebody, or a machine, has picked up; returns the row's id."""
    read = {"provider_id": provider_id, "machine": machine}
    return await _store(unit, provider, CALL, provider_id, form, read, delivery_id)


async def store_press(unit: Unit, provider: str, delivery_id: int | None, form: Form, provider_id: str, digit: str) -> int:
    """Keep a key pressed during a call as it came; returns the row's id."""
    return await _store(unit, provider, PRESS, provider_id, form, {"digit": digit}, delivery_id)


async def store_incoming_call(unit: Unit, provider: str, form: Form, provider_id: str) -> None:
    """Keep one step of a call to us; it is dealt with while the caller waits, and never again."""
    row_id = await _store(unit, provider, CALL, provider_id, form, {"provider_id": provider_id, "machine": False}, None)
    row = await rows.row_for_update(unit.session, row_id)
    assert row is not None
    row.processed_at, row.outcome = unit.now, "a call to us"


async def process(unit: Unit, row_id: int) -> Processed:
    """Do what a stored row asks for, once: a row or an SMS that was processed before gets the outcome it got then."""
    row = await rows.row_for_update(unit.session, row_id)
    if row is None:
        return Processed("gone")
    if row.processed_at is not None:
        return _before(row)
    earlier = await rows.processed_twin(unit.session, row) if row.kind == SMS and row.provider_id else None
    if earlier is not None:
        done = _before(earlier)
    elif row.kind == SMS:
        done = await _hear(unit, row)
    elif row.kind == CALL:
        done = Processed(await _picked_up(unit, row))
    elif row.kind == PRESS:
        done = await _pressed(unit, row)
    else:
        done = Processed(await _report(unit, row))
    row.processed_at, row.outcome = unit.now, done.outcome
    row.params = {**row.params, "reply": done.reply}
    return done


async def set_aside(unit: Unit, row_id: int, trouble: str) -> None:
    """A row that cannot be processed is kept with the reason, and holds up no other (I12)."""
    row = await rows.row_for_update(unit.session, row_id)
    if row is not None and row.processed_at is None:
        row.processed_at, row.outcome = unit.now, f"could not be processed: {trouble}"[:500]


async def hear_sandbox(unit: Unit, number: str, text: str) -> Processed:
    """An SMS from a simulated phone; the request that carries it is kept from happening twice by its own key."""
    sender = _storable(number)
    unit.rang()
    row_id = await store_sms(unit, "sandbox_sms", [("From", sender), ("Body", text)], Sms("", sender, _storable(text)))
    return await process(unit, row_id)


async def _report(unit: Unit, row: InboundRow) -> str:
    read: dict[str, Any] = row.params["read"]
    delivery = await unit.session.get(DeliveryRow, row.delivery_id) if row.delivery_id is not None else None
    if delivery is None:
        return "unknown delivery"
    row.incident_id = delivery.incident_id
    if read["state"] is None:
        return f"nothing to do with {read['detail']}"[:200]
    if read["opted_out"]:
        await deliveries.opt_out(unit, delivery.person_id, delivery.incident_id)
    state = DeliveryState(read["state"])
    return await deliveries.report(unit, delivery.id, read["provider_id"][:_LONGEST_ID] or None, state, read["code"], read["detail"])


async def _hear(unit: Unit, row: InboundRow) -> Processed:
    read: dict[str, Any] = row.params["read"]
    heard = await hear(unit, read["sender"], read["text"])
    row.incident_id = heard.incident_id
    return Processed(heard.outcome, translations().translate(heard.reply, heard.language) if heard.reply else None)


async def _picked_up(unit: Unit, row: InboundRow) -> str:
    read: dict[str, Any] = row.params["read"]
    if not read["machine"]:
        return "picked up"
    return await voice.machine(unit, row.delivery_id, read["provider_id"][:_LONGEST_ID] or None)


async def _pressed(unit: Unit, row: InboundRow) -> Processed:
    said = await voice.press(unit, row.delivery_id, row.params["read"]["digit"])
    words = said.words or (translations().translate(said.sentence, DANISH) if said.sentence else None)
    return Processed("again" if said.listen else "pressed", words)


def _before(row: InboundRow) -> Processed:
    return Processed(row.outcome or "", row.params.get("reply"))


async def _store(unit: Unit, provider: str, kind: str, provider_id: str, form: Form, read: dict[str, Any], delivery_id: int | None) -> int:
    row = InboundRow(
        provider=provider,
        kind=kind,
        provider_id=provider_id[:_LONGEST_ID] or None,
        received_at=unit.now,
        params={"form": [[_storable(name), _storable(value)] for name, value in form], "read": read},
        delivery_id=delivery_id,
    )
    unit.session.add(row)
    await unit.session.flush()
    return row.id


def _storable(text: str) -> str:
    """Text that any database takes: no NUL, no half surrogate."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
