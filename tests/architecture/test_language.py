"""Every sentence a person may read has its Danish, and no Danish stands without its sentence (I13)."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog, Message

from service.domain.language import DANISH, LOCALE_FOLDER, english, read_catalogues, translated
from tests.architecture.spoken import said, written_anywhere

THINGS = (
    "activities|answers|announcements|corrections|decisions|entries|exercises|incidents|injects|lines|meetings|messages|minutes|people|"
    "photos|places|problems|recipients|rows|seats|seconds|steps|tasks|things|times|updates|values"
)
COUNTS = re.compile(rf"(?:\{{\w+\}}|%\(\w+\)s) (?:(?:more|new|other|personal|wrong) )?(?:{THINGS})\b")
NEVER_ONE = frozenset(
    {
        "The file has more than {most} rows. Send it in parts.",
        "{count} incidents are open.",
        "EXERCISE: {count} exercises run.",
        "The user name or the password is wrong. After {most} wrong tries in a row the account is locked for {minutes} minutes.",
    }
)
"""Sentences for several: one has a sentence of its own, or the number is settled."""
FIELD = re.compile(r"\{\{|\}\}|\{([a-z_]\w*)[^{}]*\}|%%|%\((\w+)\)[sd]")


def messages() -> Iterator[tuple[Catalog, Message]]:
    for catalogue in read_catalogues(LOCALE_FOLDER / DANISH):
        yield from ((catalogue, message) for message in catalogue if message.id)


def fields(text: str) -> set[str]:
    return {name for match in FIELD.finditer(text) for name in match.groups() if name}


@pytest.fixture(scope="module")
def sentences() -> dict[str, str]:
    return said()


@pytest.fixture(scope="module")
def written() -> dict[str, tuple[str, ...]]:
    return {english(message): translated(message) for _, message in messages() if not message.fuzzy}


def test_every_sentence_has_its_danish(sentences: dict[str, str], written: dict[str, tuple[str, ...]]) -> None:
    assert len(sentences) > 100, "the reading of the code found next to nothing"
    missing = [f"{where}: {text}" for text, where in sentences.items() if not all(written.get(text, ("",)))]
    assert not missing, "without Danish in service/locale/da/:\n" + "\n".join(missing)


def test_no_danish_stands_without_its_sentence(sentences: dict[str, str]) -> None:
    known = written_anywhere() | sentences.keys()
    orphans = [f"{catalogue.domain}.po: {english(message)}" for catalogue, message in messages() if english(message) not in known]
    assert not orphans, "said nowhere any more:\n" + "\n".join(orphans)


def test_the_danish_has_the_same_fields(written: dict[str, tuple[str, ...]]) -> None:
    for text, forms in written.items():
        for form in forms:
            assert fields(form) == fields(text), text


def test_a_sentence_that_several_rooms_say_has_the_same_danish_in_each() -> None:
    forms: dict[str, set[tuple[str, ...]]] = {}
    for _, message in messages():
        forms.setdefault(english(message), set()).add(translated(message))
    assert not {text: ways for text, ways in forms.items() if len(ways) > 1}


def test_a_sentence_of_the_service_that_counts_has_a_text_for_one(sentences: dict[str, str], written: dict[str, tuple[str, ...]]) -> None:
    one = {text for text in sentences if len(written.get(text, ())) == 1}
    told = (f"{sentences[text]}: {text}" for text in one - NEVER_ONE if COUNTS.search(text) and sentences[text].startswith("service/"))
    assert not (wrong := list(told)), "only right for several:\n" + "\n".join(wrong)
    assert sentences.keys() >= NEVER_ONE


def test_a_field_is_found_in_both_ways_of_writing_it() -> None:
    assert fields("{name} has %(count)s %% of {{braces}}") == {"name", "count"}
