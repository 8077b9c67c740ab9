"""The flowcharts' pages, and the incident's own place in them."""

from flows.vocabulary import Role
from tests.web.visiting import visiting
from tests.web.world import World


async def test_every_flow_is_drawn_for_whoever_is_signed_in(still: World) -> None:
    async with visiting(still, Role.PARTNER, "en") as visit:
        page = (await visit.get("/flows")).text
        assert page.count("<svg xmlns") == 9
        assert "The change of the plan" in page
        assert "The same as a table" in page
        assert "It is here now" not in page
    async with visiting(still, None) as stranger:
        assert (await stranger.get("/flows")).status_code == 303


async def test_from_an_incident_its_place_is_marked_in_words(still: World) -> None:
    """F1, F7: alarmed, then called off."""
    incident = await still.alarm()
    at = f"/incidents/{incident}/flow"
    async with visiting(still, Role.SECRETARIAT) as visit, visiting(still, Role.PARTNER) as partner:
        page = (await visit.get(at)).text
        assert "<strong>Alarmeret</strong>: Her er vi nu" in page
        assert "<strong>Venter på at blive sendt</strong>:" in page
        assert f'href="{at}"' in (await visit.get(f"/incidents/{incident}")).text
        assert (await still.post(f"/incidents/{incident}/call-off", {"text": "Slut."})).status_code == 200
        assert "<strong>Afmeldt</strong>: Her er vi nu" in (await visit.get(at)).text
        assert (await partner.get(at)).status_code == 403
        assert (await visit.get("/incidents/999/flow")).status_code == 404
