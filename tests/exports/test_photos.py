"""I7: an exported timeline proves its photos, with nothing but the file; a deleted one breaks nothing."""

import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from service.domain.language import translations
from service.domain.photo_proof import sums
from service.domain.pictures import cleaned
from service.domain.timeline import Fact
from service.exports.timeline_csv import timeline_csv
from service.exports.timeline_json import timeline_json
from service.exports.timeline_pdf import timeline_pdf
from service.exports.verify import verify_file
from tests.domain.photos import photo
from tests.exports.samples import KEY, minutes, the_facts, the_report
from tests.exports.test_timeline_files import SCHEMA

DANISH = translations().speaker("da")
PICTURE = cleaned(photo())
OTHER = cleaned(photo(size=(80, 60)))
PROOF = sums(PICTURE.jpeg, PICTURE.small)
FACTS = [
    *the_facts(),
    Fact("log", minutes(301), "user:17", PROOF, {"text": "Bilen ved blok 4."}),
    Fact("log", minutes(302), "user:17", sums(OTHER.jpeg, OTHER.small), {"text": "En forbipasserende."}),
]
LINE = len(FACTS) - 1
DELETED = [*FACTS, Fact("photo.deleted", minutes(303), "user:17", {"line": LINE + 1}, {"reason": "Kan kendes."})]
REPORT = replace(the_report(facts=DELETED), photos={LINE: PICTURE.jpeg})
FILE = timeline_json(REPORT, KEY)


def said(content: bytes) -> str:
    return " ".join(DANISH.say(sentence) for sentence in verify_file(content).sentences())


def json_with(change: Callable[[Any], object]) -> bytes:
    document = json.loads(FILE)
    change(document)
    return json.dumps(document).encode()


def test_a_file_with_photos_is_whole_and_says_which_were_checked_and_deleted() -> None:
    assert verify_file(FILE).whole
    assert "Billeder kontrolleret: 1." in said(FILE)
    assert "Slettede billeder: 1. Det bryder ikke kæden." in said(FILE)
    assert "nævner" not in said(FILE)
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(json.loads(FILE))


@given(st.integers(0, len(PICTURE.jpeg) - 1), st.integers(1, 255))
def test_any_changed_byte_of_a_photo_is_found_and_its_line_named(at: int, by: int) -> None:
    other = PICTURE.jpeg[:at] + bytes([PICTURE.jpeg[at] ^ by]) + PICTURE.jpeg[at + 1 :]
    changed = json_with(lambda document: document["photos"][0].update(jpeg=b64encode(other).decode()))
    verdict = verify_file(changed)
    assert (verdict.whole, verdict.broken_at) == (False, LINE)
    assert f"Billedet til linje {LINE} er ændret" in said(changed)


def test_a_photo_taken_out_of_the_file_is_said_and_breaks_nothing() -> None:
    without = json_with(lambda document: document["photos"].clear())
    assert verify_file(without).whole
    assert "nævner, men som ikke er i denne fil: 1." in said(without)
    before_there_were_photos = json_with(lambda document: document.pop("photos"))
    assert verify_file(before_there_were_photos).whole


@pytest.mark.parametrize(
    "change",
    [
        lambda document: document["photos"].append({"seq": 1, "jpeg": b64encode(OTHER.jpeg).decode()}),
        lambda document: document["photos"].append({"seq": 999, "jpeg": b64encode(OTHER.jpeg).decode()}),
        lambda document: document["photos"].append(document["photos"][0]),
        lambda document: document["photos"][0].update(caption="Gerningsmanden"),
        lambda document: document["photos"][0].update(jpeg="***"),
        lambda document: document["photos"][0].update(jpeg="æ"),
        lambda document: document["photos"][0].pop("seq"),
        lambda document: document.update(photos={}),
        lambda document: document["entries"][LINE - 1]["data"].update(sums(OTHER.jpeg, OTHER.small)),
        lambda document: document["entries"][-1]["data"].update(line=LINE),
    ],
    ids=["put in", "no line", "twice", "caption", "no base64", "no ascii", "no number", "no list", "other checksum", "other deletion"],
)
def test_whatever_else_is_done_to_the_photos_is_found(change: Callable[[Any], object]) -> None:
    assert not verify_file(json_with(change)).whole


def test_a_csv_names_photos_by_their_checksums_and_says_where_they_are() -> None:
    table = timeline_csv(REPORT, KEY, DANISH)
    assert str(PROOF["photo"]).encode() in table
    assert "Bilen ved blok 4. (billede)" in table.decode()
    assert verify_file(table).whole
    assert "En eksport som JSON har dem" in said(table)


def test_the_pdf_shows_the_photo_at_its_line() -> None:
    bare = timeline_pdf(replace(REPORT, photos={}), "key", DANISH)
    shown = timeline_pdf(replace(REPORT, photos={LINE: PICTURE.small}), "key", DANISH)
    assert _pictures(bare) == []
    assert _pictures(shown) == [(320, 240)]
    assert b"pdfaid" in shown, "with a photo in it the document is still archivable"


def _pictures(pdf: bytes) -> list[tuple[int, int]]:
    return [image.image.size for page in PdfReader(BytesIO(pdf)).pages for image in page.images if image.image]
