"""Users, roles and keys on pages: shown once, taken away at once, never the last one, and all of it noted (I13)."""

import re

import pytest

from flows.sentences import Refused
from flows.vocabulary import Role
from service.domain.access import Change
from service.store import access as rows
from service.work.access import set_active
from service.work.access_log import noted
from tests.web.visiting import Visit, visiting
from tests.web.world import World

NEW = {"username": "anna", "name": "Anna And", "role": "secretariat", "language": "da"}


async def _changes(world: World) -> list[str]:
    async with world.service.reading() as unit:
        return [one.what for one in await noted(unit)]


async def _number(world: World, username: str) -> int:
    async with world.service.reading() as unit:
        row = await rows.user_named(unit.session, username)
    assert row is not None
    return row.id


def _link(page: str) -> str:
    found = re.search(r"http://test(/password/[\w-]+)", page)
    assert found is not None
    return found[1]


async def _sign_in(visit: Visit, username: str, password: str) -> bool:
    answer = await visit.send("/sign-in", {"username": username, "password": password, "next": "/"})
    return answer.status_code == 303


async def test_a_new_user_chooses_a_password_behind_a_link_that_works_once(still: World) -> None:
    async with visiting(still, Role.SECRETARIAT) as visit, visiting(still, None) as anna:
        assert (await visit.send("/access", NEW | {"role": ""}, "/access/users")).status_code == 422
        page = (await visit.send("/access", NEW | {"person": "Test Anemone", "once": "new"}, "/access/users")).text
        link = _link(page)
        assert link not in (await visit.send("/access", NEW | {"once": "new"}, "/access/users")).text
        assert (await visit.send("/access", NEW, "/access/users")).status_code == 409
        assert "Test Anemone" in (await visit.get("/access")).text
        for _ in range(2):
            assert (await anna.get(link)).status_code == 200
        for password, again in (("kort", "kort"), ("en lang adgangskode", "en anden adgangskode")):
            assert (await anna.client.post(link, data={"password": password, "again": again})).status_code == 422
        assert not await _sign_in(anna, "anna", "en lang adgangskode")
        chosen = await anna.client.post(link, data={"password": "en lang adgangskode", "again": "en lang adgangskode"})
        assert chosen.headers["location"] == "/sign-in?told=password"
        assert (await anna.get(link)).status_code == 410
        assert (
            await anna.client.post(link, data={"password": "en lang adgangskode 2", "again": "en lang adgangskode 2"})
        ).status_code == 410
        assert await _sign_in(anna, "anna", "en lang adgangskode")
        assert (await anna.get("/access")).status_code == 200
    assert (await _changes(still))[:3] == [Change.PASSWORD_SET, Change.PASSWORD_LINK, Change.USER_ADDED]


async def test_another_role_and_lost_access_take_effect_at_once(still: World) -> None:
    async with visiting(still, Role.SECRETARIAT) as visit, visiting(still, Role.PARTNER) as partner:
        at = f"/access/users/{await _number(still, 'partner.da')}"
        details = {"name": "P", "language": "da", "role": "duty_chief", "do": "save"}
        assert (await visit.send(at, details | {"person": "ingen kender mig"})).status_code == 422
        assert (await visit.send(at, details)).status_code == 303
        assert (await partner.get("/")).status_code == 303
        assert await _sign_in(partner, "partner.da", "en-lang-adgangskode")
        assert (await partner.get("/alarm")).status_code == 200
        assert (await visit.send(at, {"do": "disable"})).status_code == 303
        assert (await partner.get("/")).status_code == 303
        assert not await _sign_in(partner, "partner.da", "en-lang-adgangskode")
        assert (await visit.send(at, {"do": "link"})).status_code == 409
        assert (await visit.send(at, {"do": "enable"})).status_code == 303
        assert await _sign_in(partner, "partner.da", "en-lang-adgangskode")
        page = (await visit.get("/access")).text
        for line in ("P har fået rollen chefvagt", "P har mistet adgangen", "P har fået adgang igen"):
            assert line in page
    assert (await _changes(still))[:4] == [Change.USER_ENABLED, Change.USER_DISABLED, Change.ROLE_CHANGED, Change.USER_CHANGED]


async def test_nobody_shuts_out_themselves_or_the_last_who_could_let_others_in(still: World) -> None:
    async with visiting(still, Role.SECRETARIAT) as visit:
        at = f"/access/users/{await _number(still, 'secretariat.da')}"
        for fields in ({"do": "disable"}, {"do": "save", "name": "S", "language": "da", "role": "partner"}):
            answer = await visit.send(at, fields)
            assert answer.status_code == 409
            assert "din" in answer.text or "dig selv" in answer.text
        with pytest.raises(Refused, match="last user"):
            async with still.service.unit("cli:root") as unit:
                await set_active(unit, "secretariat.da", active=False)
        async with visiting(still, Role.SECRETARIAT, "en"), still.service.unit("cli:root") as unit:
            await set_active(unit, "secretariat.en", active=False)
        assert (await visit.get("/access")).status_code == 200


async def test_a_key_is_shown_once_says_when_it_was_used_and_is_revoked(still: World) -> None:
    async with visiting(still, Role.SECRETARIAT) as visit:
        wanted = {"key-name": "politiets system", "organisation": "Fyns Politi", "scope-read": "yes", "once": "key"}
        refused = await visit.send("/access", wanted | {"scope-read": "", "once": "none"}, "/access/keys")
        assert refused.status_code == 422
        assert 'value="politiets system"' in refused.text
        found = re.search(r"brk_[\w-]+", (await visit.send("/access", wanted, "/access/keys")).text)
        assert found is not None
        again = await visit.send("/access", wanted, "/access/keys")
        assert again.headers["location"] == "/access?told=key"
        assert found[0] not in (await visit.get("/access")).text
        assert "aldrig brugt" in (await visit.get("/access")).text
        headers = {"authorization": f"Bearer {found[0]}"}
        for _ in range(2):
            assert (await still.client.get("/api/v1/contacts", headers=headers)).status_code == 200
        assert "sidst brugt" in (await visit.get("/access")).text
        assert (await visit.send("/access", {"key-name": "politiets system"}, "/access/keys/revoke")).status_code == 303
        assert (await still.client.get("/api/v1/contacts", headers=headers)).status_code == 401
        assert "nøglen politiets system er trukket tilbage" in (await visit.get("/access")).text
        assert (await visit.send("/access", {"key-name": "nobody's"}, "/access/keys/revoke")).status_code == 404
    assert (await _changes(still))[:2] == [Change.KEY_REVOKED, Change.KEY_ADDED]


async def test_only_the_secretariat_sees_them(still: World) -> None:
    for role in (Role.DUTY_CHIEF, Role.PARTNER):
        async with visiting(still, role) as visit:
            assert (await visit.get("/access")).status_code == 403
            assert 'href="/access"' not in (await visit.get("/")).text
    async with visiting(still, None) as stranger:
        assert (await stranger.get("/access")).status_code == 303
        assert (await stranger.get("/password/no-such-link")).status_code == 410
