"""Figures are registered with who, when and how, asked about when they cannot be right, and never overwritten (S4)."""

import io
from dataclasses import replace
from datetime import date

import pytest
from openpyxl import Workbook

from actioncards.housing.figures import Missing
from actioncards.upkeep import Keeper
from flows.sentences import CONFLICT, Refused
from service.domain.activities import progress
from service.domain.language import LANGUAGES, translations
from service.domain.words import MISSING
from service.store import housing as rows
from service.work import rounds
from service.work.housing import housing_plan
from service.work.measure_import import Preview, look, take
from service.work.measuring import DELIVERY, Entered, checked, deliveries, register, registered
from tests.harness.databases import Databases
from tests.work.town import Town, a_town, small

PLAN = "odense_2024_2028"


def danish(refused: Refused) -> str:
    return translations().speaker("da").say(refused.sentence)


def entered(**changed: object) -> Entered:
    facts = {"plan": PLAN, "thing": "sigtede", "subject": "rising", "period": "2025", "value": "3,9", "counted": "SSP Odense"}
    return Entered(**{**facts, **changed})  # type: ignore[arg-type]


async def test_a_correction_is_a_new_revision_and_the_old_one_stays(town: Town) -> None:
    await town.do(register, entered())
    await town.do(register, entered(value="4.1", corrects=True))
    async with town.service.reading() as unit:
        kept = await rows.history(unit.session, PLAN, "indicator", "sigtede", after=0, limit=10)
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
        ({"value": "3", "missing": "withheld"}, "has a value and is missing at the same time"),
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


async def test_a_line_with_a_figure_and_a_reason_why_there_is_none_is_wrong(town: Town) -> None:
    """S4: neither is thrown away unseen."""
    text = HEADINGS.strip() + ";mangler\ndagtilbud;Rising;2013;3;;;withheld\ndagtilbud;Rising;2014;;;;withheld\n"
    preview = await looked(town, text.encode(), "lbf.csv")
    assert [(fault.line, fault.field) for fault in preview.faults] == [(2, "missing")]
    assert [(figure.value, figure.missing) for _, figure in preview.good] == [(None, "withheld")]


@pytest.mark.parametrize(("headings", "named"), [("periode;værdi;Værdi", "værdi, Værdi"), ("periode;år;værdi", "periode, år")])
async def test_a_file_with_two_columns_for_the_same_is_refused_by_their_headings(town: Town, headings: str, named: str) -> None:
    """S4: none of the two is chosen unseen."""
    with pytest.raises(Refused, match=f"Two columns hold the same: {named}"):
        await looked(town, f"indikator;område;{headings}\ndagtilbud;Rising;2013;3;4\n".encode(), "lbf.csv")


async def test_a_file_without_a_column_is_told_the_headings_in_its_readers_language(town: Town) -> None:
    """I13: the headings that the guide names, and no inner names."""
    with pytest.raises(Refused) as refused:
        await looked(town, b"dagtilbud;Rising;2013;3\n", "lbf.csv")
    told = "Filen har ingen kolonne indikator, område, periode, værdi. Den første linje skal nævne: indikator, område, periode, værdi."
    assert danish(refused.value) == told
    assert str(refused.value).endswith("must name: indicator, area, period, value.")
    with pytest.raises(Refused) as refused:
        await looked(town, b"omr\xc3\xa5de;periode;tal\nall;2013;3\n", "lbf.csv", deliveries=True)
    assert danish(refused.value).startswith("Filen har ingen kolonne aktivitet.")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("why", list(Missing))
async def test_why_there_is_no_figure_may_be_said_by_its_key_or_in_the_readers_words(town: Town, language: str, why: Missing) -> None:
    for said in (why.value, translations().speaker(language).say(MISSING[why]).upper()):
        async with town.service.reading() as unit:
            assert checked(unit, entered(value="", missing=said)).missing is why


async def test_an_unknown_reason_is_answered_with_the_readers_words(town: Town) -> None:
    with pytest.raises(Refused) as refused:
        await town.do(register, entered(value="", missing="hemmelig"))
    assert danish(refused.value).endswith("Vælg en af: ikke oplyst, tilbageholdt, ikke målt, måles senere, ulæselig.")


async def test_a_figure_that_stands_is_told_in_the_readers_words(town: Town) -> None:
    """I13: a decimal comma in Danish and a point in English; the reason why there is none in words."""
    await town.do(register, entered(value="4.5"))
    await town.do(register, entered(subject="ejerslykke", value="", missing="withheld"))
    with pytest.raises(Refused) as refused:
        await town.do(register, entered())
    assert danish(refused.value).startswith("2025 har allerede et tal: 4,5, indtastet")
    assert str(refused.value).startswith("2025 has a figure already: 4.5, entered")
    with pytest.raises(Refused) as refused:
        await town.do(register, entered(subject="ejerslykke"))
    assert danish(refused.value).startswith("2025 har allerede et tal: tilbageholdt, indtastet")


async def test_a_line_says_whether_its_cell_is_empty_a_day_or_a_formula(town: Town) -> None:
    """I13: nobody looks for a word that does not stand in the file."""
    headings: list[object] = ["indikator", "område", "periode", "værdi"]
    data = workbook(
        headings,
        ["dagtilbud", "Rising", date(2008, 1, 1), 3],
        ["dagtilbud", "Rising", None, 3],
        ["dagtilbud", None, 2009, 3],
        [None, "Rising", 2009, 3],
        ["dagtilbud", "Rising", 2009, "=A1*100"],
    )
    said = {fault.line: translations().speaker("da").say(fault.sentence) for fault in (await looked(town, data, "lbf.xlsx")).faults}
    assert said[2].startswith("2008-01-01 er ikke en periode.")
    assert said[3].startswith("Perioden er ikke udfyldt.")
    assert said[4].startswith("Der er ikke udfyldt noget under område. Vælg en af: ")
    assert said[5].startswith("Der er ikke udfyldt noget under indikator. Vælg en af: ")
    assert said[6] == "Cellen indeholder en formel. Skriv værdien i stedet."


@pytest.mark.parametrize("name", ["lbf.csv", "lbf.xlsx"])
async def test_a_file_with_headings_alone_is_refused(town: Town, name: str) -> None:
    data = workbook(["indikator", "område", "periode", "værdi"]) if name.endswith("xlsx") else HEADINGS.encode()
    with pytest.raises(Refused, match="has headings but no rows"):
        await looked(town, data, name)


async def test_a_file_is_taken_whole_or_not_at_all_when_a_figure_stands_already(town: Town) -> None:
    await town.do(register, entered(subject="ejerslykke"))
    text = HEADINGS + "sigtede;Rising;2025;3,9;;\nsigtede;Ejerslykke;2025;4,0;;\n"
    with pytest.raises(Refused, match=r"Nothing was stored\. Line 3"):
        async with town.service.unit("user:1") as unit:
            await take(unit, look(unit, PLAN, text.encode("cp1252"), "lbf.csv"))
    async with town.service.reading() as unit:
        assert len(await registered(unit, housing_plan(unit.house, PLAN))) == 1


def workbook(*rows: list[object], formats: dict[str, str] | None = None) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for cell, number_format in (formats or {}).items():
        sheet[cell].number_format = number_format
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


async def looked(town: Town, data: bytes, name: str, **how: bool) -> Preview:
    async with town.service.reading() as unit:
        return look(unit, PLAN, data, name, **how)


async def test_an_excel_file_is_read_as_it_stands(town: Town) -> None:
    data = workbook(["Indikator", "Område", "År", "Værdi"], ["sigtede", "Rising", 2025, 3.9], ["beboere", "Rising", 2025, 1201])
    async with town.service.unit("user:1") as unit:
        assert await take(unit, look(unit, PLAN, data, "lbf.xlsx")) == 2


@pytest.mark.parametrize(
    ("value", "number_format", "unit", "shown"),
    [
        (0.448, "0.0%", "%", "44.8"),
        (0.07, "0%", "", "7"),
        (0.28999, "[Red]0.00 %", "andel", "28.999"),
        (1, "0%", "procent", "100"),
        (0, "0.0%", "", "0"),
    ],
)
async def test_a_cell_shown_as_a_percentage_is_read_as_excel_shows_it(
    town: Town, value: float, number_format: str, unit: str, shown: str
) -> None:
    """S4: 44,8 % is 0.448 inside the file."""
    rows_ = ["indikator", "område", "periode", "værdi", "enhed"], ["dagtilbud", "Rising", 2009, value, unit]
    preview = await looked(town, workbook(*rows_, formats={"D2": number_format}), "pct.xlsx")
    assert preview.faults == ()
    assert [str(figure.value) for _, figure in preview.good] == [shown]


async def test_a_number_with_a_percent_sign_written_beside_it_is_no_share(town: Town) -> None:
    """S4: the format `0.0"%"` shows 44.8% for 44.8."""
    rows_ = ["indikator", "område", "periode", "værdi"], ["dagtilbud", "Rising", 2009, 44.8]
    preview = await looked(town, workbook(*rows_, formats={"D2": '0.0"%"'}), "pct.xlsx")
    assert [str(figure.value) for _, figure in preview.good] == ["44.8"]


async def test_a_percentage_of_what_is_counted_one_by_one_is_asked_about(town: Town) -> None:
    rows_ = ["indikator", "område", "periode", "værdi"], ["beboere", "Rising", 2025, 0.12]
    preview = await looked(town, workbook(*rows_, formats={"D2": "0%"}), "pct.xlsx")
    assert [(fault.line, fault.field, str(fault.sentence)) for fault in preview.faults] == [
        (2, "value", "12% is a percentage, and this is not counted in percent. Write the number itself.")
    ]


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


@pytest.mark.parametrize(
    ("quarter", "says"),
    [
        ("2019-Q1", "2019-Q1 is before the plan begins"),
        ("2024-Q3", "is before the plan begins"),
        ("2031-Q1", "2031-Q1 is after the plan ends"),
        ("2027-Q1", "2027-Q1 has not begun"),
    ],
)
async def test_nobody_is_asked_for_a_quarter_that_has_not_begun_or_is_none_of_the_plans(town: Town, quarter: str, says: str) -> None:
    """S4: asking mails the head of BoligSocialt Hus."""
    with pytest.raises(Refused, match=says) as refused:
        await town.do(rounds.open_round, PLAN, quarter)
    assert refused.value.field == "quarter"
    await town.settle()
    assert not await town.messages()


@pytest.mark.parametrize("quarter", ["2024-Q4", "2026-Q4"])
async def test_the_plans_first_quarter_and_the_one_that_runs_can_be_asked_for(town: Town, quarter: str) -> None:
    await town.do(rounds.open_round, PLAN, quarter)


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
