"""A plan changes when all have signed; the year's agenda and everybody's own data are asked about on time (P4, P6, U1, U2)."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from actioncards.model import Plan
from flows.sentences import CONFLICT, GONE, NOT_FOUND, TOO_MANY, Refused
from flows.vocabulary import ChangeState, Mode, NoticeKind
from service.domain.language import DANISH, translations
from service.store import upkeep as rows
from service.store.tables import OwnDataQuestionRow
from service.work import own_data as own
from service.work import plan_changes as work
from service.work import upkeep
from service.work.plans import in_force, put_first_in_force
from tests.work.town import START, Town, a_town, build_service, odense, small

TODAY = START.date()
PARTIES = ("fyns_politi", "odense_kommune", "ssp_odense", "boligsocialt_hus", "fab", "civica", "odense_boligselskab", "abo")


@pytest.fixture
def kept() -> Plan:
    return replace(small(), upkeep=odense().upkeep)


@pytest.fixture
async def town(migrated_url: str, kept: Plan) -> AsyncIterator[Town]:
    async with a_town(migrated_url, plan=kept) as town:
        async with town.service.unit("system") as unit:
            await upkeep.arm(unit)
        yield town
        await town.check()


async def letters(town: Town, kind: NoticeKind) -> list[tuple[int, str]]:
    return [(d.person_id, await town.words(d)) for d in await town.messages(kind=kind)]


async def proposed(town: Town, plan: Plan) -> work.Change:
    async with town.service.unit("user:1") as unit:
        return await work.propose(unit, replace(plan, version="ny"), "Nye kort.")


async def test_a_change_takes_effect_when_every_party_and_the_approving_body_have_said_yes(town: Town, kept: Plan) -> None:
    """U2, P5; a running incident keeps its plan (U1)."""
    running = await town.alarm("yellow")
    change = await proposed(town, kept)
    assert change.state is ChangeState.DRAFT
    assert {one.party for one in change.signatures} == set(PARTIES)
    assert change.missing[-1] == "Landsbyggefonden"
    town.clock.move(days=4)
    signed, approved = TODAY + timedelta(days=1), TODAY + timedelta(days=4)
    for party in PARTIES:
        for early in (work.take_effect,):
            with pytest.raises(Refused) as refused:
                await town.do(early, change.id)
            assert refused.value.kind == CONFLICT
        with pytest.raises(Refused):
            await town.do(work.enter_approval, change.id, approved)
        await town.do(work.sign, change.id, party, signed)
    with pytest.raises(Refused):
        await town.do(work.take_effect, change.id)
    await town.do(work.enter_approval, change.id, approved)
    await town.do(work.take_effect, change.id)
    async with town.service.reading() as unit:
        _, now = await in_force(unit.session, unit.house)
        found = await work.change(unit, change.id)
    assert (now.version, found.state, found.approved_on) == ("ny", ChangeState.IN_FORCE, approved)
    assert {one.signed_on for one in found.signatures} == {signed}
    new = await town.alarm("yellow")
    assert (await town.incident(running)).plan_id != (await town.incident(new)).plan_id == found.plan_id


async def test_no_day_of_another_year_is_taken_nor_an_approval_from_before_the_signatures(town: Town, kept: Plan) -> None:
    """U2: the dates are what shows that a version was approved before it took effect."""
    change = await proposed(town, kept)
    town.clock.move(days=5)
    for day in (date(1900, 1, 1), TODAY - timedelta(days=366), TODAY + timedelta(days=6)):
        with pytest.raises(Refused) as refused:
            await town.do(work.sign, change.id, "fab", day)
        assert (refused.value.field, refused.value.kind) == ("day", "invalid")
    for party in PARTIES:
        on_paper = party == PARTIES[0]
        await town.do(work.sign, change.id, party, TODAY - timedelta(days=30) if on_paper else TODAY + timedelta(days=3))
    for day in (TODAY - timedelta(days=366), TODAY + timedelta(days=2), TODAY + timedelta(days=6)):
        with pytest.raises(Refused) as refused:
            await town.do(work.enter_approval, change.id, day)
        assert (refused.value.field, refused.value.kind) == ("day", "invalid")
    await town.do(work.enter_approval, change.id, TODAY + timedelta(days=3))


async def test_a_second_signature_or_approval_writes_nothing_over(town: Town, kept: Plan) -> None:
    change = await proposed(town, kept)
    town.clock.move(days=5)
    for party in PARTIES:
        await town.do(work.sign, change.id, party, TODAY + timedelta(days=1))
    with pytest.raises(Refused) as refused:
        await town.do(work.sign, change.id, "fab", TODAY + timedelta(days=2))
    assert refused.value.kind == CONFLICT
    assert translations().translate(refused.value.sentence, DANISH).endswith("fortryd først underskriften på siden om planen.")
    assert "21. november 2026" in translations().translate(refused.value.sentence, DANISH)
    await town.do(work.unsign, change.id, "fab")
    await town.do(work.sign, change.id, "fab", TODAY + timedelta(days=2))
    await town.do(work.enter_approval, change.id, TODAY + timedelta(days=2))
    with pytest.raises(Refused) as refused:
        await town.do(work.enter_approval, change.id, TODAY + timedelta(days=3))
    assert refused.value.kind == CONFLICT
    async with town.service.reading() as unit:
        found = await work.change(unit, change.id)
    assert {one.signed_on for one in found.signatures if one.party == "fab"} == {TODAY + timedelta(days=2)} == {found.approved_on}


async def test_one_version_is_in_force(town: Town, kept: Plan) -> None:
    ids = []
    for version in ("to", "tre"):
        async with town.service.unit("user:1") as unit:
            change = await work.propose(unit, replace(kept, version=version), "Ændret.")
            for party in PARTIES:
                await work.sign(unit, change.id, party, TODAY)
            await work.enter_approval(unit, change.id, TODAY)
            await work.take_effect(unit, change.id)
        ids.append(change.id)
    async with town.service.reading() as unit:
        states = {one.id: one.state for one in await work.newest_changes(unit)}
    assert states == {ids[0]: ChangeState.REPLACED, ids[1]: ChangeState.IN_FORCE}


async def test_what_cannot_be_is_refused_by_name(town: Town, kept: Plan) -> None:
    change = await proposed(town, kept)
    for attempt, kind in (
        ((work.sign, change.id, "naboen", TODAY), "invalid"),
        ((work.sign, change.id, "fab", TODAY + timedelta(days=1)), "invalid"),
        ((work.sign, 999, "fab", TODAY), NOT_FOUND),
        ((work.propose, kept, "Ingenting."), CONFLICT),
        ((work.propose, replace(kept, version="x"), "  "), "invalid"),
    ):
        with pytest.raises(Refused) as refused:
            await town.do(*attempt)  # type: ignore[arg-type]  # a function and its arguments
        assert refused.value.kind == kind
    await town.do(work.withdraw, change.id)
    with pytest.raises(Refused) as refused:
        await town.do(work.sign, change.id, "fab", TODAY)
    assert refused.value.kind == CONFLICT


async def test_a_withdrawn_change_is_taken_up_again_and_a_signature_is_taken_back_until_the_approval(town: Town, kept: Plan) -> None:
    """U2, P5: nothing is in force before all have said yes, so both are safe."""
    change = await proposed(town, kept)
    parties = [one.party for one in change.signatures]
    for party in parties:
        await town.do(work.sign, change.id, party, TODAY)
    await town.do(work.withdraw, change.id)
    again = await town.do(work.take_up_again, change.id)
    assert isinstance(again, work.Change)
    assert (again.state, again.missing) == (ChangeState.DRAFT, (change.approved_by,))
    await town.do(work.unsign, change.id, parties[0])
    with pytest.raises(Refused):
        await town.do(work.enter_approval, change.id, TODAY)
    await town.do(work.sign, change.id, parties[0], TODAY)
    await town.do(work.enter_approval, change.id, TODAY)
    for attempt in ((work.unsign, change.id, parties[0]), (work.take_up_again, change.id)):
        with pytest.raises(Refused) as refused:
            await town.do(*attempt)  # type: ignore[arg-type]  # a function and its arguments
        assert refused.value.kind == CONFLICT


async def test_in_live_mode_a_folder_is_only_loaded_where_no_plan_is_in_force(town: Town, kept: Plan) -> None:
    """U2."""
    assert town.service.house.mode is not Mode.EXERCISE
    async with town.service.unit("user:1") as unit:
        live = replace(unit, house=replace(unit.house, mode=Mode.LIVE))
        await put_first_in_force(live, kept)
        with pytest.raises(Refused) as refused:
            await put_first_in_force(live, replace(kept, version="ny"))
    assert refused.value.kind == CONFLICT


async def test_the_agenda_comes_round_every_year_and_reminds_its_group_once(town: Town) -> None:
    """U1, P4: the plan on the committee's agenda, and five meetings of the CKS networks a year."""
    for place in town.people:
        await town.change(place, last_confirmed=TODAY + timedelta(days=400))
    await town.wait(days=366)
    told = await letters(town, NoticeKind.AGENDA)
    plan_points = [who for who, text in told if "flow, kort og personkreds" in text]
    assert len(plan_points) == 2 * 4
    assert town.people["fu.politi"] in plan_points
    cks = [who for who, text in told if "CKS-møde" in text]
    assert cks == [town.people["duty_chief.chefvagt"]] * 5


async def test_what_came_round_during_a_standstill_is_said_once(town: Town) -> None:
    town.clock.time = datetime(2027, 6, 1, 12, 0, tzinfo=UTC)
    again = build_service(town.url, town.clock, town.posts)
    old, town.service = town.service, again
    await old.close()
    await town.fire()
    before = await letters(town, NoticeKind.AGENDA)
    await town.wait(hours=30)
    assert await letters(town, NoticeKind.AGENDA) == before


async def question(town: Town, who: str) -> tuple[OwnDataQuestionRow, str]:
    async with town.service.store.read() as session:
        row = await rows.newest_question(session, town.people[who])
    assert row is not None
    return row, town.service.house.links.token(upkeep.CONFIRM_LINK, row.id, town.people[who])


async def test_everyone_is_asked_at_the_plans_interval_and_a_press_confirms(town: Town) -> None:
    """P6, I11: looking at the page confirms nothing."""
    before = TODAY - timedelta(days=178)
    for place in town.people:
        await town.change(place, last_confirmed=before)
    await town.wait(days=2)
    assert not await letters(town, NoticeKind.CONFIRM)
    await town.wait(days=3)
    asked = await letters(town, NoticeKind.CONFIRM)
    assert {who for who, _ in asked} == set(town.people.values())
    _, token = await question(town, "fu.politi")
    assert any(f"/me/{token}" in text for _, text in asked)
    for _ in range(3):
        async with town.service.reading() as unit:
            found = await own.own_data(unit, token)
    assert (await town.person("fu.politi")).last_confirmed == before
    assert found.places == ("FU, Politi",)
    async with town.service.unit("person:1") as unit:
        await own.confirm_own(unit, token)
    assert (await town.person("fu.politi")).last_confirmed == town.clock.now().date()
    await town.wait(days=20)
    again = [who for who, text in await letters(town, NoticeKind.CONFIRM) if "/me/" in text]
    assert again.count(town.people["fu.politi"]) == 1
    assert again.count(town.people["fu.sundhed"]) == 2


async def test_who_does_not_answer_is_listed_to_whoever_keeps_the_list(town: Town) -> None:
    """P6."""
    for place in town.people:
        await town.change(place, last_confirmed=TODAY)
    await town.change("fu.politi", last_confirmed=date(2026, 1, 1))
    await town.wait(days=8)
    keeper = [text for who, text in await letters(town, NoticeKind.CONFIRM) if who == town.people["duty_chief.chefvagt"]]
    assert any("Test fu.politi" in text for text in keeper)


async def test_one_corrects_ones_own_numbers_and_keeps_ones_places(town: Town) -> None:
    async with town.service.unit("user:1") as unit:
        await upkeep.ask_one(unit, await town.person("fu.politi"))
    _, token = await question(town, "fu.politi")
    draft = own.OwnDraft("Test fu.politi", "Leder", "+45 70 17 49 99", "", "ny@test.invalid", "Jeg er ikke længere i udvalget.")
    async with town.service.unit("person:1") as unit:
        await own.correct_own(unit, token, draft)
    person = await town.person("fu.politi")
    assert (person.mobile, person.email, person.last_confirmed) == ("+4570174999", "ny@test.invalid", TODAY)
    async with town.service.reading() as unit:
        assert (await own.own_data(unit, token)).places == ("FU, Politi",)
    assert any("ikke længere i udvalget" in text for _, text in await letters(town, NoticeKind.CONFIRM))
    for wrong, field in (
        (replace(draft, mobile="12"), "mobile"),
        (replace(draft, name=" "), "name"),
        (replace(draft, remark="010170-1234"), "remark"),
        (replace(draft, mobile=str((await town.person("fu.sundhed")).mobile)), "mobile"),
    ):
        with pytest.raises(Refused) as refused:
            async with town.service.unit("person:1") as unit:
                await own.correct_own(unit, token, wrong)
        assert refused.value.field == field


async def test_an_old_or_foreign_link_to_ones_data_does_not_work(town: Town) -> None:
    for _ in range(2):
        async with town.service.unit("user:1") as unit:
            row = await upkeep.ask_one(unit, await town.person("fu.politi"))
    links = town.service.house.links
    for token, kind in (
        (links.token(upkeep.CONFIRM_LINK, row.id - 1, town.people["fu.politi"]), GONE),
        (links.token(upkeep.CONFIRM_LINK, row.id, town.people["fu.sundhed"]), NOT_FOUND),
        (links.token("answer", row.id, town.people["fu.politi"]), NOT_FOUND),
    ):
        with pytest.raises(Refused) as refused:
            async with town.service.reading() as unit:
                await own.own_data(unit, token)
        assert refused.value.kind == kind


async def test_a_test_message_reaches_one_on_every_way_and_not_over_and_over(town: Town) -> None:
    person = town.people["fu.politi"]
    await town.do(own.send_test, person)
    await town.settle()
    assert {d.medium for d in await town.messages(who="fu.politi", kind=NoticeKind.TEST)} == {"sms", "email"}
    with pytest.raises(Refused) as refused:
        await town.do(own.send_test, person)
    assert refused.value.kind == TOO_MANY
    town.clock.move(minutes=3)
    await town.do(own.send_test, person)
    await town.change("fu.sundhed", mobile=None, email=None)
    with pytest.raises(Refused) as refused:
        await town.do(own.send_test, town.people["fu.sundhed"])
    assert refused.value.kind == CONFLICT
