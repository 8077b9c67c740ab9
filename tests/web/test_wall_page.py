"""The wall's page: what it shows, to whom, and nothing to press."""

import re

from flows.vocabulary import Role
from tests.web.visiting import visiting
from tests.web.world import World


async def test_the_wall_shows_seats_and_never_a_number_or_a_control(still: World) -> None:
    """C4, I9."""
    incident = await still.alarm(what_happened="Skud ved Bøgeparken")
    at = f"/incidents/{incident}/wall"
    async with visiting(still, Role.DUTY_CHIEF) as visit, visiting(still, Role.PARTNER) as partner:
        page = (await visit.get(at)).text
        part = (await visit.get(f"{at}/live")).text
        for text in (page, part):
            assert "Vollsmose" in text
            assert "SSP-forretningsudvalget" in text
            assert "ikke indkaldt" in text
            assert "intet endnu" in text
            assert not re.search(r"<(a|button|form|input)\b|tel:|\+46", text)
        assert "SANDKASSE" in page
        assert "NOT LIVE" not in page
        assert 'data-lost="IKKE DIREKTE siden"' in page
        assert f'href="{at}"' in (await visit.get(f"/incidents/{incident}")).text
        assert (await partner.get(at)).status_code == 403
        assert (await still.post(f"/incidents/{incident}/call-off", {"text": "Slut."})).status_code == 200
        assert "Afmeldt" in (await visit.get(f"{at}/live")).text
