"""What is written back to a phone says which incident it is about, where it could be another (hard cases 10 and 22)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from actioncards.sms import plain
from flows.sentences import Sentence
from flows.vocabulary import IncidentState
from service.store import incidents
from service.store.tables import IncidentRow, PersonRow
from service.work.participants import is_exercise
from service.work.plans import plan_of
from service.work.unit import Unit

LATELY: Final = timedelta(hours=48)
"""So long after its end an answer may still be meant for an incident."""
_MOST: Final = 3
"""Incidents that one text message names."""


async def named(unit: Unit, *about: IncidentRow) -> str:
    """The letter and place of each incident, as the plan names it: `A, Vollsmose`."""
    plans = [(incident, await plan_of(unit, incident)) for incident in about]
    return "; ".join(f"{incident.code}, {plain(plan.area(incident.area).label.da)}" for incident, plan in plans)


async def registered(unit: Unit, person: PersonRow, incident: IncidentRow, kind: Sentence) -> Sentence:
    """That an answer counts; for which incident, where the person is or was lately in another."""
    others = await incidents.incidents_lately_of(unit.session, person.id, unit.now - LATELY) - {incident.id}
    if not others:
        return Sentence("Registered: {kind}.", kind=kind)
    return Sentence("Registered for {incident}: {kind}.", incident=await named(unit, incident), kind=kind)


async def too_late(unit: Unit, ended: IncidentRow, running: Sequence[IncidentRow]) -> Sentence:
    """That the incident has ended, and what of the same kind, an exercise or not, still runs for this person (I9)."""
    closed = ended.state == IncidentState.CLOSED
    said = "{incident} is closed. Your answer is noted." if closed else "{incident} is called off. Your answer is noted."
    sentence = Sentence(said, incident=await named(unit, ended))
    still = [one for one in running if is_exercise(one) == is_exercise(ended)]
    if not still:
        return sentence
    return Sentence("{ended} Still open: {open}.", ended=sentence, open=await named(unit, *still[-_MOST:]))


async def which(unit: Unit, running: Sequence[IncidentRow], code: str | None) -> Sentence:
    """Ask back which of these incidents is meant; `code` is the letter that was written, which no single one of them has."""
    if len(running) == 1:
        asked = "You are not in an incident {code}. You are in {incident}: answer for example {example}."
        return Sentence(asked, code=code or "?", incident=await named(unit, running[0]), example=f"{running[0].code}1")
    letters = [incident.code for incident in running]
    if len(set(letters)) < len(letters):
        return Sentence("More than one incident is open. Use the link in the message that you mean.")
    example = ", ".join(f"{letter}1" for letter in letters)
    return Sentence("More than one incident is open. Answer with the letter, for example {example}.", example=example)
