"""What must be so before a process of the service starts."""

from typing import TYPE_CHECKING

import structlog

from flows.sentences import CONFLICT, Refused
from flows.vocabulary import Mode
from service.store import alert_list
from service.store.schema import require_newest
from service.work import paper_order, plans, upkeep
from service.work.rehearsal import rehearse

if TYPE_CHECKING:
    from service.bootstrap import Service
    from service.channels.registry import Problem

log = structlog.get_logger(__name__)


async def check_start(service: "Service") -> None:
    """`Refused` unless the database is migrated and, in live mode, nobody on the list is invented.

    The plan of the settings is put in force when none is yet. A channel that cannot be loaded is logged: an alarm must still
    go out on the others (I12).
    """
    await require_newest(service.store.engine)
    await service.set_clock()
    for problem in service.channel_problems:
        log.error("a channel cannot be used", channel=problem.entry_point, why=str(problem.sentence))
    await _plan_in_force(service)
    async with service.unit("system") as unit:
        await upkeep.arm(unit)
        await paper_order.arm(unit)
    if service.settings.mode is Mode.LIVE:
        _refuse_to_be_mute(service)
        await _refuse_invented_people(service)
    await _rehearse(service)


class _TakenBackError(Exception):
    """The rehearsal is over; nothing of it is kept."""


async def _rehearse(service: "Service") -> None:
    """Raise an alarm and take it back: better to hear now that none can be raised than in the worst hour."""
    try:
        async with service.unit("system") as unit:
            await rehearse(unit)
            raise _TakenBackError
    except _TakenBackError:
        pass
    except Exception:
        log.exception("a rehearsed alarm could not be raised; run `beredskab doctor`")


def _refuse_to_be_mute(service: "Service") -> None:
    if service.channels:
        return
    problem = next(iter(service.channel_problems), None)
    raise (
        problem_of_channel(problem) if problem else Refused("No channel is set up. Set BEREDSKAB_TWILIO_ACCOUNT_SID or BEREDSKAB_SMTP_URL.")
    )


def problem_of_channel(problem: "Problem") -> Refused:
    """A channel's problem as the refusal that it is in live mode."""
    return Refused("No channel can be used. {name}: {problem}", field=problem.field, name=problem.entry_point, problem=problem.sentence)


async def _plan_in_force(service: "Service") -> None:
    async with service.reading() as unit:
        if await plans.is_any_in_force(unit.session):
            return
    from actioncards.loader import load

    plan = load(service.settings.plan)
    async with service.unit("system") as unit:
        await plans.put_in_force(unit, plan)


async def _refuse_invented_people(service: "Service") -> None:
    async with service.reading() as unit:
        count = await alert_list.count_invented(unit.session)
    if count:
        raise Refused(
            "BEREDSKAB_MODE: live mode cannot start while {count} person of the alert list is invented and can be reached by nobody. "
            "Import the real list with `beredskab contacts import FILE --replace`.",
            "BEREDSKAB_MODE: live mode cannot start while {count} people of the alert list are invented and can be reached by nobody. "
            "Import the real list with `beredskab contacts import FILE --replace`.",
            field="contacts",
            kind=CONFLICT,
            count=count,
        )
