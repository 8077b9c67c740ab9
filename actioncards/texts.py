"""Filling a template with facts: strict variables, and never a field of a higher tier (C4, I8)."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from actioncards.facts import OWN_TIME, local_time
from actioncards.model import Field, Group, Plan, Template
from actioncards.sms import normalised, plain
from flows.sentences import Refused
from flows.vocabulary import Medium, Mode, NoticeKind, Tier

_VARIABLE: Final = re.compile(r"\{([A-Za-z0-9_]+)\}")
_BLANKS: Final = re.compile(r"\s+")
_LINK: Final = re.compile(r"https?://[^\s<>&\"']+")


@dataclass(frozen=True)
class Rendered:
    """A text as it will be sent; `subject` and `html` are for e-mail only."""

    text: str
    subject: str | None = None
    html: str | None = None


def variables(text: str) -> tuple[str, ...]:
    """The names in braces, once each, in the order they come."""
    return tuple(dict.fromkeys(_VARIABLE.findall(text)))


def has_stray_brace(text: str) -> bool:
    """True when a brace is not part of a `{name}`: most likely a slip of the pen."""
    rest = _VARIABLE.sub("", text)
    return "{" in rest or "}" in rest


def above(tier: Tier, field: Field) -> bool:
    """True when a text of `tier` may not carry `field` (C4)."""
    return field.tier.rank > tier.rank


def fill(plan: Plan, text: str, tier: Tier, facts: Mapping[str, str]) -> str:
    """`text` with its variables filled in, as NFC.

    A line that names variables, all of which are empty, is left out. Raises `Refused` for a variable that the plan
    does not declare, one of a higher tier than `tier`, and one without a fact.
    """
    for name in variables(text):
        _guard(plan, name, tier, facts)
    kept = [line for line in text.split("\n") if _says_something(line, facts)]
    filled = _VARIABLE.sub(lambda match: facts[match.group(1)], "\n".join(kept))
    return normalised(re.sub(r"\n{3,}", "\n\n", filled)).strip()


def _guard(plan: Plan, name: str, tier: Tier, facts: Mapping[str, str]) -> None:
    field = plan.fields.get(name)
    if field is None:
        raise Refused("The text names {name}, which the plan does not declare.", field=name, name=name)
    if above(tier, field):
        raise Refused("A text of the {tier} tier may not carry {name}.", field=name, tier=tier.value, name=name)
    if name not in facts:
        raise Refused("The text names {name}, but there is no such fact for it.", field=name, name=name)


def _says_something(line: str, facts: Mapping[str, str]) -> bool:
    named = variables(line)
    return not named or any(facts[name].strip() for name in named)


def as_sent(plan: Plan, template: Template, facts: Mapping[str, str], *, now: datetime, mode: Mode = Mode.LIVE) -> Rendered:
    """The template in the words that it is sent with at `now` (aware): the only way there, for a preview and for the message itself.

    What happens now is told with the time it is now, never with the incident's. Only a text message can be answered by writing
    back: any other text says that the link is the way. Raises `Refused` as `fill` does.
    """
    own = dict(facts)
    if template.kind in OWN_TIME:
        own["time"] = local_time(plan, now)
    if template.medium is not Medium.SMS:
        own |= _by_link(plan)
    return render(plan, template, own, mode=mode)


def _by_link(plan: Plan) -> dict[str, str]:
    found = {"reply": plan.reply.link_only}
    return found | {"meeting_reply": plan.meeting.reply.link_only} if plan.meeting else found


def render(plan: Plan, template: Template, facts: Mapping[str, str], *, mode: Mode = Mode.LIVE) -> Rendered:
    """The template as it will be sent, with the mode's word first (I9). Raises `Refused` as `fill` does.

    SMS and spoken texts get facts without line breaks; an SMS gets them in plain characters where GSM-7 has a like
    one, so that a pasted dash does not double the parts. Facts that the template does not name are not looked at.
    """
    fitted = {name: _fitted(value, template.medium) for name, value in facts.items()}
    word = plan.modes.get(mode, "")
    text = fill(plan, template.text, template.tier, fitted)
    if template.medium is not Medium.EMAIL:
        return Rendered(_marked(word, ". " if template.medium is Medium.VOICE else " ", text))
    subject = _BLANKS.sub(" ", fill(plan, template.subject or "", template.tier, fitted))
    text = _marked(word, "\n\n", text)
    return Rendered(text, _marked(word, " ", subject), as_html(text))


def _fitted(value: str, medium: Medium) -> str:
    if medium is Medium.EMAIL:
        return value
    value = _BLANKS.sub(" ", value).strip()
    return plain(value) if medium is Medium.SMS else value


def _marked(word: str, between: str, text: str) -> str:
    return f"{word}{between}{text}" if word else text


def as_html(text: str) -> str:
    """The plain text as a small HTML document in Danish: a paragraph for each block of lines, addresses as links."""
    blocks = [html.escape(block.strip("\n")) for block in re.split(r"\n{2,}", text) if block.strip()]
    linked = [_LINK.sub(lambda match: f'<a href="{match.group()}">{match.group()}</a>', block) for block in blocks]
    body = "".join("<p>{}</p>".format(block.replace("\n", "<br>")) for block in linked)
    return f'<!doctype html><html lang="da"><head><meta charset="utf-8"></head><body>{body}</body></html>'


def ready_template(group: Group, medium: Medium) -> Template:
    """The ready text by which another seat warns `group` (F3), as a template of the warned group's tier."""
    if group.warned_by is None:
        raise Refused("The group {group} is not warned by another seat.", field="group", group=group.key)
    subject = group.warned_by.subject if medium is Medium.EMAIL else None
    return Template("*", NoticeKind.ALARM, group.tier, medium, group.warned_by.ready_text, subject)


def too_long(plan: Plan, facts: Mapping[str, str]) -> tuple[str, ...]:
    """The entered facts that are longer than the plan's SMS check assumes, by name: say so while they are written."""
    return tuple(
        name
        for name, value in facts.items()
        if (field := plan.fields.get(name)) is not None and field.entered and len(value) > field.longest
    )
