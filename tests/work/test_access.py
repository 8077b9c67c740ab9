"""Signing in: whoever has the password gets in, nobody else does, and nobody learns more by trying."""

import asyncio
from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from flows.sentences import CONFLICT, NOT_FOUND, Refused
from flows.vocabulary import Role
from service.bootstrap import Service
from service.store import access as rows
from service.work import access
from service.work.access import Entered
from tests.work.conftest import NIGHT, StillClock

PASSWORD = "en lang adgangskode"


async def _user(service: Service, username: str = "chefvagt", role: Role = Role.DUTY_CHIEF) -> None:
    async with service.unit("test") as unit:
        await access.add_user(unit, username, PASSWORD, role, name="Vagten")


async def _sign_in(service: Service, username: str = "chefvagt", password: str = PASSWORD) -> Entered:
    return await access.sign_in(service.store, service.clock.now(), username, password)


async def _is_in(service: Service, token: str) -> bool:
    async with service.reading() as unit:
        return await access.session_of(unit.session, token, unit.now) is not None


async def test_whoever_signs_in_is_known_by_the_token_until_twelve_hours_have_passed(service: Service, clock: StillClock) -> None:
    await _user(service)
    entered = await _sign_in(service)
    assert entered.signed_in.role is Role.DUTY_CHIEF
    assert entered.signed_in.name == "Vagten"
    assert entered.expires_at == NIGHT + timedelta(hours=12)
    async with service.reading() as unit:
        assert await access.session_of(unit.session, entered.token, unit.now) == entered.signed_in
    clock.forward(timedelta(hours=12))
    assert not await _is_in(service, entered.token)


async def test_the_token_itself_is_stored_nowhere(service: Service) -> None:
    await _user(service)
    entered = await _sign_in(service)
    async with service.reading() as unit:
        found = await rows.session_and_user(unit.session, access.digest_of(entered.token), unit.now)
    assert found is not None
    assert entered.token not in str(vars(found[0]))
    assert PASSWORD not in str(vars(found[1]))


@pytest.mark.parametrize("written", ["chefvagt", " Chefvagt ", "CHEFVAGT"])
async def test_case_and_spaces_around_a_user_name_do_not_matter(service: Service, written: str) -> None:
    await _user(service)
    assert (await _sign_in(service, written)).signed_in.username == "chefvagt"


async def test_a_password_typed_with_a_composed_or_a_decomposed_letter_is_the_same(service: Service) -> None:
    async with service.unit("test") as unit:
        await access.add_user(unit, "vagt", "p\u00e5 vagt i aften", Role.PARTNER)
    assert await _sign_in(service, "vagt", "pa\u030a vagt i aften")


async def test_every_reason_for_not_getting_in_has_the_same_sentence(service: Service) -> None:
    await _user(service)
    await _user(service, "gammel")
    async with service.unit("test") as unit:
        await access.set_active(unit, "gammel", active=False)
    told = set()
    for username, password in (("chefvagt", "forkert"), ("ukendt", PASSWORD), ("gammel", PASSWORD), ("\x00\ud800", "\ud800"), ("", "")):
        with pytest.raises(Refused) as refused:
            await _sign_in(service, username, password)
        told.add((str(refused.value), refused.value.kind, refused.value.field))
    assert len(told) == 1


async def test_five_wrong_passwords_lock_the_account_for_five_minutes(service: Service, clock: StillClock) -> None:
    await _user(service)
    for _ in range(5):
        with pytest.raises(Refused):
            await _sign_in(service, password="forkert")
    with pytest.raises(Refused):
        await _sign_in(service)
    clock.forward(timedelta(minutes=5))
    assert await _sign_in(service)


async def test_the_lock_holds_however_many_try_at_the_same_time(service: Service) -> None:
    await _user(service)
    tries = [_sign_in(service, password=f"forkert {number}") for number in range(9)]
    assert all(isinstance(outcome, Refused) for outcome in await asyncio.gather(*tries, return_exceptions=True))
    with pytest.raises(Refused):
        await _sign_in(service)


async def test_a_right_password_forgets_the_wrong_ones_before_it(service: Service) -> None:
    await _user(service)
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(Refused):
                await _sign_in(service, password="forkert")
        assert await _sign_in(service)


async def test_a_lock_that_has_ended_gives_five_new_tries(service: Service, clock: StillClock) -> None:
    await _user(service)
    for _ in range(2):
        for _ in range(5):
            with pytest.raises(Refused):
                await _sign_in(service, password="forkert")
        clock.forward(timedelta(minutes=5))
    assert await _sign_in(service)


async def test_signing_out_ends_that_session_and_no_other(service: Service) -> None:
    await _user(service)
    phone, desk = await _sign_in(service), await _sign_in(service)
    async with service.unit("test") as unit:
        await access.sign_out(unit, phone.token)
    assert not await _is_in(service, phone.token)
    assert await _is_in(service, desk.token)


async def test_disabling_a_user_or_changing_the_password_ends_every_session(service: Service) -> None:
    await _user(service)
    entered = await _sign_in(service)
    async with service.unit("test") as unit:
        await access.set_password(unit, "chefvagt", "en helt anden kode")
    assert not await _is_in(service, entered.token)
    entered = await _sign_in(service, password="en helt anden kode")
    async with service.unit("test") as unit:
        await access.set_active(unit, "chefvagt", active=False)
    assert not await _is_in(service, entered.token)


async def test_a_digest_made_with_weaker_settings_is_made_anew_at_the_next_sign_in(service: Service) -> None:
    await _user(service)
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    async with service.unit("test") as unit:
        user = await rows.user_named(unit.session, "chefvagt")
        assert user is not None
        user.password_hash = weak
    await _sign_in(service)
    async with service.reading() as unit:
        user = await rows.user_named(unit.session, "chefvagt")
        assert user is not None
        assert user.password_hash != weak
    assert await _sign_in(service)


@pytest.mark.parametrize("username", ["", " ", "a b", "-a", "a-", "a\x00b", "x" * 81, "ole\u202e", "../x"])
async def test_a_user_name_that_is_none_is_refused(service: Service, username: str) -> None:
    with pytest.raises(Refused) as refused:
        await _user(service, username)
    assert refused.value.field == "username"


async def test_a_user_name_is_taken_once_whatever_its_case(service: Service) -> None:
    await _user(service)
    with pytest.raises(Refused) as refused:
        await _user(service, "ChefVagt")
    assert refused.value.kind == CONFLICT


@pytest.mark.parametrize("password", ["", "kort", "x" * 201, "chefvagtchef"])
async def test_a_password_too_short_too_long_or_the_user_name_is_refused(service: Service, password: str) -> None:
    with pytest.raises(Refused) as refused:
        async with service.unit("test") as unit:
            await access.add_user(unit, "chefvagtchef", password, Role.PARTNER)
    assert refused.value.field == "password"


async def test_an_unknown_person_language_or_user_is_refused(service: Service) -> None:
    async with service.unit("test") as unit:
        for wrong, field in (({"person_id": 7}, "person_id"), ({"language": "de"}, "language")):
            with pytest.raises(Refused) as refused:
                await access.add_user(unit, "ny", PASSWORD, Role.PARTNER, **wrong)
            assert refused.value.field == field
        with pytest.raises(Refused) as refused:
            await access.set_password(unit, "ukendt", PASSWORD)
        assert refused.value.kind == NOT_FOUND


async def test_a_form_is_taken_only_with_its_own_sessions_token(service: Service) -> None:
    await _user(service)
    one, other = (await _sign_in(service)).signed_in, (await _sign_in(service)).signed_in
    assert access.is_csrf_token(one, one.csrf_token)
    assert not access.is_csrf_token(one, other.csrf_token)
    assert not access.is_csrf_token(one, "\ud800")
