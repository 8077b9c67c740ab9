"""Whatever the room says, it can say in Danish."""

import string
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests.actioncards.messages import sentences

CATALOGUE = Path(__file__).parents[2] / "service" / "locale" / "da" / "actioncards.po"


def danish() -> dict[str, str]:
    with CATALOGUE.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file, locale="da") if message.id}


def fields(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_sentence_has_its_danish_and_no_danish_is_left_over() -> None:
    assert set(danish()) == sentences()


@pytest.mark.parametrize(("english", "translated"), sorted(danish().items()))
def test_the_danish_names_the_same_fields(english: str, translated: str) -> None:
    assert translated.strip()
    assert translated != english
    assert fields(translated) == fields(english)
