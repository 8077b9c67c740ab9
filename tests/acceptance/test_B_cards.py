"""Action cards, the pace of updates, the call-off and its evaluation: F7, F8, F12, L4.

Each test drives the running service over HTTP with the sandbox's clock, and names the rules it shows.
"""

import re

import pytest

from tests.acceptance.odense import YELLOW, Facts, Odense, SaidNo


async def cards(odense: Odense, incident: int) -> dict[str, Facts]:
    found = await odense.every(f"/incidents/{incident}/cards")
    return {f"{card['key']}/{step['key']}": step for card in found for step in card["steps"]}


async def chief_heard(odense: Odense, incident: int) -> list[str]:
    people = {d["person_id"] for d in await odense.messages(incident, "chief_alert")}
    return [message["text"] for person in people for message in await odense.phone(person)]


async def card_page(odense: Odense, person: int) -> str:
    texts = [message["text"] for message in await odense.phone(person)]
    return next(found.group() for text in texts if (found := re.search(r"https?://\S+/k/\S+", text)))


async def test_a_card_is_reminded_of_ticked_behind_its_link_and_overdue_when_it_is_not(odense: Odense) -> None:
    """F8: each seat's card opens with the alarm; I11: looking changes nothing, pressing does, without signing in."""
    incident = await odense.alarm()
    politi = (await odense.seat(incident, "fu", "politi"))["people"][0]["id"]
    await odense.forward(36)
    link = await card_page(odense, politi)
    path = odense.service.url + "/k/" + link.rsplit("/", 1)[1]
    for _ in range(3):
        async with odense.http.get(path, headers={"Authorization": ""}) as page:
            text = await page.text()
            assert page.status == 200
    assert "Giv udvalget et situationsbillede" in text
    assert (await cards(odense, incident))["politi/lagebillede"]["state"] == "open"
    step = (await cards(odense, incident))["politi/lagebillede"]["id"]
    async with odense.http.post(path, data={"step": str(step), "do": "do", "note": "Sendt."}, headers={"Authorization": ""}) as page:
        assert page.status == 200
        assert "Udført" in await page.text()
    assert (await cards(odense, incident))["politi/lagebillede"]["state"] == "done"
    await odense.forward(30)
    late = await cards(odense, incident)
    assert late["politi/anvisninger"]["state"] == "overdue"
    assert any("Actioncard" in text for text in await chief_heard(odense, incident))
    with pytest.raises(SaidNo) as refused:
        await odense.post(f"/card-steps/{step}/decline", {"note": "alligevel ikke"})
    assert refused.value.status == 409


async def test_the_level_decides_which_cards_are_open(odense: Odense) -> None:
    """L4, F8: raising opens the cards of the higher level and closes those of the lower."""
    incident = await odense.alarm(**YELLOW)
    assert "chefvagt_gul/politi" in await cards(odense, incident)
    await odense.post(f"/incidents/{incident}/level", {"level": "red", "reason": "Der er skudt."})
    found = await cards(odense, incident)
    assert "chefvagt_roed/politi" in found
    assert "chefvagt_gul/politi" not in found


async def test_an_unforeseen_task_draws_in_the_housing_plans_own_resources(odense: Odense) -> None:
    """F12: the plan is used for what nobody foresaw, and a card says which of the housing plan's activities are drawn in."""
    incident = await odense.alarm(level="yellow", area="rising", cause="ekstraordinaer", what_happened="Smitteudbrud.")
    step = (await cards(odense, incident))["helhedsplanens_ressourcer/aktiviteter"]
    assert step["title"] == "inddrag helhedsplanens aktiviteter"
    await odense.post(f"/card-steps/{step['id']}/done", {"note": "Beboerrådgivningen er med."})
    assert any(entry["kind"] == "card.done" for entry in await odense.timeline(incident))


async def test_updates_keep_the_plans_pace_until_the_call_off(odense: Odense) -> None:
    """F7: the chief is reminded, then the second; skipping needs a reason; a closed incident never speaks again."""
    incident = await odense.alarm()
    await odense.forward(61)
    assert any("Tid til en opdatering" in text for text in await chief_heard(odense, incident))
    await odense.forward(15)
    assert any("Opdateringen til de varslede mangler" in text for text in await chief_heard(odense, incident))
    with pytest.raises(SaidNo) as refused:
        await odense.post(f"/incidents/{incident}/updates/skip", {"reason": " "})
    assert refused.value.status == 422
    await odense.post(f"/incidents/{incident}/updates/skip", {"reason": "Intet nyt fra politiet."})
    await odense.post(f"/incidents/{incident}/updates", {"text": "Der er ro i området."})
    await odense.settled(incident)
    warned = {d["person_id"] for d in await odense.messages(incident, "alarm")}
    assert {d["person_id"] for d in await odense.messages(incident, "update")} == warned
    await odense.post(f"/incidents/{incident}/call-off", {"text": "Tak."})
    await odense.settled(incident)
    before = len(await odense.messages(incident))
    await odense.forward(7 * 24 * 60)
    assert len(await odense.messages(incident)) == before


async def test_the_call_off_asks_what_is_open_and_the_evaluation_measures(odense: Odense) -> None:
    """F7, U1: open points before the call-off, then measured times, follow-ups with owners, all in the signed timeline."""
    incident = await odense.alarm()
    left = await odense.get(f"/incidents/{incident}/open-points")
    assert left["seats"]
    assert left["cards"]
    await odense.post(f"/incidents/{incident}/call-off", {"text": "Tak."})
    await odense.post(f"/incidents/{incident}/evaluation/text", {"went_well": "Hurtigt i gang.", "went_badly": "Ingen svarede."})
    found = await odense.get(f"/incidents/{incident}/evaluation")
    assert {one["what"] for one in found["measures"]} == {"first_warned", "half_answered", "all_answered", "meeting", "first_update"}
    meeting = next(one for one in found["measures"] if one["what"] == "meeting")
    assert (meeting["kept"], meeting["standing"]) == (None, "ended_before"), "called off before the plan wanted a meeting"
    follow_up = {"text": "Øv indkaldelsen", "owner": "Lederen af SSP", "due_on": "2099-01-01"}
    number = (await odense.post(f"/incidents/{incident}/follow-ups", follow_up))["id"]
    await odense.post(f"/follow-ups/{number}/done")
    await odense.post(f"/incidents/{incident}/evaluation", {"text": "Evalueret i udvalget."})
    kinds = {entry["kind"] for entry in await odense.timeline(incident)}
    assert {"call_off.open", "evaluation.written", "measure.never", "follow_up.added", "follow_up.done"} <= kinds
