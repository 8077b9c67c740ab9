"""How the answers came in, tier by tier, against the plan's deadline (F3, F7)."""

from datetime import timedelta

from flows.vocabulary import Tier
from service.work.response import response_of
from tests.work.town import Town


async def test_answers_are_counted_by_tier_with_the_moment_at_which_enough_had_answered(town: Town) -> None:
    began = town.clock.now()
    incident = await town.alarm()
    for minutes, who in ((2, "fu.politi"), (3, "fu.boern_unge"), (7, "fu.by_kultur"), (4, "fu.sundhed"), (40, "ssp_board.politi")):
        town.clock.time = began + timedelta(minutes=minutes)
        await town.answer(incident, who)
    async with town.service.reading() as unit:
        found = await response_of(unit, incident)
    assert found.since == began
    assert found.deadline_at == began + timedelta(minutes=30)
    tactical = next(one for one in found.tiers if one.tier is Tier.TACTICAL)
    (committee,) = tactical.groups
    assert (committee.seats, committee.required, len(committee.answered)) == (4, 4, 4)
    assert committee.reached_at == began + timedelta(minutes=7)
    strategic = next(one for one in found.tiers if one.tier is Tier.STRATEGIC)
    assert all(group.reached_at is None for group in strategic.groups if group.required > len(group.answered))
    assert [answer.at for answer in found.answers] == sorted(answer.at for answer in found.answers)
    assert found.answers[0].name == "Test fu.politi"
