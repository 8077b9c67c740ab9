"""The charts' page: a table behind every chart, and words when there is nothing to draw."""

from flows.vocabulary import Role
from tests.web.visiting import visiting
from tests.web.world import World


async def test_every_chart_has_its_table_and_partners_see_neither(still: World) -> None:
    incident = await still.alarm()
    at = f"/incidents/{incident}/response"
    async with visiting(still, Role.DUTY_CHIEF) as visit, visiting(still, Role.PARTNER) as partner:
        page = (await visit.get(at)).text
        assert page.count("<svg xmlns") == 2
        assert page.count("<table") == 2
        assert "0 af 6" in page
        assert "Ingen plads har svaret endnu." in page
        assert "planens tid: 30 min." in page
        for other in ("", "/evaluation"):
            assert f'href="{at}"' in (await visit.get(f"/incidents/{incident}{other}")).text
        assert (await partner.get(at)).status_code == 403
    async with visiting(still, Role.SECRETARIAT, "en") as english:
        assert "hours and minutes after the alarm" in (await english.get(at)).text


async def test_a_call_out_without_an_alarm_says_that_there_is_nothing_to_draw(still: World) -> None:
    made = await still.post("/call-outs", {"area": "rising", "reported_by": "fyns_politi", "what_happened": "Uro", "grounds": "Politiet"})
    assert made.status_code == 201, made.text
    async with visiting(still, Role.SECRETARIAT) as visit:
        assert "Der er intet at tegne endnu" in (await visit.get(f"/incidents/{made.json()['id']}/response")).text
