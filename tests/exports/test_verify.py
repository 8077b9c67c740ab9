"""I7: an exported timeline verifies offline; whatever was done to it is said in a sentence, and no bytes make it fail."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain.language import translations
from service.exports.signature import fingerprint, public_key, signing_key
from service.exports.timeline_csv import timeline_csv
from service.exports.timeline_json import timeline_json
from service.exports.verify import Verdict, verify_file
from tests.exports.samples import KEY, the_report

DANISH = translations().speaker("da")
REPORT = the_report()
JSON_FILE = timeline_json(REPORT, KEY)
CSV_FILE = timeline_csv(REPORT, KEY, DANISH)
FILES = pytest.mark.parametrize("content", [JSON_FILE, CSV_FILE], ids=["json", "csv"])
FINGERPRINT = fingerprint(public_key(KEY))


def said(verdict: Verdict) -> str:
    return " ".join(str(sentence) for sentence in verdict.sentences())


def json_with(change: Callable[[Any], object]) -> bytes:
    document = json.loads(JSON_FILE)
    change(document)
    return json.dumps(document).encode()


@FILES
def test_an_export_as_it_was_made_is_whole(content: bytes) -> None:
    verdict = verify_file(content)
    assert verdict.whole
    assert verdict.chain_whole
    assert (verdict.incident_id, verdict.head, verdict.key) == (7, REPORT.head, FINGERPRINT)
    assert [tuple(item) for item in verdict.erased] == [(9, "text")]
    assert FINGERPRINT in said(verdict)
    assert all(DANISH.say(sentence) for sentence in verdict.sentences())


@FILES
@pytest.mark.parametrize("pinned", [FINGERPRINT, FINGERPRINT.replace(" ", "").upper(), public_key(KEY)])
def test_the_pinned_key_may_be_typed_in_any_usual_way(content: bytes, pinned: str) -> None:
    assert verify_file(content, pinned_key=pinned).whole


@pytest.mark.parametrize("forger", [signing_key("a forger's")])
def test_a_whole_chain_signed_by_another_key_is_found_by_the_pinned_one(forger: Any) -> None:
    forged = timeline_json(REPORT, forger)
    assert verify_file(forged).whole
    verdict = verify_file(forged, pinned_key=FINGERPRINT)
    assert not verdict.whole
    assert "another key" in said(verdict)


@given(st.data())
def test_any_changed_byte_of_a_csv_is_found(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(CSV_FILE) - 3))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != CSV_FILE[at]))
    assert not verify_file(CSV_FILE[:at] + bytes([other]) + CSV_FILE[at + 1 :]).whole


@given(st.data())
def test_any_changed_byte_of_a_json_is_found_or_means_the_same(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(JSON_FILE) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != JSON_FILE[at]))
    changed = JSON_FILE[:at] + bytes([other]) + JSON_FILE[at + 1 :]
    if verify_file(changed).whole:
        assert json.loads(changed) == json.loads(JSON_FILE)


@FILES
def test_a_file_cut_short_anywhere_is_found(content: bytes) -> None:
    for at in range(0, len(content) - 2, 97):
        assert not verify_file(content[:at]).whole


def test_entries_taken_off_the_end_are_found() -> None:
    verdict = verify_file(json_with(lambda document: document["entries"].pop()))
    assert not verdict.whole
    assert "missing at the end" in said(verdict)
    assert verdict.broken_at == len(REPORT.entries)


def test_an_entry_taken_out_of_a_csv_is_found() -> None:
    lines = CSV_FILE.split(b"\r\n")
    verdict = verify_file(b"\r\n".join(line for line in lines if not line.startswith(b"6;")))
    assert verdict.broken_at == 6


def test_a_changed_entry_is_named() -> None:
    def change(document: Any) -> None:
        document["entries"][4]["data"]["minutes"] = 45

    verdict = verify_file(json_with(change))
    assert (verdict.broken_at, verdict.chain_whole) == (5, False)
    assert "Entry 5 was changed" in said(verdict)


def test_a_changed_personal_value_is_named() -> None:
    def change(document: Any) -> None:
        document["entries"][0]["personal"]["text"]["value"] = "Ingenting."

    assert "The personal value text in entry 1 was changed" in said(verify_file(json_with(change)))


def test_a_personal_value_erased_from_the_file_keeps_it_whole() -> None:
    verdict = verify_file(json_with(lambda document: document["entries"][0].update(personal={})))
    assert verdict.whole
    assert [tuple(item) for item in verdict.erased] == [(1, "text"), (9, "text")]


def test_a_changed_heading_is_found_and_the_chain_is_said_to_be_whole() -> None:
    verdict = verify_file(json_with(lambda document: document["incident"].update(area="Rising")))
    assert not verdict.whole
    assert verdict.chain_whole
    assert "The chain is whole" in said(verdict)


def test_a_readable_line_changed_in_the_csv_is_found() -> None:
    assert not verify_file(CSV_FILE.replace(b"Afmeldt: Politiet", "Afmeldt: Brandvæsenet".encode())).whole


def test_a_csv_saved_again_by_a_spreadsheet_keeps_its_chain() -> None:
    verdict = verify_file(CSV_FILE.replace(b"Nr.;", b'"Nr.";'))
    assert not verdict.whole
    assert verdict.chain_whole


@pytest.mark.parametrize("name", ["signature", "head", "format", "incident", "entries"])
def test_a_part_taken_out_is_found(name: str) -> None:
    assert not verify_file(json_with(lambda document: document.pop(name))).whole


def test_an_unsigned_file_is_not_whole() -> None:
    assert "not signed" in said(verify_file(json_with(lambda document: document.pop("signature"))))
    assert "not signed" in said(verify_file(CSV_FILE[: CSV_FILE.rindex(b"signature;")]))


def test_a_key_that_stands_twice_is_refused() -> None:
    twice = JSON_FILE.replace(b'"seq": 1,', b'"seq": 1, "seq": 1,', 1)
    assert "not JSON of the kind" in said(verify_file(twice))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (b"%PDF-1.7", "PDF cannot be checked"),
        (b"{", "line 1"),
        (b'{"format": "other"}', "format"),
        (b'{"format": 1.5}', "not JSON of the kind"),
        (b"{" * 200_000, "not JSON"),
        (b'{"a":' + b"[" * 200_000, "not JSON"),
        (b'{"a": ' + b"9" * 10_000 + b"}", "not JSON"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"\0" * 1000, "neither"),
        (b"PK\x03\x04", "neither"),
        (b"a;b;c\r\n1;2;3\r\n", "neither"),
        (b'"unclosed', "quotation mark"),
        (b"[]", "neither"),
        (b"null", "neither"),
    ],
)
def test_what_is_no_export_is_refused_with_a_sentence(content: bytes, sentence: str) -> None:
    verdict = verify_file(content)
    assert not verdict.whole
    assert sentence in said(verdict)
    assert all(DANISH.say(told) for told in verdict.sentences())


@pytest.mark.parametrize("filler", [b"\0", b"a", b'"', b";", b"{", b"[", b"\r\n", b'{"a":'])
def test_fifty_megabytes_of_nothing_are_refused(filler: bytes) -> None:
    assert not verify_file(filler * (50_000_000 // len(filler))).whole


@settings(max_examples=300)
@given(st.binary(max_size=300) | st.text(alphabet='{}[]":,;\r\n0a\0', max_size=200).map(str.encode))
def test_no_bytes_make_it_fail(content: bytes) -> None:
    assert not verify_file(content).whole


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.sampled_from(["", "\ud800", "a" * 64, "2026-11-22"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["salt", "value", "seq"]), inner, max_size=2),
    max_leaves=4,
)


@given(st.data(), json_values)
def test_no_part_of_any_kind_makes_it_fail(data: st.DataObject, value: object) -> None:
    document = json.loads(JSON_FILE)
    part: Any = document
    for _ in range(data.draw(st.integers(0, 4))):
        key = data.draw(st.sampled_from(sorted(part) if isinstance(part, dict) else range(len(part)))) if part else None
        if key is None or not isinstance(part[key], dict | list):
            break
        part = part[key]
    if part:
        part[data.draw(st.sampled_from(sorted(part) if isinstance(part, dict) else range(len(part))))] = value
        changed = json.dumps(document).encode("utf-8")
        if verify_file(changed).whole:
            assert json.loads(changed)["entries"][0]["hash"] == REPORT.entries[0].hash
