"""I7: what is written out says everything, in a documented form, and equal facts give equal bytes."""

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.vocabulary import Mode
from service.domain.language import translations
from service.domain.timeline import Fact
from service.exports.csv_reader import read_rows
from service.exports.report import TimelineReport
from service.exports.signature import fingerprint, public_key, signing_key
from service.exports.timeline_csv import COLUMNS, csv_line, timeline_csv
from service.exports.timeline_json import timeline_json
from tests.exports.samples import KEY, START, a_step, the_facts, the_report

SCHEMA = Path("service/exports/schemas/timeline-1.schema.json")
DANISH = translations().speaker("da")
Write = Callable[[TimelineReport], bytes]


def as_json(report: TimelineReport) -> bytes:
    return timeline_json(report, KEY)


def as_csv(report: TimelineReport) -> bytes:
    return timeline_csv(report, KEY, DANISH)


def rows_of(report: TimelineReport) -> list[list[str]]:
    return list(read_rows(as_csv(report).decode("utf-8-sig"), widest=len(COLUMNS)))


@pytest.mark.parametrize("write", [as_json, as_csv])
def test_equal_reports_give_equal_bytes(write: Write) -> None:
    assert write(the_report()) == write(the_report())


@pytest.mark.parametrize("mode", list(Mode))
def test_the_json_is_as_its_schema_says(mode: Mode) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(json.loads(as_json(the_report(mode))))


def test_a_timeline_without_entries_can_be_written_out() -> None:
    empty = the_report(facts=[], warned=())
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(json.loads(as_json(empty)))
    assert len(rows_of(empty)) == 2


def test_erased_values_are_not_in_the_export_but_their_digests_are() -> None:
    document = json.loads(as_json(the_report()))
    erased = document["entries"][8]
    assert erased["personal"] == {}
    assert set(erased["digests"]) == {"text"}
    assert "senere slettes" not in as_csv(the_report()).decode()


def test_the_csv_opens_in_a_danish_spreadsheet() -> None:
    written = as_csv(the_report())
    assert written.startswith(b"\xef\xbb\xbfNr.;Tilstand;Skete;Skrevet ind;Hvad;Hvem;")
    assert all(len(row) == len(COLUMNS) for row in rows_of(the_report())[:-1])


def test_recorded_deliveries_are_one_line_a_step_and_the_chain_stands_on_the_first() -> None:
    rows = [row for row in rows_of(the_report()) if row[0] == "4"]
    assert [row[4].partition(":")[0] for row in rows] == ["Bo Eksempelsen, sms", "Clara Prøve, sms", "Dan Test, sms"]
    assert [bool(row[-1]) for row in rows] == [True, False, False]


@pytest.mark.parametrize(("mode", "word"), [(Mode.EXERCISE, "ØVELSE"), (Mode.SANDBOX, "SANDKASSE"), (Mode.LIVE, "SKARP")])
def test_every_line_of_the_csv_says_what_it_was_for(mode: Mode, word: str) -> None:
    assert {row[1] for row in rows_of(the_report(mode))[1:-1]} == {word}


def test_a_time_in_the_hour_that_comes_twice_carries_its_offset() -> None:
    night = START.replace(month=10, day=25, hour=0, minute=30)
    facts = [Fact("log", night, "system"), Fact("log", night.replace(hour=1), "system")]
    assert [row[2] for row in rows_of(the_report(facts=facts))[1:-1]] == ["2026-10-25 02:30:03+02:00", "2026-10-25 02:30:03+01:00"]


@given(st.text(alphabet=st.sampled_from(list("=+-@;\"'\t\r\n ,a1æ\uff1d\uff20"))))
def test_no_cell_is_ever_a_formula_and_all_come_back_as_written(text: str) -> None:
    [[cell, after]] = list(read_rows(csv_line([text, "end"]), widest=2))
    assert after == "end"
    assert cell.removeprefix("'") == text.removeprefix("'")
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff20"))


def test_a_very_long_entry_can_be_read_back() -> None:
    steps = [a_step(number, "accepted", 1) for number in range(5000)]
    rows = rows_of(the_report(facts=[*the_facts()[:3], Fact("deliveries.recorded", START, "system", {"steps": steps})]))
    assert max(len(cell) for row in rows for cell in row) > 131_072


def test_the_signing_key_follows_from_the_secret_alone() -> None:
    assert public_key(signing_key("one")) == public_key(signing_key("one")) != public_key(signing_key("two"))
    assert len(fingerprint(public_key(KEY)).replace(" ", "")) == 32
