"""An SMS that begins with ALARM calls the duty chief out, from a phone that the alert list knows (F1)."""

from dataclasses import dataclass

from actioncards.model import Plan
from flows.call_out import AreaUnclear, read
from flows.sentences import Refused, Sentence
from flows.vocabulary import CallOutVia, IncidentState
from service.store import alert_list
from service.store.tables import PersonRow
from service.work.callouts import CallOut, call_out
from service.work.exercises import Drill
from service.work.plans import in_force
from service.work.unit import Unit


@dataclass(frozen=True, slots=True)
class Called:
    """What came of a call-out from a phone: in a word, what is said back, and the incident if there is one."""

    outcome: str
    reply: Sentence
    incident_id: int | None = None


async def call_out_by_sms(unit: Unit, person: PersonRow, text: str, drill: Drill | None = None) -> Called:
    """Read `ALARM <area> <what happened>` from `person`; with `drill` it is an exercise.

    Never raises for anything a phone can send; never guesses an area.
    """
    try:
        _, plan = await in_force(unit.session, unit.house)
        organisation = await organisation_of(unit, plan, person)
        if organisation is None:
            return Called("not a party", Sentence("Your organisation cannot call the duty chief out. In danger call 112."))
        said = read(text, area_names(plan))
        if isinstance(said, AreaUnclear):
            return _ask_back(plan, said)
        return await call_from_phone(unit, plan, person, organisation, said.area, said.what_happened, CallOutVia.SMS, drill)
    except Refused as refused:
        return Called("refused", Sentence("{why} Nobody has been called yet.", why=refused.sentence))


async def call_from_phone(
    unit: Unit,
    plan: Plan,
    person: PersonRow,
    organisation: str,
    area: str,
    what_happened: str,
    via: CallOutVia,
    drill: Drill | None = None,
) -> Called:
    """Call out for a person whose phone is known, and say what happens now; `Refused` as `call_out`."""
    wanted = CallOut(area=area, what_happened=what_happened, reported_by=organisation, via=via, caller_person=person.id, exercise=drill)
    incident = await call_out(unit, wanted)
    place = plan.area(area).label.da
    if incident.reported_at < unit.now and incident.state == IncidentState.REPORTED:
        told = "Your call-out for {area} is being dealt with already; what you add is noted. In danger call 112."
        return Called("repeated", Sentence(told, area=place), incident.id)
    told = "The duty chief is being called to {area}. You are told who takes it. In danger call 112."
    return Called("called out", Sentence(told, area=place), incident.id)


def _ask_back(plan: Plan, said: AreaUnclear) -> Called:
    names = [plan.area(key).label.da for key in said.nearest]
    if len(names) < len(plan.areas):
        asked = "Which area? Is it {areas}? Nobody has been called yet. Send again: ALARM {first} and what has happened."
        return Called("which area", Sentence(asked, areas=" / ".join(names), first=names[0]))
    asked = "Which area? Nobody has been called yet. Write ALARM, one of these areas, and what has happened: {areas}."
    return Called("which area", Sentence(asked, areas=", ".join(names)))


def area_names(plan: Plan) -> dict[str, list[str]]:
    """Every name of every area: its own in each language, its aliases, its departments."""
    return {
        key: [name for name in (area.label.da, area.label.en or "", key, *area.aliases, *area.departments) if name]
        for key, area in plan.areas.items()
    }


async def organisation_of(unit: Unit, plan: Plan, person: PersonRow) -> str | None:
    """The organisation of the plan that a person of the alert list speaks for, if it can call the duty chief out (F1).

    What the list calls their organisation says which; else their seat does.
    """
    known = await alert_list.person(unit.session, person.id)
    places = [(place.group_key, place.seat_key) for place in (known.places if known else ())]
    held = [seat.organisation for key, group in plan.groups.items() for seat in group.seats if (key, seat.key) in places]
    named = [key for key, one in plan.organisations.items() if _folded(person.organisation) in _names(key, one.label, one.brief)]
    return next((key for key in (*named, *held) if plan.organisations[key].activates), None)


def _names(key: str, *labels: object) -> set[str]:
    words = {key, *(getattr(label, language, None) or "" for label in labels for language in ("da", "en"))}
    return {_folded(word) for word in words if word}


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
