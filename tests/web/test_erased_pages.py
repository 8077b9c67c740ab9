"""An incident whose words have been erased can still be looked at, exported and verified (I7)."""

import pytest
from sqlalchemy import update

from flows.vocabulary import DeliveryState, Role
from service.exports.verify import verify_file
from service.store.tables import DeliveryRow
from service.work.access import add_user
from service.work.closing import call_off
from service.work.erasing import erase
from service.work.inbox import hear_sandbox
from tests.pages import addresses
from tests.pages.full_house import filled
from tests.web.visiting import PASSWORD, visiting
from tests.web.world import World


async def _erased(world: World) -> tuple[int, tuple[str, ...]]:
    async with world.service.unit("test") as unit:
        await add_user(unit, "first", PASSWORD, Role.SECRETARIAT)  # to whom the house sends a link
        await hear_sandbox(unit, "+4526000001", "Hvad er der sket?")  # it stands on the page of the simulated phones
    house = await filled(world.service)
    async with world.service.unit("user:1") as unit:
        await call_off(unit, house.incident, "Faren er ovre.")
    async with world.service.unit("user:1") as unit:
        await unit.session.execute(update(DeliveryRow).values(state=DeliveryState.DELIVERED.value))
        await erase(unit, house.incident, "Tiden er gået.")
    return house.incident, (*house.chief, *house.links)


async def test_every_page_of_an_erased_incident_opens_or_says_that_there_is_nothing(still: World) -> None:
    incident, others = await _erased(still)
    parts = (*addresses.ACTIONS, *addresses.FURTHER_OF_INCIDENT, *addresses.IN_LIVE_MODE_OF_INCIDENT, *addresses.VISITED_OF_INCIDENT)
    async with visiting(still, Role.DUTY_CHIEF) as visit:
        for path in ("/", "/phones", *(f"/incidents/{incident}{part}" for part in (*parts, "/evaluation")), *others):
            answer = await visit.get(path)
            assert answer.status_code in (200, 303, 403, 404, 409, 410), (path, answer.status_code, answer.text[:400])
        timeline = (await visit.get(f"/incidents/{incident}/timeline")).text
        assert "Hændelsens tekster, navne, adresser og fotos er slettet. Tiden er gået." in timeline
        assert (await visit.get(f"/incidents/{incident}")).status_code == 200
    for path in ("", "/deliveries", "/answers", "/tasks", "/timeline", "/cards", "/log"):
        answer = await still.get(f"/incidents/{incident}{path}")
        assert answer.status_code in (200, 404, 405), (path, answer.text[:400])


@pytest.mark.parametrize("form", ["json", "csv", "pdf"])
async def test_an_erased_timeline_is_exported_and_holds(still: World, form: str) -> None:
    incident, _ = await _erased(still)
    answer = await still.get(f"/incidents/{incident}/timeline.{form}")
    assert answer.status_code == 200
    if form == "json":
        found = verify_file(answer.content)
        assert found.whole
        assert found.erased
