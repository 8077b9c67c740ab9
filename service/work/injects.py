"""What a scenario throws in falls due: told to those it is for, or entered in the log; once, and never after the end."""

from collections.abc import Sequence
from typing import Final

from actioncards.model import ANY_LEVEL, Plan, Template
from actioncards.scenario import Inject, Place, Scenario
from flows.incident import is_open
from flows.vocabulary import IncidentState, Lane, Medium, NoticeKind, Tier
from service.domain.language import DANISH, translations
from service.domain.words import NOTICES
from service.store import alert_list, incidents
from service.store import exercises as rows
from service.store.tables import IncidentRow, PersonRow
from service.work.notices import open_notice, usable_media
from service.work.participants import is_exercise
from service.work.plans import plan_of
from service.work.record import record
from service.work.unit import Unit

_MEDIA: Final = (Medium.SMS, Medium.EMAIL)


async def fell_due(unit: Unit, inject_id: int) -> None:
    """An inject's timer: nothing when the exercise is over, or it has been given already. The incident is locked already."""
    row = await rows.inject(unit.session, inject_id)
    incident = await incidents.incident(unit.session, row.incident_id, lock=True) if row else None
    if row is None or incident is None or not is_exercise(incident):
        return
    await unit.session.refresh(row)
    exercise = await rows.exercise(unit.session, incident.id)
    if exercise is None or row.given_at is not None or not is_open(IncidentState(incident.state)):
        return
    inject = next((one for one in Scenario.from_data(exercise.scenario).injects if one.key == row.key), None)
    if inject is None:
        return
    row.given_at = unit.now
    await record(unit, incident.id, "exercise.inject", {"inject": inject.key, "title": inject.title.da, "expected": inject.expect.text.da})
    if inject.log:
        await record(unit, incident.id, "log", {}, {"text": inject.log}, actor="system")
    if inject.text:
        await _tell(unit, incident, await plan_of(unit, incident), inject)


async def _tell(unit: Unit, incident: IncidentRow, plan: Plan, inject: Inject) -> None:
    """Of each seat the first who takes part and can be told, on the first medium that works for them, with their own link."""
    found: dict[int, tuple[PersonRow, Medium, Tier]] = {}
    for tier, people in await _seats(unit, plan, inject.tell):
        ways = ((person, usable_media(unit, person, _MEDIA, incident)) for person in people)
        first = next(((person, media[0]) for person, media in ways if media), None)
        if first is not None:
            found.setdefault(first[0].id, (*first, tier))
    if not found:
        await record(unit, incident.id, "exercise.nobody_told", {"inject": inject.key, "title": inject.title.da})
        return
    subject = translations().translate(NOTICES[NoticeKind.INJECT], DANISH).capitalize()

    def words(tier: Tier, medium: Medium) -> Template:
        return Template(ANY_LEVEL, NoticeKind.INJECT, tier, medium, f"{inject.text}\n{{link}}", f"{subject}: {inject.title.da}")

    combos = [(tier, medium) for _, medium, tier in found.values()]
    notice = await open_notice(unit, incident, plan, NoticeKind.INJECT, {}, combos, Lane.UPDATE, words)
    for person, medium, tier in found.values():
        await notice.tell(unit, person, medium, tier)
    await notice.record(unit)


async def _seats(unit: Unit, plan: Plan, places: Sequence[Place]) -> list[tuple[Tier, list[PersonRow]]]:
    """The people of each seat that is told, in the order of the places."""
    holders = await alert_list.holders(unit.session, [place.group for place in places])
    seats = []
    for place in places:
        group = plan.group(place.group)
        keys = [place.seat] if place.seat is not None else [seat.key for seat in group.seats]
        seats += [(group.tier, holders.get((group.key, key), [])) for key in keys]
    return seats
