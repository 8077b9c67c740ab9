"""The charts' page: a table behind every chart, and words when there is nothing to draw."""

import pytest

from actioncards import GELLERUP
from flows.vocabulary import Role
from service.domain.language import translations
from service.web.pages.response import time_of_the_plan
from tests.harness.databases import SqliteDatabases
from tests.web.visiting import visiting
from tests.web.world import World, prepared, running_world


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


async def test_where_nobody_must_answer_no_deadline_is_drawn(sqlite_databases: SqliteDatabases) -> None:
    url = await sqlite_databases.migrated()
    async with running_world(url, await prepared(url, GELLERUP), work=False, plan=GELLERUP) as world:
        incident = await world.alarm(level="underretning", area="toveshoej", cause="lokale_forhold")
        async with visiting(world, Role.DUTY_CHIEF) as visit:
            page = (await visit.get(f"/incidents/{incident}/response")).text
    assert "<svg xmlns" in page
    assert "planens tid" not in page
    assert "prikkede" not in page
    assert "skal ingen have svaret inden for en bestemt tid" in page


@pytest.mark.parametrize(("minutes", "said"), [(30, "30 min."), (90, "90 min."), (120, "2 timer"), (1440, "24 timer"), (7200, "5 døgn")])
def test_a_long_time_of_the_plan_is_said_in_hours_or_days(minutes: int, said: str) -> None:
    assert translations().speaker("da").say(time_of_the_plan(minutes)) == f"planens tid: {said}"
