"""A call-out on the pages, from the call to what it was assessed as (F1, F2, F13)."""

import re

from flows.vocabulary import Role
from tests.web.visiting import Visit, visiting
from tests.web.world import World

CALL = {"area": "vollsmose", "what_happened": "Uro ved torvet.", "grounds": "Politiet", "reported_by": "fyns_politi"}
OWN = {"sec-fetch-site": "same-origin"}
UNASSESSED, BRIEFED = "Kald til chefvagten, der ikke er vurderet", "Orienteret, ikke lukket"


async def _called(visit: Visit) -> str:
    """The page of a new call-out as its caller stands on it."""
    sent = await visit.send("/call-out", CALL)
    assert sent.status_code == 303, sent.text
    return sent.headers["location"]


async def test_a_briefed_call_is_no_longer_one_to_be_assessed_and_is_not_lost_sight_of(still: World) -> None:
    async with visiting(still, Role.DUTY_CHIEF) as chief, visiting(still, Role.PARTNER) as partner:
        at = (await _called(partner)).partition("?")[0]
        home, alarm = (await chief.get("/")).text, (await chief.get("/alarm")).text
        assert UNASSESSED in home
        assert BRIEFED not in home
        assert f'href="{at}"' in alarm
        group = re.findall(r'name="(group-[^"]+)"', (await chief.get(at)).text)[0]
        briefed = await chief.send(at, {group: "1", "text": "Der er uro ved torvet."}, f"{at}/briefing")
        assert briefed.status_code == 303, briefed.text
        for visit in (chief, partner):
            home = (await visit.get("/")).text
            assert UNASSESSED not in home
            assert f'href="{at}"' in home.partition(BRIEFED)[2]
            assert home.count(f'href="{at}"') == 1
        assert f'href="{at}"' not in (await chief.get("/alarm")).text
        await chief.send(at, {"reason": "Roligt igen."}, f"{at}/close")
        assert BRIEFED not in (await chief.get("/")).text


async def test_the_callers_page_says_that_the_chief_is_being_called_only_until_somebody_has_taken_it(still: World) -> None:
    async with visiting(still, Role.DUTY_CHIEF) as chief, visiting(still, Role.PARTNER) as partner:
        stands = await _called(partner)
        at = stands.partition("?")[0]
        assert "Chefvagten kaldes." in (await partner.get(stands)).text
        await chief.send(at, {}, f"{at}/take")
        page = (await partner.get(stands)).text
        assert "har taget den." in page
        assert "Chefvagten kaldes." not in page


async def test_who_is_warned_and_in_which_words_is_seen_before_a_call_becomes_an_alarm(still: World) -> None:
    chosen = {"level": "red", "cause": "skyderi", "area": "rising", "what_happened": "Skud ved centret."}
    async with visiting(still, Role.DUTY_CHIEF) as chief, visiting(still, Role.PARTNER) as partner:
        at = (await _called(partner)).partition("?")[0]
        assert "data-hold" not in (await chief.get(at)).text
        shown = await chief.send(at, chosen, f"{at}/preview")
        assert shown.status_code == 200, shown.text
        for words in ("Ingen er varslet endnu.", "De præcise ord", "sms-dele", "Skud ved centret.", "personer nu"):
            assert words in shown.text, words
        assert f'action="{at}/alarm" class="confirm"' in shown.text
        assert UNASSESSED in (await chief.get("/")).text
        kept = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', shown.text))
        assert chosen.items() <= kept.items()
        again = (await chief.client.post(f"{at}/choose", data=kept, headers=OWN)).text
        assert 'value="red" checked' in again
        assert 'value="rising" selected' in again
        assert '<details class="details more" open>' in again
        wrong = await chief.send(at, chosen | {"cause": ""}, f"{at}/preview")
        assert wrong.status_code == 422
        assert f'action="{at}/preview"' in wrong.text
        raised = await chief.client.post(f"{at}/alarm", data=kept, headers=OWN)
        assert raised.headers["location"] == at.replace("call-outs", "incidents")
        assert (await chief.send("/call-out", chosen, f"{at}/preview")).status_code == 409


async def test_the_preview_of_an_exercises_call_out_says_that_it_is_one_and_counts_those_who_take_part(still: World) -> None:
    """I9."""
    chosen = {"level": "yellow", "area": "vollsmose", "cause": "uro", "what_happened": "Uro ved torvet."}
    async with visiting(still, Role.DUTY_CHIEF) as chief:
        at = (await chief.send("/call-out", CALL | {"exercise": "yes"})).headers["location"].partition("?")[0]
        page = (await chief.send(at, chosen, f"{at}/preview")).text
        assert "ØVELSE GULT VARSEL Vollsmose" in page
        assert "Udløs" not in page
        people = {int(number) for number in re.findall(r"Start øvelsen: (\d+) personer", page)}
        kept = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
        assert (await chief.client.post(f"{at}/alarm", data=kept, headers=OWN)).status_code == 303
    board = (await still.get(at.replace("/call-outs", "/incidents"))).json()
    assert board["mode"] == "exercise"
    told = (await still.get(f"{at.replace('/call-outs', '/incidents')}/deliveries?limit=100")).json()["items"]
    assert people == {len({one["person_id"] for one in told if one["notice_kind"] == "alarm"})}
