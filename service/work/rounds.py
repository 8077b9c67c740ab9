"""The quarterly round of deliveries: opened, reminded of, closed with a frozen report; and the yearly assessment (S4)."""

from datetime import timedelta
from typing import Any, Final

from actioncards.facts import seat_label
from actioncards.housing.model import HousingPlan
from actioncards.model import Template
from flows.free_text import checked_text
from flows.sentences import CONFLICT, NOT_FOUND, Refused, Sentence
from flows.vocabulary import Lane, Medium, NoticeKind, Tier
from service.domain.language import DANISH, translations
from service.domain.local_time import local
from service.domain.periods import due_of, first_day, first_day_after, quarter_in
from service.store import alert_list, timers
from service.store import housing as rows
from service.store.tables import HousingAssessmentRow, HousingRoundRow, PersonRow
from service.work.housing import housing_plan
from service.work.measuring import DELIVERY
from service.work.notices import open_notice, usable_media
from service.work.plans import in_force, is_any_in_force
from service.work.unit import Unit

TIMER: Final = "housing_round"
REMIND_BEFORE: Final = timedelta(days=7)
REMINDERS: Final = 3
"""A week before, when it is due, and a week after."""
BODIES: Final = ("management", "board")


async def open_round(unit: Unit, plan_key: str, quarter: str) -> HousingRoundRow:
    """Ask for a quarter's deliveries; `Refused` outside the plan's period, before the quarter begins (conflict) and twice (conflict)."""
    plan = housing_plan(unit.house, plan_key)
    quarter = quarter_in(quarter)
    _refuse_outside(plan, quarter)
    if local(unit.now).date() < first_day(quarter):
        raise Refused(
            "{quarter} has not begun. Ask for its deliveries from {day}.",
            field="quarter",
            kind=CONFLICT,
            quarter=quarter,
            day=first_day(quarter),
        )
    if await rows.round_of(unit.session, plan.key, quarter) is not None:
        raise Refused("The round of {quarter} has been opened already.", field="quarter", kind=CONFLICT, quarter=quarter)
    row = HousingRoundRow(plan_key=plan.key, quarter=quarter, opened_at=unit.now, opened_by=unit.actor, due_at=due_of(quarter), reminded=0)
    unit.session.add(row)
    await unit.session.flush()
    due = max(unit.now, row.due_at - REMIND_BEFORE)
    await timers.set_timer(unit.session, unit.now, kind=TIMER, subject_id=row.id, due_at=due, incident_id=None)
    unit.wake()
    return row


def _refuse_outside(plan: HousingPlan, quarter: str) -> None:
    """A plan whose source does not give its period has no outside."""
    if plan.starts is not None and first_day_after(quarter) <= plan.starts:
        raise Refused(
            "{quarter} is before the plan begins, {day}. Choose a later quarter.", field="quarter", quarter=quarter, day=plan.starts
        )
    if plan.ends is not None and first_day(quarter) > plan.ends:
        raise Refused(
            "{quarter} is after the plan ends, {day}. Choose an earlier quarter.", field="quarter", quarter=quarter, day=plan.ends
        )


async def missing(unit: Unit, row: HousingRoundRow) -> list[str]:
    """The activities that nobody has registered anything for in the round's quarter."""
    plan = housing_plan(unit.house, row.plan_key)
    done = {figure.thing_key for figure in await rows.figures(unit.session, plan.key, DELIVERY, row.quarter)}
    return [key for key in plan.activities if key not in done]


async def remind(unit: Unit, round_id: int) -> None:
    """Tell whoever answers for the deliveries which are missing, and set the next reminder; nothing once the round is closed."""
    row = await unit.session.get(HousingRoundRow, round_id)
    if row is None or row.closed_at is not None:
        return
    lacking = await missing(unit, row)
    if lacking:
        await _tell(unit, row, lacking)
    row.reminded += 1
    if row.reminded < REMINDERS:
        due = max(unit.now, row.due_at - REMIND_BEFORE) + REMIND_BEFORE if row.reminded == 1 else unit.now + REMIND_BEFORE
        await timers.set_timer(unit.session, unit.now, kind=TIMER, subject_id=row.id, due_at=due, incident_id=None)


async def reminded(unit: Unit) -> tuple[str, PersonRow | None] | None:
    """The seat that the plan in force names for it, and its first person whom an e-mail reaches; None when it names none."""
    if not await is_any_in_force(unit.session):
        return None
    _, preparedness = await in_force(unit.session, unit.house)
    keeper = preparedness.deliveries_to
    if keeper is None:
        return None
    people = (await alert_list.holders(unit.session, [keeper.group])).get((keeper.group, keeper.seat), [])
    first = next((person for person in people if usable_media(unit, person, (Medium.EMAIL,), None)), None)
    return seat_label(preparedness.group(keeper.group), preparedness.seat(keeper.group, keeper.seat)), first


async def _tell(unit: Unit, row: HousingRoundRow, lacking: list[str]) -> None:
    keeper = await reminded(unit)
    if keeper is None or keeper[1] is None:
        return
    person = keeper[1]
    plan = housing_plan(unit.house, row.plan_key)
    _, preparedness = await in_force(unit.session, unit.house)
    tier = preparedness.group(preparedness.deliveries_to.group).tier if preparedness.deliveries_to else Tier.STRATEGIC
    speaker = translations().speaker(DANISH)
    subject = speaker.say(
        Sentence(
            "Deliveries of {quarter}: {count} activity is missing",
            "Deliveries of {quarter}: {count} activities are missing",
            quarter=row.quarter,
            count=len(lacking),
        )
    )
    text = speaker.say(
        Sentence(
            "{title}. Deliveries of {quarter} are due {when}. Nothing has been registered for: {names}.",
            title=plan.title,
            quarter=row.quarter,
            when=row.due_at,
            names=[plan.activities[key].label for key in lacking],
        )
    )

    def words(of: Tier, medium: Medium) -> Template:
        return Template("*", NoticeKind.TASK, of, medium, text, subject)

    address = f"{unit.house.public_url}/housing/{plan.key}/measuring"
    notice = await open_notice(unit, None, preparedness, NoticeKind.TASK, {}, [(tier, Medium.EMAIL)], Lane.BRIEFING, words, link=address)
    await notice.tell(unit, person, Medium.EMAIL, tier)
    unit.wake()


async def close_round(unit: Unit, plan_key: str, quarter: str) -> HousingRoundRow:
    """Freeze the quarter's report: what stands now, and what is missing, whatever is corrected later."""
    row = await rows.round_of(unit.session, plan_key, quarter_in(quarter), lock=True)
    if row is None:
        raise Refused("No round of {quarter} has been opened.", field="quarter", kind=NOT_FOUND, quarter=quarter)
    if row.closed_at is not None:
        raise Refused("The report of {quarter} is frozen already.", field="quarter", kind=CONFLICT, quarter=quarter)
    if local(unit.now).date() < first_day_after(row.quarter):
        raise Refused("{quarter} is not over yet.", field="quarter", kind=CONFLICT, quarter=row.quarter)
    row.report = await quarterly_report(unit, row)
    row.closed_at, row.closed_by = unit.now, unit.actor
    await timers.cancel(unit.session, unit.now, kind=TIMER, subject_id=row.id)
    return row


async def quarterly_report(unit: Unit, row: HousingRoundRow) -> dict[str, Any]:
    """What the quarter's report says: each delivery with who counted it how, and the activities without any."""
    found = await rows.figures(unit.session, row.plan_key, DELIVERY, row.quarter)
    return {
        "plan": row.plan_key,
        "quarter": row.quarter,
        "made_at": unit.now.isoformat(),
        "deliveries": [
            {
                "activity": one.thing_key,
                "area": one.subject_key,
                "value": one.value,
                "missing": one.missing,
                "counted": one.counted,
                "note": one.note,
                "entered_at": one.entered_at.isoformat(),
                "entered_by": one.entered_by,
                "revision": one.revision,
            }
            for one in found
        ],
        "missing": await missing(unit, row),
    }


async def assess(unit: Unit, plan_key: str, year: int, body: str, text: str, decisions: str) -> HousingAssessmentRow:
    """Keep what management with the follow-up group, or the board, made of a year; an earlier text stays as it was."""
    plan = housing_plan(unit.house, plan_key)
    if body not in BODIES:
        raise Refused("{body} is no body that assesses. Choose one of: {known}.", field="body", body=body[:40], known=list(BODIES))
    if not 2000 <= year <= local(unit.now).year:
        raise Refused("{year} cannot be assessed yet, or is no year.", field="year", year=year)
    words = checked_text(text, field="text", longest=10_000)
    if not words:
        raise Refused("The assessment needs its words.", field="text")
    before = [one.revision for one in await rows.assessments(unit.session, plan.key) if (one.year, one.body) == (year, body)]
    row = HousingAssessmentRow(
        plan_key=plan.key,
        year=year,
        body=body,
        revision=max(before, default=0) + 1,
        text=words,
        decisions=checked_text(decisions, field="decisions", longest=10_000),
        entered_at=unit.now,
        entered_by=unit.actor,
    )
    unit.session.add(row)
    await unit.session.flush()
    return row
