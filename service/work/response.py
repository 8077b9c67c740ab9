"""Read how the answers to an alarm came in (F3, F7)."""

from datetime import timedelta

from flows.vocabulary import AnswerKind, Tier
from service.domain.response import Answered, GroupResponse, Response, TierResponse
from service.store import alert_list, incidents
from service.work.incident_row import incident_of
from service.work.plans import plan_of
from service.work.seats import policy_of
from service.work.unit import Unit


async def response_of(unit: Unit, incident_id: int) -> Response:
    """The answers of every seat that the alarm called, by tier and group; `Refused` (not found).

    The duty chief's own seat is not among them: it answers a call-out, before there is an alarm.
    """
    incident = await incident_of(unit, incident_id)
    if incident.alerted_at is None or incident.level is None:
        return Response(None, None)
    plan = await plan_of(unit, incident)
    calls = [call for call in await incidents.seats(unit.session, incident_id) if call.group_key != plan.duty_chief.group]
    names = await alert_list.people_by_id(unit.session, {call.answered_by for call in calls if call.answered_by is not None})
    keys = [key for key in plan.groups if any(call.group_key == key for call in calls)]
    groups: dict[Tier, list[GroupResponse]] = {}
    for key in keys:
        seats = [call for call in calls if call.group_key == key]
        group = plan.group(key)
        answered = tuple(sorted(call.answered_at for call in seats if call.answered_at is not None))
        required = min(policy_of(plan, incident, key).seats_required, len(seats))
        groups.setdefault(group.tier, []).append(GroupResponse(group.brief.da, len(seats), required, answered))
    answers = [
        Answered(
            call.answered_at,
            plan.seat(call.group_key, call.seat_key).label.da,
            plan.group(call.group_key).brief.da,
            names[call.answered_by].name if call.answered_by in names else "",
            AnswerKind(call.answer_kind) if call.answer_kind else None,
        )
        for call in calls
        if call.answered_at is not None
    ]
    return Response(
        incident.alerted_at,
        incident.alerted_at + timedelta(minutes=plan.level(incident.level).answers_within_minutes),
        incident.called_off_at,
        tuple(TierResponse(tier, tuple(groups[tier])) for tier in Tier if tier in groups),
        tuple(sorted(answers, key=lambda one: one.at)),
    )
