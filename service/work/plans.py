"""Which plan is in force, and which one an incident began with (U1)."""

import json

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from actioncards.model import Plan
from flows.sentences import CONFLICT, Refused
from flows.vocabulary import Mode
from service.store.settings import read_setting, write_setting
from service.store.tables import IncidentRow, PlanRow
from service.work import paper_order
from service.work.unit import House, Unit

_IN_FORCE = "plan_in_force"


async def put_in_force(unit: Unit, plan: Plan) -> int:
    """Store this version of the plan, unless it is stored already, and let new incidents begin with it. Returns its id."""
    plan_id = await store_plan(unit, plan)
    await write_setting(unit.session, _IN_FORCE, str(plan_id))
    await paper_order.order(unit)
    return plan_id


async def put_first_in_force(unit: Unit, plan: Plan) -> int:
    """The same where no plan is in force; `Refused` (conflict) in live mode when another one is: a change must be signed first (U2)."""
    if unit.house.mode is Mode.LIVE and await is_any_in_force(unit.session):
        _, now = await in_force(unit.session, unit.house)
        if now.fingerprint != plan.fingerprint:
            raise Refused(
                "Version {version} is in force. A change is signed before it takes effect: begin with `beredskab plan propose`.",
                kind=CONFLICT,
                version=now.version,
            )
    return await put_in_force(unit, plan)


async def store_plan(unit: Unit, plan: Plan) -> int:
    """Store this version of the plan, unless it is stored already; returns its id. Nothing begins with it yet."""
    row = await unit.session.scalar(select(PlanRow).where(PlanRow.key == plan.key, PlanRow.fingerprint == plan.fingerprint))
    if row is None:
        row = PlanRow(key=plan.key, version=plan.version, fingerprint=plan.fingerprint, loaded_at=unit.now, body=json.loads(plan.to_json()))
        unit.session.add(row)
        await unit.session.flush()
    return row.id


async def in_force(session: AsyncSession, house: House) -> tuple[int, Plan]:
    """The id and the plan that new incidents begin with; `Refused` (conflict) when none has been loaded."""
    stored = await read_setting(session, _IN_FORCE)
    if stored is None:
        raise Refused("No plan is in force. Load one with `beredskab plan load FOLDER`.", kind=CONFLICT)
    return int(stored), await plan_by_id(session, house, int(stored))


async def is_any_in_force(session: AsyncSession) -> bool:
    """Whether a plan has been put in force yet."""
    return await read_setting(session, _IN_FORCE) is not None


async def plan_by_id(session: AsyncSession, house: House, plan_id: int) -> Plan:
    """A stored plan; read once a process, since a stored plan never changes."""
    if plan_id not in house.plans:
        row = await session.get_one(PlanRow, plan_id)
        house.plans[plan_id] = Plan.from_json(json.dumps(row.body))
    return house.plans[plan_id]


async def plan_of(unit: Unit, incident: IncidentRow) -> Plan:
    """The plan that the incident began with."""
    return await plan_by_id(unit.session, unit.house, incident.plan_id)
