"""API keys: a system is known by its key, may do what its scopes say, and nothing after the key is taken back."""

import pytest
from sqlalchemy import select

from flows.sentences import CONFLICT, NOT_FOUND, Refused
from flows.vocabulary import Scope
from service.bootstrap import Service
from service.store.tables import ApiKeyRow
from service.work.api_keys import PREFIX, KeyHolder, add_key, key_of, revoke_key


async def _add(service: Service, name: str = "politiets system", *scopes: Scope) -> str:
    async with service.unit("test") as unit:
        return await add_key(unit, name, scopes or (Scope.TRIGGER, Scope.READ), organisation="Fyns Politi")


async def _holder(service: Service, key: str) -> KeyHolder | None:
    async with service.reading() as unit:
        return await key_of(unit.session, key, unit.now)


async def test_a_key_tells_who_has_it_and_what_they_may_do(service: Service) -> None:
    key = await _add(service)
    assert key.startswith(PREFIX)
    holder = await _holder(service, key)
    assert holder is not None
    assert (holder.name, holder.organisation) == ("politiets system", "Fyns Politi")
    assert holder.scopes == {Scope.TRIGGER, Scope.READ}


async def test_the_key_itself_is_stored_nowhere(service: Service) -> None:
    key = await _add(service)
    async with service.reading() as unit:
        row = await unit.session.scalar(select(ApiKeyRow))
    assert key not in str(vars(row))


async def test_a_revoked_key_works_no_longer_and_stays_so(service: Service) -> None:
    key = await _add(service)
    for _ in range(2):
        async with service.unit("test") as unit:
            await revoke_key(unit, "politiets system")
        assert await _holder(service, key) is None


@pytest.mark.parametrize("presented", ["", "brk_", "brk_ukendt", "x" * 500, "brk_" + "\x00" * 10, "brk_\ud800", "Bearer x"])
async def test_whatever_is_no_key_of_ours_is_nobody(service: Service, presented: str) -> None:
    await _add(service)
    assert await _holder(service, presented) is None


async def test_a_key_without_a_name_or_a_scope_or_with_a_name_taken_is_refused(service: Service) -> None:
    await _add(service)
    async with service.unit("test") as unit:
        for name, scopes, field, kind in (
            (" ", [Scope.READ], "name", "invalid"),
            ("ny", [], "scopes", "invalid"),
            ("politiets system", [Scope.READ], "name", CONFLICT),
        ):
            with pytest.raises(Refused) as refused:
                await add_key(unit, name, scopes)
            assert (refused.value.field, refused.value.kind) == (field, kind)
        with pytest.raises(Refused) as refused:
            await revoke_key(unit, "ukendt")
        assert refused.value.kind == NOT_FOUND
