"""Figures are registered with who, when and how, asked about when they cannot be right, and never overwritten (S4)."""

import io
from dataclasses import replace

import pytest
from openpyxl import Workbook

from actioncards.upkeep import Keeper
from flows.sentences import CONFLICT, Refused
from service.domain.activities import progress
from service.store import housing as rows
from service.work import rounds
from service.work.housing import housing_plan
from service.work.measure_import import look, take
from service.work.measuring import DELIVERY, Entered, deliveries, register, registered
from tests.harness.databases import Databases
from tests.work.town import Town, a_town, small

PLAN = "odense_2024_2028"


def entered(**changed: object) -> Entered:
    facts = {"plan": PLAN, "thing": "sigtede", "subject": "rising", "period": "2025", "value": "3,9", "counted": "SSP Odense"}
    return Entered(**{**facts, **changed})  # type: ignore[arg-type]


async def test_a_correction_is_a_new_revision_and_the_old_one_stays(town: Town) -> None:
    await town.do(register, entered())
    await town.do(register, entered(value="4.1", corrects=True))
    async with town.service.reading() as unit:
        kept = await rows.history(unit.session, PLAN, "indicator", "sigtede")
        stands = await registered(unit, housing_plan(unit.house, PLAN))
    assert [(row.revision, row.value, row.entered_by, row.counted) for row in kept] == [
        (1, "3.9", "user:1", "SSP Odense"),
        (2, "4.1", "user:1", "SSP Odense"),
    ]
    assert [str(one.value) for one in stands] == ["4.1"]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"value": "140"}, "from 0 to 100"),
        ({"value": "3,9 cirka"}, "is no number"),
        ({"thing": "beboere", "value": "1,195"}, "two ways"),
        ({"value": "0,039", "unit": "andel"}, "Write it as a percentage: 3.9"),
        ({"subject": "Rissing"}, "Did you mean Rising"),
        ({"subject": "Korsløken"}, "Did you mean Korsløkken"),
        ({"thing": "sigtet"}, "Did you mean"),
        ({"period": "2026"}, "is not over yet"),
        ({"period": "2026-Q4"}, "is not over yet"),
        ({"period": "i fjor"}, "is no period"),
        ({"value": ""}, "is empty"),
        ({"counted": "talt af 010190-1234"}, "CPR"),
        ({"plan": "aalborg"}, "no housing plan"),
    ],
)
async def test_what_cannot_be_right_is_refused_or_asked_about(town: Town, changed: dict[str, str], says: str) -> None:
    with pytest.raises(Refused, match=says):
        await town.do(register, entered(**changed))


async def test_a_second_figure_for_the_same_quarter_is_asked_about(town: Town) -> None:
    delivery = entered(kind=DELIVERY, thing="fritidsjobraadgivning", subject="all", period="2026-K3", value="12")
    await town.do(register, delivery)
    with pytest.raises(Refused, match="has a figure already: 12") as refused:
        await town.do(register, delivery)
    assert refused.value.kind == CONFLICT


HEADINGS = "indikator;område;periode;værdi;enhed;kilde\n"


async def test_a_file_with_one_wrong_line_is_told_by_line_and_stores_nothing(town: Town) -> None:
    text = (
        HEADINGS
        + "sigtede;Rising;2025;3,9;procent;SSP\n"
        + "sigtede;Vollsmose;2025;140;procent;SSP\n"
        + "sigtede;Rissing;2025;4,0;procent;SSP\n"
        + "sigtede;Rising;2025;4,2;procent;SSP\n"
        + "sigtede;Ejerslykke;2026;4,2;procent;SSP\n"
    )
    async with town.service.unit("user:1") as unit:
        preview = look(unit, PLAN, text.encode(), "ssp.csv")
        assert [fault.line for fault in preview.faults] == [3, 4, 5, 6]
        assert len(preview.good) == 1
        with pytest.raises(Refused, match=r"4 wrong lines and nothing was stored\. Line 3"):
            await take(unit, preview)
    async with town.service.reading() as unit:
        assert await registered(unit, housing_plan(unit.house, PLAN)) == []


async def test_a_file_is_taken_whole_or_not_at_all_when_a_figure_stands_already(town: Town) -> None:
    await town.do(register, entered(subject="ejerslykke"))
    text = HEADINGS + "sigtede;Rising;2025;3,9;;\nsigtede;Ejerslykke;2025;4,0;;\n"
    with pytest.raises(Refused, match=r"Nothing was stored\. Line 3"):
        async with town.service.unit("user:1") as unit:
            await take(unit, look(unit, PLAN, text.encode("cp1252"), "lbf.csv"))
    async with town.service.reading() as unit:
        assert len(await registered(unit, housing_plan(unit.house, PLAN))) == 1


async def test_an_excel_file_is_read_as_it_stands(town: Town) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Indikator", "Område", "År", "Værdi"], ["sigtede", "Rising", 2025, 3.9], ["beboere", "Rising", 2025, 1201]):
        sheet.append(row)
    data = io.BytesIO()
    book.save(data)
    async with town.service.unit("user:1") as unit:
        assert await take(unit, look(unit, PLAN, data.getvalue(), "lbf.xlsx")) == 2


async def test_a_quarter_is_asked_for_reminded_of_and_frozen(town: Town) -> None:
    """S4: who is missing is seen, the head of BoligSocialt Hus is reminded by e-mail, and the report keeps what it said."""
    await town.do(rounds.open_round, PLAN, "2026-Q3")
    await town.settle()
    assert [m.address for m in await town.messages(who="ssp_board.boligsocialt_hus")] == ["ssp_board.boligsocialt_hus@test.invalid"]
    await town.do(register, entered(kind=DELIVERY, thing="ungeraadgivning", subject="all", period="2026-Q3", value="7"))
    async with town.service.reading() as unit:
        row = await rows.round_of(unit.session, PLAN, "2026-Q3")
        assert row is not None
        lacking = await rounds.missing(unit, row)
    assert len(lacking) == 12
    assert "ungeraadgivning" not in lacking
    await town.do(rounds.close_round, PLAN, "2026-Q3")
    with pytest.raises(Refused, match="is frozen"):
        await town.do(register, entered(kind=DELIVERY, thing="foraeldrerolle", subject="all", period="2026-Q3", value="7"))
    await town.do(register, entered(kind=DELIVERY, thing="ungeraadgivning", subject="all", period="2026-Q3", value="9", corrects=True))
    async with town.service.reading() as unit:
        row = await rows.round_of(unit.session, PLAN, "2026-Q3")
        done = await deliveries(unit, housing_plan(unit.house, PLAN))
    assert row is not None
    assert row.report is not None
    assert [one["value"] for one in row.report["deliveries"]] == ["7"]
    assert done["ungeraadgivning"].total == 9


async def test_who_is_reminded_is_the_plans_data(sqlite_databases: Databases) -> None:
    """S4: another seat, the first of its people whom an e-mail reaches; and nobody when the plan names none."""
    url = await sqlite_databases.migrated()
    async with a_town(url, plan=replace(small(), deliveries_to=Keeper("fu", "sundhed"))) as town:
        await town.change("fu.sundhed", email=None)
        await town.do(rounds.open_round, PLAN, "2026-Q3")
        await town.settle()
        assert [m.address for m in await town.messages()] == ["fu.sundhed-1@test.invalid"]
    await sqlite_databases.drop(url)
    url = await sqlite_databases.migrated()
    async with a_town(url, plan=replace(small(), deliveries_to=None)) as town:
        await town.do(rounds.open_round, PLAN, "2026-Q3")
        await town.settle()
        assert not await town.messages()
    await sqlite_databases.drop(url)


async def test_no_reminder_comes_once_the_report_is_frozen(town: Town) -> None:
    await town.do(rounds.open_round, PLAN, "2026-Q2")
    await town.settle()
    before = len(await town.messages(who="ssp_board.boligsocialt_hus"))
    await town.do(rounds.close_round, PLAN, "2026-Q2")
    await town.wait(days=30)
    assert len(await town.messages(who="ssp_board.boligsocialt_hus")) == before == 1


async def test_a_quarter_that_is_not_over_cannot_be_frozen(town: Town) -> None:
    await town.do(rounds.open_round, PLAN, "2026-Q4")
    with pytest.raises(Refused, match="is not over yet"):
        await town.do(rounds.close_round, PLAN, "2026-Q4")


async def test_a_years_assessment_is_kept_in_every_revision(town: Town) -> None:
    """S4: management with the follow-up group, and the board."""
    await town.do(rounds.assess, PLAN, 2025, "management", "Godt i gang.", "")
    await town.do(rounds.assess, PLAN, 2025, "board", "Målene følges.", "Flere fritidsjob.")
    await town.do(rounds.assess, PLAN, 2025, "board", "Målene følges nøje.", "Flere fritidsjob.")
    async with town.service.reading() as unit:
        kept = await rows.assessments(unit.session, PLAN)
    assert [(one.body, one.revision) for one in kept] == [("management", 1), ("board", 1), ("board", 2)]


async def test_a_delivery_counts_towards_the_criterion_it_names(town: Town) -> None:
    """S3, S4: 25 of the 50 articles are half of them."""
    plan = "gellerup_toveshoej_2018_2022"
    article = entered(plan=plan, kind=DELIVERY, thing="civilsamfund", subject="all", period="2021-Q1", value="15", split="c1")
    await town.do(register, article)
    await town.do(register, replace(article, period="2021-Q2", value="10"))
    with pytest.raises(Refused, match="no criterion c9"):
        await town.do(register, replace(article, split="c9"))
    async with town.service.reading() as unit:
        found = housing_plan(unit.house, plan)
        way = progress(found.activities["civilsamfund"], (await deliveries(unit, found))["civilsamfund"].by_split)
    assert [(one.delivered, one.percent) for one in way] == [(25, 50), (0, 0), (0, 0), (0, 0)]
