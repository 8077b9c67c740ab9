"""The exact words of an announcement: what is written, filled with facts its audience may know, in its frame (C4, F11)."""

from collections.abc import Mapping
from dataclasses import dataclass

from actioncards.communication import Circle
from actioncards.facts import OUTWARD_FACTS
from actioncards.model import Plan
from actioncards.sms import plain
from actioncards.texts import fill, variables
from flows.sentences import Refused
from flows.vocabulary import Medium

Said = tuple[str | None, str]
"""A subject (e-mail only) and a text."""


@dataclass(frozen=True)
class Written:
    """What is written for one audience: a text, one that may not be passed on, and the words that would take it back."""

    text: str
    inside: str
    correction: str


def framed(plan: Plan, circle: Circle, written: Written, facts: Mapping[str, str]) -> tuple[dict[Medium, Said], dict[Medium, Said]]:
    """The words by channel, and those of the correction; `Refused` for a variable that the audience may not know (C4)."""
    frame = plan.outward.frames[circle.frame]
    own = {name: value for name, value in facts.items() if name in OUTWARD_FACTS}
    text, inside, correction = (filled(plan, circle, words, own) for words in (written.text, written.inside, written.correction))
    own["link"] = facts.get("link", "")
    said = {**own, "outward_text": text, "inside_text": inside if circle.inside else ""}
    taken_back = {**own, "outward_text": correction, "inside_text": ""}
    return _by_medium(plan, circle, (frame.sms, frame.subject, frame.email), said), _by_medium(
        plan, circle, (frame.correction_sms, frame.correction_subject, frame.correction_email), taken_back
    )


def filled(plan: Plan, circle: Circle, text: str, facts: Mapping[str, str]) -> str:
    """What somebody has written, with its variables; only facts of an incident may be named, and none of a higher tier."""
    for name in variables(text):
        if name in plan.fields and name not in OUTWARD_FACTS and plan.fields[name].tier.rank <= circle.tier.rank:
            raise Refused(
                "An announcement cannot name {name}. It may name: {allowed}.", field=name, name=name, allowed=sorted(OUTWARD_FACTS)
            )
    return fill(plan, text, circle.tier, facts)


def _by_medium(plan: Plan, circle: Circle, texts: tuple[str, str, str], facts: Mapping[str, str]) -> dict[Medium, Said]:
    sms, subject, email = texts
    plainly = {name: plain(value) for name, value in facts.items() if name not in ("outward_text", "inside_text")}
    words: dict[Medium, Said] = {}
    for medium in circle.media:
        if medium is Medium.EMAIL:
            words[medium] = (fill(plan, subject, circle.tier, facts), fill(plan, email, circle.tier, facts))
        else:
            words[medium] = (None, fill(plan, sms, circle.tier, {**facts, **plainly}))
    return words
