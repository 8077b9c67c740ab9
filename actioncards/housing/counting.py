"""How much was taken from each source: the numbers that docs/housing-plans.md shows and a test holds it to."""

from collections.abc import Iterable, Mapping

from actioncards.housing.contradictions import conflicts
from actioncards.housing.model import HousingPlan, Kind


def counts(plan: HousingPlan) -> dict[str, int]:
    """What the plan holds, by what it is."""
    figures = [figure for indicator in plan.indicators.values() for figure in indicator.figures()]
    context = [one for one in plan.indicators.values() if one.kind is Kind.CONTEXT]
    activities = plan.activities.values()
    return {
        "parties": len(plan.parties),
        "areas": len(plan.areas),
        "departments": sum(len(area.departments) for area in plan.areas.values()),
        "institutions": sum(len(area.institutions) for area in plan.areas.values()),
        "focus areas": len(plan.focus_areas),
        "goals and sub-goals": len(plan.goals),
        "indicators": len(plan.indicators) - len(context),
        "area figures (kinds)": len(context),
        "figures given": sum(figure.given for figure in figures),
        "figures not given": sum(not figure.given for figure in figures),
        "targets of indicators": sum(len(one.targets) for one in plan.indicators.values()),
        "activities": len(plan.activities),
        "target group numbers": sum(len(count.values) for activity in activities for count in activity.counts),
        "success criteria": len(plan.criteria) + sum(len(activity.criteria) for activity in activities),
        "resources": sum(len(a.resources) for a in activities) + sum(len(f.resources) for f in plan.focus_areas.values()),
        "budget lines": len(plan.budget),
        "bodies": len(plan.bodies),
        "rules": len(plan.rules),
        "contradictions": len(conflicts(plan)),
        "silences": len(plan.silences),
    }


def table(plans: Mapping[str, HousingPlan]) -> str:
    """The counts of all plans as a Markdown table, a column a plan."""
    columns = [counts(plan) for plan in plans.values()]
    head = _row(["taken from", *(f"`{key}`" for key in plans)])
    rule = "|---|" + "---:|" * len(plans)
    rows = [_row([name, *(str(column[name]) for column in columns)]) for name in (columns[0] if columns else {})]
    return "\n".join([head, rule, *rows])


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
