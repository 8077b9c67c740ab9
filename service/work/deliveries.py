"""What became of the messages: providers' answers, doubt, reports in any order (I2-I4, I12)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from flows import delivery as flow
from flows.vocabulary import DeliveryState, DeliveryTrigger
from service.domain.outcomes import Outcome, Verdict
from service.domain.timeline import JSON
from service.store import incidents, outbox
from service.store.tables import DeliveryRow
from service.work.journal import Journal
from service.work.next_way import due_again, go_on, may_still_go
from service.work.opt_out import opt_out
from service.work.unit import Unit

__all__ = ["opt_out", "record_outcomes", "report", "take_back"]

RECEIPT_WAIT: Final = timedelta(seconds=20)
"""How long a message in doubt waits for the provider's callback before it is sent once more (I3)."""


async def record_outcomes(unit: Unit, outcomes: Sequence[Outcome]) -> None:
    """Record what providers answered to a batch of claims; a late result of a lost lease is refused by its fence."""
    others = [o for o in outcomes if o.verdict is not Verdict.ACCEPTED]
    concerned = {o.incident_id for o in outcomes} | await _other_incidents(unit, others)
    await incidents.lock(unit.session, concerned, shared=not others)
    journal = Journal(unit)
    await _accepted(unit, [o for o in outcomes if o.verdict is Verdict.ACCEPTED], journal)
    stuck = [row for o in others if (row := await _not_accepted(unit, o, journal)) is not None]
    await journal.write()
    for row in stuck:
        await go_on(unit, row)


async def _other_incidents(unit: Unit, outcomes: Sequence[Outcome]) -> set[int]:
    """A STOP ends SMS in every incident that the person is in: those are locked with the others, lowest first."""
    people = [o.person_id for o in outcomes if o.verdict is Verdict.OPTED_OUT]
    return {number for person in people for number in await incidents.open_ids_with(unit.session, person)}


async def _accepted(unit: Unit, outcomes: Sequence[Outcome], journal: Journal) -> None:
    rows = [outbox.Accepted(o.delivery_id, o.fence, o.provider, o.provider_id, o.state) for o in outcomes]
    recorded = await outbox.accept(unit.session, rows, unit.now)
    if recorded:
        unit.rang()
    for o in outcomes:
        if o.delivery_id in recorded:
            step: list[JSON] = [o.delivery_id, o.person_id, o.medium, o.state.value, None, None, o.provider_id]
            journal.add(o.incident_id, "deliveries.recorded", o.provider, step)


async def _not_accepted(unit: Unit, outcome: Outcome, journal: Journal) -> DeliveryRow | None:
    """Record a result other than yes; the row when its message will not arrive this way."""
    row = await outbox.delivery_for_update(unit.session, outcome.delivery_id)
    if row is None or row.fence != outcome.fence or row.state != DeliveryState.HANDED_OVER:
        return None
    row.provider, row.code, row.detail = outcome.provider, outcome.code, outcome.detail
    match outcome.verdict:
        case Verdict.AGAIN | Verdict.AGAIN_UNCOUNTED | Verdict.AGAIN_ONCE:
            return row if await _again(unit, row, outcome, journal) else None
        case Verdict.IN_DOUBT:
            return row if _doubt(unit, row, journal) else None
        case Verdict.OPTED_OUT:
            await opt_out(unit, row.person_id)
        case Verdict.MISCONFIGURED:
            journal.add(row.incident_id, "provider.trouble", outcome.provider, None, code=outcome.code)
        case _:
            pass
    _fail(unit, row, journal)
    return row


async def _again(unit: Unit, row: DeliveryRow, outcome: Outcome, journal: Journal) -> bool:
    """Try once more later, when that makes sense; True when it does not."""
    if outcome.verdict is Verdict.AGAIN_UNCOUNTED:
        row.attempts -= 1
    useless = outcome.verdict is Verdict.AGAIN_ONCE and row.attempts > 1
    due_at = flow.next_try(max(row.attempts, 1), unit.now, unit.house.random, unit.house.patience, outcome.wait)
    if not await may_still_go(unit, row):
        move(row, DeliveryTrigger.RETRY)
        move(row, DeliveryTrigger.DOUBT if row.doubts else DeliveryTrigger.DROP)
        row.ended_at, row.leased_until = None if row.doubts else unit.now, None
        journal.step(row)
        return True
    if useless or due_at is None:
        _fail(unit, row, journal)
        return True
    move(row, DeliveryTrigger.RETRY)
    row.due_at, row.leased_until = await due_again(unit, row, due_at), None
    journal.step(row, "deliveries.retried")
    unit.wake()
    return False


def _doubt(unit: Unit, row: DeliveryRow, journal: Journal) -> bool:
    """The provider may have it: wait for its word. True when it has been sent in doubt so often that it is not sent again."""
    move(row, DeliveryTrigger.DOUBT)
    row.doubts += 1
    over = row.doubts >= flow.MOST_IN_DOUBT
    row.leased_until = None if over else unit.now + RECEIPT_WAIT
    journal.step(row, "deliveries.doubt")
    return over


def _fail(unit: Unit, row: DeliveryRow, journal: Journal) -> None:
    """The message will not arrive this way; if an earlier send of it may have arrived, that stands as uncertain."""
    if row.doubts:
        move(row, DeliveryTrigger.DOUBT)
    else:
        move(row, DeliveryTrigger.FAIL)
        row.ended_at = unit.now
    row.leased_until = None
    journal.step(row)


async def take_back(unit: Unit, limit: int = 200) -> int:
    """Deal with deliveries whose lease has ended: a worker died or froze (I2). They are in doubt, and sent once more.

    Returns how many there were.
    """
    seen = await outbox.lapsed(unit.session, unit.now, limit)
    if not seen:
        return 0
    await incidents.lock(unit.session, seen.values())
    rows = await outbox.still_lapsed(unit.session, seen.keys(), unit.now)
    journal = Journal(unit)
    stuck = [row for row in rows if await _taken_back(unit, row, journal)]
    await journal.write()
    for row in stuck:
        await go_on(unit, row)
    unit.wake()
    return len(rows)


async def _taken_back(unit: Unit, row: DeliveryRow, journal: Journal) -> bool:
    """Queue the message again, or leave it in doubt; True when it is not sent again."""
    row.fence += 1
    if row.state == DeliveryState.HANDED_OVER and _doubt(unit, row, journal):
        return True
    if not await may_still_go(unit, row):
        row.leased_until = None
        return True
    move(row, DeliveryTrigger.RETRY)
    row.due_at, row.leased_until = await due_again(unit, row, unit.now), None
    return False


async def report(unit: Unit, delivery_id: int, provider_id: str | None, state: DeliveryState, code: str | None, detail: str | None) -> str:
    """A provider's later word about a delivery: early, late, twice or out of order (I3, I4). Returns what it changed, in one word."""
    await incidents.lock(unit.session, [await outbox.incident_of(unit.session, delivery_id)])
    row = await outbox.delivery_for_update(unit.session, delivery_id)
    if row is None:
        return "unknown delivery"
    row.provider_id = row.provider_id or provider_id
    now_state = flow.reported(DeliveryState(row.state), state, doubts=row.doubts)
    if now_state == row.state:
        return "nothing new"
    journal = Journal(unit)
    row.state, row.leased_until = now_state.value, None
    if now_state is DeliveryState.FAILED:
        row.code, row.detail, row.ended_at = code, detail, unit.now
    else:
        row.accepted_at = row.accepted_at or unit.now
        row.delivered_at = row.delivered_at or (unit.now if now_state in flow.REACHED else None)
    journal.step(row)
    await journal.write()
    if now_state is DeliveryState.FAILED:
        await go_on(unit, row)
    return now_state.value


def move(row: DeliveryRow, trigger: DeliveryTrigger) -> None:
    """Let the delivery go where the table says."""
    row.state = flow.DELIVERY.after(DeliveryState(row.state), trigger).value
