"""Who takes part in an exercise: nobody else is told anything of it (I9)."""

from collections.abc import Collection
from typing import Any

from flows.sentences import Sentence
from flows.vocabulary import Mode
from service.store import outbox
from service.store.tables import DeliveryRow, ExerciseRow, IncidentRow
from service.work.unit import Unit


def is_exercise(incident: IncidentRow | None) -> bool:
    """Whether it did not happen: a drill."""
    return incident is not None and incident.mode == Mode.EXERCISE


def in_exercise(sentence: Sentence) -> Sentence:
    """A sentence that is said or written back to somebody in an exercise."""
    return Sentence("EXERCISE. {said}", said=sentence)


def takes_part(incident: IncidentRow | None, person_id: int) -> bool:
    """Whether this person may be told of the incident: everybody of a real one, only those who are in it of an exercise (I9)."""
    return incident is None or not is_exercise(incident) or person_id in incident.participants


async def may_leave(unit: Unit, delivery: DeliveryRow) -> bool:
    """Whether a message may be handed over as far as exercises go: what `store.outbox.claim` demands, looked at once more."""
    words, notice = (await outbox.texts(unit.session, [delivery.text_id]))[delivery.text_id]
    incident = await unit.session.get(IncidentRow, notice.incident_id) if notice.incident_id is not None else None
    if incident is None or not is_exercise(incident):
        return True
    exercise = await unit.session.get(ExerciseRow, incident.id)
    marked = exercise is not None and all(text.startswith(exercise.word) for text in (words.body, words.subject) if text is not None)
    return marked and takes_part(incident, delivery.person_id)


def concerns(incident: IncidentRow, people: Collection[Any]) -> bool:
    """Whether a seat with these `people` is called: not when others than those who take part in the exercise hold it.

    A seat that nobody holds is called all the same: that it is empty is what the exercise should show.
    """
    return not people or any(takes_part(incident, person.id) for person in people)
