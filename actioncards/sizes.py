"""How many SMS parts each text of a plan takes: as usual, and at its longest."""

from dataclasses import dataclass

from actioncards.announcing import Written, framed
from actioncards.facts import OUTWARD_FACTS
from actioncards.model import Plan, Template
from actioncards.sms import SmsSize, parts
from actioncards.texts import ready_template, variables
from flows.vocabulary import Medium


@dataclass(frozen=True)
class TextSize:
    """One SMS template: with the plan's example values (live), and with the longest of everything (in any mode)."""

    name: str
    template: Template
    usual: SmsSize
    longest: SmsSize


def widest(plan: Plan, text: str) -> str:
    """`text` with every variable at its longest; undeclared variables are left."""
    for name in variables(text):
        if name in plan.fields:
            text = text.replace(f"{{{name}}}", "x" * plan.fields[name].longest)
    return text


def longest_text(plan: Plan, text: str) -> str:
    """`widest`, with the longest mode word before it (I9)."""
    word = max((*plan.modes.values(), ""), key=lambda one: parts(one).units)
    return f"{word} {widest(plan, text)}" if word else widest(plan, text)


def usual_text(plan: Plan, text: str) -> str:
    """`text` with the example value of every variable."""
    for name in variables(text):
        if name in plan.fields:
            text = text.replace(f"{{{name}}}", plan.fields[name].example)
    return text


def size(plan: Plan, name: str, template: Template) -> TextSize:
    """The size of one SMS template."""
    return TextSize(name, template, parts(usual_text(plan, template.text)), parts(longest_text(plan, template.text)))


def sms_sizes(plan: Plan) -> tuple[TextSize, ...]:
    """Every SMS text of the plan, the ready texts of tasks (F3) last."""
    found = [size(plan, f"{one.kind.value} / {one.tier.value} / {one.level}", one) for one in plan.templates if one.medium is Medium.SMS]
    ready = [
        size(plan, f"ready text / {group.key}", ready_template(group, Medium.SMS)) for group in plan.groups.values() if group.warned_by
    ]
    return (*found, *ready)


def outward_sizes(plan: Plan) -> tuple[tuple[str, SmsSize, SmsSize], ...]:
    """Every text to start an announcement from, and its correction, in its audience's frame: name, usual and longest size."""
    if plan.communication is None:
        return ()
    names = (*OUTWARD_FACTS, "link")
    word = max((*plan.modes.values(), ""), key=lambda one: parts(one).units)
    found = []
    for starter in plan.communication.starters.values():
        for key in starter.audiences:
            circle, written = plan.communication.audiences[key], Written(starter.text, starter.inside or "", starter.correction)
            usual = framed(plan, circle, written, {name: usual_text(plan, f"{{{name}}}") for name in names})
            longest = framed(plan, circle, written, {name: widest(plan, f"{{{name}}}") for name in names})
            for what, short, long in zip(("", " / correction"), usual, longest, strict=True):
                if Medium.SMS in short:
                    marked = f"{word} {long[Medium.SMS][1]}".strip()
                    found.append((f"announcement / {key} / {starter.key}{what}", parts(short[Medium.SMS][1]), parts(marked)))
    return tuple(found)


def table(plan: Plan) -> str:
    """`sms_sizes` and `outward_sizes` as a Markdown table."""
    rows = [
        f"| {one.name} | {one.usual.units} | {one.usual.parts} | {one.longest.units} | {one.longest.parts} |" for one in sms_sizes(plan)
    ]
    rows += [
        f"| {name} | {usual.units} | {usual.parts} | {longest.units} | {longest.parts} |" for name, usual, longest in outward_sizes(plan)
    ]
    head = ("| text | usual units | usual parts | longest units | longest parts |", "|---|---:|---:|---:|---:|")
    return "\n".join((*head, *rows))
