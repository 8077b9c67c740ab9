"""What became of the messages: providers' answers, doubt, reports in any order, opt-outs (I2-I4, I12)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from actioncards.model import Alert, Plan
from flows import delivery as flow
from flows.vocabulary import DeliveryState, DeliveryTrigger
from service.domain.outcomes import Outcome, Verdict
from service.store import alert_list, incidents, outbox, timeline
from service.store.tables import DeliveryRow, IncidentRow
from service.work import seats
from service.work.chief import alert_chief
from service.work.invitations import nothing_reached
from service.work.notices import reopen_notice, usable_media
from service.work.plans import plan_of
from service.work.record import record
from service.work.unit import Unit

RECEIPT_WAIT: Final = timedelta(seconds=20)
"""How long a message in doubt waits for the provider's callback before it is sent once more (I3)."""
MOST_IN_DOUBT: Final = 2
"""A message in doubt is sent at most this often: one to two messages arrive, never none, never three."""


async def record_outcomes(unit: Unit, outcomes: Sequence[Outcome]) -> None:
    """Record what providers answered to a batch of claims; a late result of a lost lease is refused by its fence."""
    yes = [o for o in outcomes if o.verdict is Verdict.ACCEPTED]
    # The timelines first: whoever takes an answer holds one while it reaches for that person's messages.
    for locked in sorted({o.incident_id for o in yes if o.incident_id is not None}):
        await timeline.locked_head(unit.session, locked)
    recorded = await outbox.accept(
        unit.session, [outbox.Accepted(o.delivery_id, o.fence, o.provider, o.provider_id, o.state) for o in yes], unit.now
    )
    steps: defaultdict[int | None, list[list[str | int | None]]] = defaultdict(list)
    for o in yes:
        if o.delivery_id in recorded:
            steps[o.incident_id].append([o.delivery_id, o.person_id, o.medium, o.state.value, o.provider_id])
    for incident_id, rows in steps.items():
        await record(unit, incident_id, "deliveries.recorded", {"steps": rows}, actor=f"provider:{yes[0].provider}")
    for o in outcomes:
        if o.verdict is not Verdict.ACCEPTED:
            await _not_accepted(unit, o)


async def _not_accepted(unit: Unit, outcome: Outcome) -> None:
    row = await outbox.delivery_for_update(unit.session, outcome.delivery_id)
    if row is None or row.fence != outcome.fence or row.state != DeliveryState.HANDED_OVER:
        return
    row.provider, row.code, row.detail = outcome.provider, outcome.code, outcome.detail
    match outcome.verdict:
        case Verdict.AGAIN | Verdict.AGAIN_UNCOUNTED | Verdict.AGAIN_ONCE:
            await _again(unit, row, outcome)
        case Verdict.IN_DOUBT:
            await _doubt(unit, row, unit.now + RECEIPT_WAIT)
        case Verdict.OPTED_OUT:
            await opt_out(unit, row.person_id, row.incident_id)
            await fail(unit, row)
        case Verdict.MISCONFIGURED:
            await record(unit, row.incident_id, "provider.trouble", {"provider": outcome.provider, "code": outcome.code})
            await fail(unit, row)
        case _:
            await fail(unit, row)


async def _again(unit: Unit, row: DeliveryRow, outcome: Outcome) -> None:
    if outcome.verdict is Verdict.AGAIN_UNCOUNTED:
        row.attempts -= 1
    if outcome.verdict is Verdict.AGAIN_ONCE and row.attempts > 1:
        await fail(unit, row)
        return
    due_at = flow.next_try(max(row.attempts, 1), unit.now, unit.house.random, unit.house.patience, outcome.wait)
    if due_at is None:
        await fail(unit, row)
        return
    _move(row, DeliveryTrigger.RETRY)
    row.due_at, row.leased_until = due_at, None
    await record(unit, row.incident_id, "deliveries.retried", _step(row))
    unit.wake()


async def _doubt(unit: Unit, row: DeliveryRow, until: datetime) -> None:
    """The provider may have it: wait for its word, and say so in the timeline."""
    _move(row, DeliveryTrigger.DOUBT)
    row.leased_until = until if row.attempts < MOST_IN_DOUBT else None
    await record(unit, row.incident_id, "deliveries.doubt", _step(row))
    if row.leased_until is None:
        await _go_on(unit, row)


async def fail(unit: Unit, row: DeliveryRow) -> None:
    """The message will not arrive this way: say so, and go on to the next way at once."""
    _move(row, DeliveryTrigger.FAIL)
    row.ended_at, row.leased_until = unit.now, None
    await record(unit, row.incident_id, "deliveries.recorded", {"steps": [_step(row)["delivery"]]}, actor=f"provider:{row.provider}")
    await _go_on(unit, row)


async def _go_on(unit: Unit, row: DeliveryRow) -> None:
    incident = await incidents.incident(unit.session, row.incident_id, lock=True) if row.incident_id else None
    await unit.session.flush()
    if row.seat_call_id is not None and incident is not None:
        plan = await plan_of(unit, incident)
        call = await incidents.seat(unit.session, row.seat_call_id)
        if call is not None and call.notice_id == row.notice_id:
            await seats.medium_failed(unit, incident, plan, call, row.person_id)
    else:
        await _next_medium(unit, row)


async def _next_medium(unit: Unit, row: DeliveryRow) -> None:
    """Someone outside the seats: the same words on the next medium that this notice has and they can be reached on."""
    notice = await reopen_notice(unit, row.notice_id, row.lane)
    person = await alert_list.person(unit.session, row.person_id)
    tier = next(t for (t, _), text_id in notice.texts.items() if text_id == row.text_id)
    if person is None:
        return
    for medium in usable_media(unit, person, [m for (t, m) in notice.texts if t == tier]):
        if medium != row.medium and await notice.tell(unit, person, medium, tier):
            await notice.record(unit)
            return
    await unit.session.flush()
    if await outbox.is_on_its_way(unit.session, [row.notice_id], row.person_id):
        return
    await nothing_reached(unit, row, notice.row)
    await record(unit, row.incident_id, "person.unreachable", {"person": row.person_id})


async def take_back(unit: Unit, limit: int = 200) -> int:
    """Deal with deliveries whose lease has ended: a worker died or froze (I2). Returns how many there were.

    Claimed but never handed over: queued again, surely unsent. Handed over: in doubt, and sent once more.
    """
    rows = await outbox.lapsed(unit.session, unit.now, limit)
    for row in rows:
        match DeliveryState(row.state):
            case DeliveryState.CLAIMED:
                _move(row, DeliveryTrigger.RELEASE)
                row.attempts -= 1
                row.due_at, row.leased_until, row.fence = unit.now, None, row.fence + 1
            case DeliveryState.HANDED_OVER:
                row.fence += 1
                await _doubt(unit, row, unit.now)
                if row.leased_until is not None:
                    _requeue(unit, row)
            case _:
                row.fence += 1
                _requeue(unit, row)
    if rows:
        unit.wake()
    return len(rows)


def _requeue(unit: Unit, row: DeliveryRow) -> None:
    _move(row, DeliveryTrigger.RETRY)
    row.due_at, row.leased_until = unit.now, None


async def report(unit: Unit, delivery_id: int, provider_id: str | None, state: DeliveryState, code: str | None, detail: str | None) -> str:
    """A provider's later word about a delivery: early, late, twice or out of order (I3, I4). Returns what it changed, in one word."""
    row = await outbox.delivery_for_update(unit.session, delivery_id)
    if row is None:
        return "unknown delivery"
    row.provider_id = row.provider_id or provider_id
    now_state = flow.reported(DeliveryState(row.state), state)
    if now_state == row.state:
        return "nothing new"
    if now_state is DeliveryState.FAILED:
        row.code, row.detail = code, detail
        await fail(unit, row)
        return "failed"
    row.state, row.leased_until = now_state.value, None
    row.accepted_at = row.accepted_at or unit.now
    if now_state in flow.REACHED:
        row.delivered_at = row.delivered_at or unit.now
    await record(
        unit, row.incident_id, "deliveries.recorded", {"steps": [_step(row)["delivery"]]}, actor=f"provider:{row.provider or 'callback'}"
    )
    return now_state.value


async def opt_out(unit: Unit, person_id: int, incident_id: int | None) -> None:
    """The person has said STOP to the provider: SMS is no way to them; the duty chief is told (hard case 11)."""
    person = await alert_list.person(unit.session, person_id)
    if person is None or person.sms_opted_out_at is not None:
        return
    person.sms_opted_out_at = unit.now
    incident = await incidents.incident(unit.session, incident_id, lock=True) if incident_id else None
    if incident is not None:
        await record(unit, incident.id, "opt_out", {"person": person_id}, {f"person:{person_id}": {"name": person.name}})
        await _tell_chief(unit, incident, await plan_of(unit, incident), person.name, person.organisation)


async def _tell_chief(unit: Unit, incident: IncidentRow, plan: Plan, name: str, organisation: str) -> None:
    await alert_chief(unit, incident, plan, Alert.OPTED_OUT, {"seat_label": f"{name}, {organisation}" if organisation else name})


async def opt_in(unit: Unit, person_id: int, incident_id: int | None) -> None:
    """The person has said START: SMS is a way to them again."""
    person = await alert_list.person(unit.session, person_id)
    if person is None or person.sms_opted_out_at is None:
        return
    person.sms_opted_out_at = None
    if incident_id is not None:
        await record(unit, incident_id, "opt_in", {"person": person_id}, {f"person:{person_id}": {"name": person.name}})


def _move(row: DeliveryRow, trigger: DeliveryTrigger) -> None:
    row.state = flow.DELIVERY.after(DeliveryState(row.state), trigger).value


def _step(row: DeliveryRow) -> dict[str, list[str | int | None]]:
    """One line of the delivery's life: ids, state and the provider's code; never the address."""
    return {"delivery": [row.id, row.person_id, row.medium, row.state, row.code]}
