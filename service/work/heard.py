"""What an SMS from a phone was read as."""

from dataclasses import dataclass

from flows.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Heard:
    """What an SMS was read as, and what is written back to the phone (None: nothing, the provider answers its own words).

    `language` is the person's, and the answer's.
    """

    outcome: str
    reply: Sentence | None = None
    incident_id: int | None = None
    language: str = "da"
