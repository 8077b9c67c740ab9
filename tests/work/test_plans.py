"""The plan an incident began with is the plan as it was loaded, word for word and in its order (U1)."""

from actioncards.model import Plan
from service.bootstrap import Service
from service.work.plans import in_force, plan_by_id, put_in_force


async def test_a_stored_plan_comes_back_as_it_was_loaded(planned: Service, odense: Plan) -> None:
    async with planned.reading() as unit:
        planned.house.plans.clear()
        _, stored = await in_force(unit.session, unit.house)
        assert stored == odense
        assert stored.fingerprint == odense.fingerprint
        assert list(stored.groups) == list(odense.groups), "the order of the groups is the order in which people read them"
        assert list(stored.areas) == list(odense.areas)


async def test_loading_the_same_plan_again_makes_no_new_version(planned: Service, odense: Plan) -> None:
    async with planned.unit("user:1") as unit:
        first, _ = await in_force(unit.session, unit.house)
        assert await put_in_force(unit, odense) == first
        assert (await plan_by_id(unit.session, unit.house, first)).version == odense.version
