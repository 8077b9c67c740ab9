"""Changes of the plan: a draft until every signing party and the approving body have said yes; one version in force (U1, U2, P5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from actioncards.model import Organisation, Plan
from flows.free_text import checked_text
from flows.plan_change import PLAN_CHANGE
from flows.sentences import CONFLICT, INVALID, NOT_FOUND, Refused
from flows.vocabulary import ChangeState, ChangeTrigger
from service.store import upkeep as rows
from service.store.tables import PlanChangeRow, PlanSignatureRow
from service.work.plans import in_force, is_any_in_force, plan_by_id, put_in_force, store_plan
from service.work.unit import Unit

LONGEST_WHY: Final = 2000
ON_PAPER: Final = timedelta(days=365)
"""So long before it is entered here, a draft can have been signed on paper."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One signing party and, when it has said yes, on which day."""

    party: str
    label: str
    signed_on: date | None


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the plan as people see it. `approved_by` is the body that approves it last; `ready` says that nothing is missing."""

    id: int
    plan_id: int
    version: str
    title: str
    state: ChangeState
    why: str
    proposed_at: datetime
    signatures: tuple[Signature, ...]
    approved_by: str
    approved_on: date | None
    in_force_at: datetime | None

    @property
    def missing(self) -> tuple[str, ...]:
        """Who has not said yes yet, by name."""
        parties = tuple(one.label for one in self.signatures if one.signed_on is None)
        return parties if self.approved_on or not self.approved_by else (*parties, self.approved_by)

    @property
    def ready(self) -> bool:
        """Whether it can take effect."""
        return self.state is ChangeState.DRAFT and not self.missing


async def propose(unit: Unit, plan: Plan, why: str) -> Change:
    """Store a version of the plan as a draft, or find the draft of it; `Refused` when it is in force already or says nothing new.

    Nothing changes for any incident: new ones begin with the plan in force until the draft takes effect.
    """
    why = checked_text(why, field="why", longest=LONGEST_WHY)
    if not why:
        raise Refused("Write what is changed and why: the parties sign what they read.", field="why", kind=INVALID)
    plan_id = await store_plan(unit, plan)
    if await is_any_in_force(unit.session) and (await in_force(unit.session, unit.house))[0] == plan_id:
        raise Refused("That very version of the plan is in force already.", field="plan", kind=CONFLICT)
    row = await rows.draft_of(unit.session, plan_id)
    if row is None:
        row = PlanChangeRow(plan_id=plan_id, state=ChangeState.DRAFT.value, why=why, proposed_at=unit.now, proposed_by=unit.actor)
        unit.session.add(row)
        await unit.session.flush()
    return await change(unit, row.id)


async def sign(unit: Unit, change_id: int, party: str, signed_on: date) -> Change:
    """A signing party has said yes on that day (U2, P5).

    `Refused` for a day long before the change was entered or still to come, and (conflict) when the party has signed already: that
    signature is taken back first, so that none is written over unseen.
    """
    row, plan = await _draft(unit, change_id)
    _refuse_another_time(unit, row, signed_on)
    parties = [one.key for one in signing(plan)]
    if party not in parties:
        raise Refused(
            "'{key}' does not sign the plan. Choose one of: {allowed}.",
            field="party",
            kind=INVALID,
            key=party[:80],
            allowed=", ".join(parties),
        )
    found = next((one for one in await rows.signatures(unit.session, [row.id]) if one.party == party), None)
    if found is not None:
        raise Refused(
            "{party} has signed already, on {day}. If that is wrong, take the signature back on the plan's page first.",
            field="party",
            kind=CONFLICT,
            party=plan.organisations[party].label.da,
            day=found.signed_on,
        )
    unit.session.add(PlanSignatureRow(change_id=row.id, party=party, signed_on=signed_on, entered_at=unit.now, entered_by=unit.actor))
    await unit.session.flush()
    return await change(unit, change_id)


async def enter_approval(unit: Unit, change_id: int, approved_on: date) -> Change:
    """The approving body has said yes on that day; `Refused` while a signature is missing: it approves what is signed (U2).

    So the day is not before the last signature's; and an approval is not written over (conflict).
    """
    row, _ = await _draft(unit, change_id)
    _refuse_another_time(unit, row, approved_on)
    found = await change(unit, change_id)
    if found.approved_on is not None:
        raise Refused(
            "The change was approved already, on {day}. If that is wrong, withdraw it, and propose it again.",
            field="approved_on",
            kind=CONFLICT,
            day=found.approved_on,
        )
    missing = [one.label for one in found.signatures if one.signed_on is None]
    if missing:
        raise Refused("These parties have not signed yet: {parties}.", field="approved_on", kind=CONFLICT, parties=", ".join(missing))
    last = max((one.signed_on for one in found.signatures if one.signed_on is not None), default=approved_on)
    if approved_on < last:
        raise Refused("The last party signed on {day}. The approval cannot be from before that.", field="day", kind=INVALID, day=last)
    row.approved_on, row.approval_entered_at, row.approval_entered_by = approved_on, unit.now, unit.actor
    await unit.session.flush()
    return await change(unit, change_id)


async def take_effect(unit: Unit, change_id: int) -> Change:
    """Put the change in force; what was in force is replaced, and incidents that run keep the version they began with (U1, U2)."""
    row, plan = await _draft(unit, change_id)
    found = await change(unit, change_id)
    if found.missing:
        raise Refused("The change is not approved yet. Missing: {parties}.", kind=CONFLICT, parties=", ".join(found.missing))
    before = await rows.change_in_force(unit.session)
    if before is not None:
        before.state, before.ended_at = PLAN_CHANGE.after(ChangeState(before.state), ChangeTrigger.REPLACE).value, unit.now
        await unit.session.flush()
    row.state, row.in_force_at = PLAN_CHANGE.after(ChangeState(row.state), ChangeTrigger.TAKE_EFFECT).value, unit.now
    await put_in_force(unit, plan)
    await unit.session.flush()
    return await change(unit, change_id)


async def withdraw(unit: Unit, change_id: int) -> Change:
    """The change is given up; what has been signed stays on record."""
    row, _ = await _draft(unit, change_id)
    row.state, row.ended_at = PLAN_CHANGE.after(ChangeState(row.state), ChangeTrigger.WITHDRAW).value, unit.now
    await unit.session.flush()
    return await change(unit, change_id)


async def take_up_again(unit: Unit, change_id: int) -> Change:
    """A change was withdrawn by mistake: it is a draft again, as far signed as it was. `Refused` when its version has a draft."""
    row = await rows.change(unit.session, change_id, lock=True)
    if row is None:
        raise _unknown(change_id)
    state = PLAN_CHANGE.after(ChangeState(row.state), ChangeTrigger.REOPEN)
    if await rows.draft_of(unit.session, row.plan_id) is not None:
        raise Refused("That version of the plan has been proposed again already.", kind=CONFLICT)
    row.state, row.ended_at = state.value, None
    await unit.session.flush()
    return await change(unit, change_id)


async def unsign(unit: Unit, change_id: int, party: str) -> Change:
    """A signature was recorded by mistake. `Refused` once the approving body has said yes: it approved what was signed (U2)."""
    row, _ = await _draft(unit, change_id)
    if row.approved_on is not None:
        raise Refused("The change has been approved as it was signed. Withdraw it, and propose it again.", kind=CONFLICT)
    await rows.unsign(unit.session, row.id, party)
    return await change(unit, change_id)


async def change(unit: Unit, change_id: int) -> Change:
    """One change; `Refused` (not found)."""
    row = await rows.change(unit.session, change_id)
    if row is None:
        raise _unknown(change_id)
    return (await _seen(unit, [row]))[0]


async def newest_changes(unit: Unit, *, before: int | None = None, limit: int = 50) -> list[Change]:
    """The newest changes, newest first, with ids below `before`."""
    return await _seen(unit, await rows.changes(unit.session, before=before, limit=limit))


def signing(plan: Plan) -> list[Organisation]:
    """The parties that must sign a change of the plan (P5)."""
    return [one for one in plan.organisations.values() if one.signs]


async def _seen(unit: Unit, found: Sequence[PlanChangeRow]) -> list[Change]:
    signed = {(one.change_id, one.party): one.signed_on for one in await rows.signatures(unit.session, [row.id for row in found])}
    return [_change(row, await plan_by_id(unit.session, unit.house, row.plan_id), signed) for row in found]


def _change(row: PlanChangeRow, plan: Plan, signed: dict[tuple[int, str], date]) -> Change:
    return Change(
        id=row.id,
        plan_id=row.plan_id,
        version=plan.version,
        title=plan.title.da,
        state=ChangeState(row.state),
        why=row.why,
        proposed_at=row.proposed_at,
        signatures=tuple(Signature(one.key, one.label.da, signed.get((row.id, one.key))) for one in signing(plan)),
        approved_by=plan.upkeep.approved_by.da if plan.upkeep else "",
        approved_on=row.approved_on,
        in_force_at=row.in_force_at,
    )


async def _draft(unit: Unit, change_id: int) -> tuple[PlanChangeRow, Plan]:
    row = await rows.change(unit.session, change_id, lock=True)
    if row is None:
        raise _unknown(change_id)
    PLAN_CHANGE.after(ChangeState(row.state), ChangeTrigger.TAKE_EFFECT)
    return row, await plan_by_id(unit.session, unit.house, row.plan_id)


def _refuse_another_time(unit: Unit, row: PlanChangeRow, day: date) -> None:
    drafted = row.proposed_at.astimezone(unit.house.zone).date()
    if day < drafted - ON_PAPER:
        raise Refused("The draft was entered on {day}, long after that day. Check the year.", field="day", kind=INVALID, day=drafted)
    if day > unit.now.astimezone(unit.house.zone).date():
        raise Refused("The day lies in the future. Enter it when it has been given.", field="day", kind=INVALID)


def _unknown(change_id: int) -> Refused:
    return Refused("There is no change {number} of the plan.", kind=NOT_FOUND, number=change_id)
