"""Which plan is in force, and which one an incident began with (U1)."""

import json

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from actioncards.model import Plan
from flows.sentences import CONFLICT, Refused
from service.store.settings import read_setting, write_setting
from service.store.tables import IncidentRow, PlanRow
from service.work.unit import House, Unit

_IN_FORCE = "plan_in_force"


async def put_in_force(unit: Unit, plan: Plan) -> int:
    """Store this version of the plan, unless it is stored already, and let new incidents begin with it. Returns its id."""
    row = await unit.session.scalar(select(PlanRow).where(PlanRow.key == plan.key, PlanRow.fingerprint == plan.fingerprint))
    if row is None:
        row = PlanRow(key=plan.key, version=plan.version, fingerprint=plan.fingerprint, loaded_at=unit.now, body=json.loads(plan.to_json()))
        unit.session.add(row)
        await unit.session.flush()
    await write_setting(unit.session, _IN_FORCE, str(row.id))
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
