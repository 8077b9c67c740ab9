"""The printed timeline: right times, marked on every page, sealed, the same bytes each time, whatever was written in it."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from flows.vocabulary import Mode
from service.domain.language import translations
from service.domain.timeline import Fact
from service.exports import printed_rows
from service.exports.printable import printable
from service.exports.report import TimelineReport
from service.exports.timeline_pdf import timeline_pdf
from service.exports.typeset import FONTS
from tests.exports.samples import START, a_step, minutes, the_facts, the_report, the_warned

DANISH = translations().speaker("da")
KEY_SHOWN = "4bd1 f215 69bf 110a 09e5 dbd9 d31a bcfb"


def printed(report: TimelineReport, fonts: Path = FONTS) -> bytes:
    return timeline_pdf(report, KEY_SHOWN, DANISH, fonts)


def pages(report: TimelineReport) -> list[str]:
    return [re.sub(r"\s+", " ", page.extract_text()) for page in PdfReader(BytesIO(printed(report))).pages]


def whole_text(report: TimelineReport) -> str:
    return " ".join(pages(report))


def test_equal_reports_are_printed_in_equal_bytes() -> None:
    assert printed(the_report()) == printed(the_report())


def test_it_is_a_tagged_danish_document_for_the_archive() -> None:
    content = printed(the_report())
    root = PdfReader(BytesIO(content)).root_object
    assert str(root["/Lang"]) == "da"
    assert "'/Marked': True" in str(root["/MarkInfo"])
    assert b"pdfuaid:part>1<" in content
    assert b"pdfaid:part>2<" in content
    assert b"pdfaid:conformance>A<" in content


@pytest.mark.parametrize(("mode", "word"), [(Mode.EXERCISE, "ØVELSE"), (Mode.SANDBOX, "SANDKASSE")])
def test_what_is_not_live_says_so_on_every_page(mode: Mode, word: str) -> None:
    told = pages(the_report(mode, the_facts() * 6))
    assert len(told) > 2
    assert all(word in page for page in told)
    assert not any(word in page for page in pages(the_report(Mode.LIVE)))


def test_every_page_is_numbered() -> None:
    told = pages(the_report(facts=the_facts() * 6))
    assert all(f"Side {number} af {len(told)}" in page for number, page in enumerate(told, start=1))


def test_it_says_which_plan_and_list_and_who_was_warned_when_and_answered_when() -> None:
    told = whole_text(the_report())
    for text in (
        "version 2024-2028, 1",
        "3f2a9c01d4",
        "Varslingsliste nr. 14",
        "Bo Eksempelsen",
        "22.11. 21.15",
        "på vej, 10 minutter",
        "22.11. 21.18",
    ):
        assert text in told


def test_accepted_by_the_provider_is_never_printed_as_delivered() -> None:
    [row] = printed_rows.warned_rows(the_warned()[1:2], DANISH)[0]
    assert row[4] == "modtaget af udbyderen"


def test_the_last_page_carries_the_checksum_and_the_key() -> None:
    report = the_report()
    last = pages(report)[-1]
    assert report.head.hash in last
    assert KEY_SHOWN in last


def test_the_lines_stand_in_the_order_in_which_it_happened_across_midnight() -> None:
    told = whole_text(the_report())
    order = [
        "søndag den 22. november 2026",
        "20.44 =Politiet ringede",
        "21.14 Meldt",
        "21.45 FU, Sundhed",
        "mandag den 23. november 2026",
        "00.34 Niveauet",
    ]
    places = [told.index(text) for text in order]
    assert places == sorted(places)


def test_a_late_entry_says_when_it_was_entered() -> None:
    assert "Skrevet ind 21.45." in whole_text(the_report())
    late = the_report(facts=[Fact("log", START, "system", personal={"text": "uro"})])
    entry = replace(late.entries[0], entered_at=minutes(300))
    assert "Skrevet ind 23. november 2026 kl. 02.14." in whole_text(replace(late, entries=(entry,)))


def test_the_hour_that_comes_twice_is_told_apart() -> None:
    nights = [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1)]
    told = whole_text(the_report(facts=[Fact("log", night, "system", personal={"text": "uro"}) for night in nights]))
    assert told.index("02.30 sommertid") < told.index("02.30 vintertid")


def test_in_the_hour_that_does_not_exist_nothing_is_printed() -> None:
    facts = [Fact("log", datetime(2027, 3, 28, hour, 30, tzinfo=UTC), "system") for hour in (0, 1)]
    told = whole_text(the_report(facts=facts))
    assert "01.30" in told
    assert "03.30" in told


def test_what_somebody_wrote_is_never_template_code() -> None:
    wild = '#panic("no") $x$ *b* _i_ `raw` <label> @ref \\ // [x] #read("/etc/passwd") = heading'
    report = the_report(facts=[Fact("log", START, "system", personal={"text": wild})])
    assert '#read("/etc/passwd")' in whole_text(replace(report, names={"x": wild}, facts={wild: wild}))


def test_characters_no_font_has_are_shown_as_a_square_and_the_rest_is_kept() -> None:
    wild = "Røg 🔥👨\u200d👩\u200d👧 ved\tnr. 4\r\n\u0627\u0633\u0645 \u202etxt \x07 e\u0301 \U0010ffff"
    assert printable(wild) == "Røg \u25a1 ved nr. 4\n\u25a1 \u25a1txt \u25a1 \u00e9 \u25a1"
    assert "Røg □ ved nr. 4" in whole_text(the_report(facts=[Fact("log", START, "system", personal={"text": wild})]))


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60))
def test_no_text_stops_the_printing_or_costs_the_archive_standard(text: str) -> None:
    content = printed(replace(the_report(facts=[Fact("log", START, "system", personal={"text": text})]), facts={"Hvad": text}))
    assert b"pdfuaid:part" in content


def test_it_is_printed_without_the_design_systems_font_too(tmp_path: Path) -> None:
    assert b"pdfuaid:part" in printed(the_report(), fonts=tmp_path / "none")


def test_an_incident_that_warned_nobody_can_be_printed() -> None:
    assert "Ingen blev varslet." in whole_text(the_report(facts=[], warned=()))


def test_very_many_steps_are_counted_on_paper_and_the_reader_is_told_where_they_all_are() -> None:
    steps = [a_step(number, "accepted", 1) for number in range(printed_rows.MOST_LINES)]
    told = whole_text(the_report(facts=[*the_facts(), Fact("deliveries.recorded", START, "system", {"steps": steps})]))
    assert f"{printed_rows.MOST_LINES} modtaget af udbyderen" in told
    assert "CSV-eksporten har hver linje" in told


def test_very_many_warned_are_cut_with_a_remark() -> None:
    rows, note = printed_rows.warned_rows(the_warned()[:1] * (printed_rows.MOST_WARNED + 5), DANISH)
    assert len(rows) == printed_rows.MOST_WARNED
    assert note.startswith("5 beskeder mere")
