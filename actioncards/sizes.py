"""How many SMS parts each text of a plan takes: as usual, and at its longest."""

from dataclasses import dataclass

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


def table(plan: Plan) -> str:
    """`sms_sizes` as a Markdown table."""
    rows = [
        f"| {one.name} | {one.usual.units} | {one.usual.parts} | {one.longest.units} | {one.longest.parts} |" for one in sms_sizes(plan)
    ]
    head = ("| text | usual units | usual parts | longest units | longest parts |", "|---|---:|---:|---:|---:|")
    return "\n".join((*head, *rows))
