"""The Danish of every sentence: the catalogues in `service/locale/`, merged and read once (I13).

A room has a catalogue of its own, `service/locale/da/<room>.po`. English needs none: the sentences are written in it. A
sentence that has no Danish is said in English, and one whose fields do not fit is said as it can be: no sentence is ever
the reason why a person gets no answer.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from actioncards.labels import Label
from flows.sentences import Sentence
from service.domain import local_time

DANISH: Final = "da"
ENGLISH: Final = "en"
LANGUAGES: Final = (DANISH, ENGLISH)
LOCALE_FOLDER: Final = Path(__file__).parent.parent / "locale"

Forms = tuple[str, ...]
"""A message's translation: one form, or the singular and the plural."""


class Speaker:
    """Says sentences in one language. Unknown languages are spoken in English."""

    def __init__(self, language: str, catalogue: Mapping[str, Forms]) -> None:
        self.language = language
        self._catalogue = catalogue

    def say(self, sentence: Sentence, /) -> str:
        """The sentence with its fields filled in: sentences, labels, moments, dates and decimal numbers are put into words too."""
        fields = {name: self.in_words(value) for name, value in sentence.params.items()}
        for text in (self._form(sentence), sentence.fitting):
            try:
                return text.format(**fields)
            except (KeyError, IndexError, ValueError, AttributeError):
                continue
        return sentence.fitting

    def _form(self, sentence: Sentence) -> str:
        if sentence.plural is None:
            return self.gettext(sentence.text)
        number = sentence.params.get(sentence.by)
        return self.ngettext(sentence.text, sentence.plural, number if isinstance(number, int) else 0)

    def gettext(self, text: str) -> str:
        """The text in this language, fields not filled in: what Jinja calls for `_('...')`."""
        return self._catalogue.get(text, (text,))[0]

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """The text for `n` things; Danish and English both have one form for one and another for all else."""
        forms = self._catalogue.get(singular, (singular, plural))
        return forms[0] if n == 1 else forms[-1]

    def in_words(self, value: object) -> object:
        """A field's value as it stands in a sentence: sentences, labels, moments, dates, lists in words, a `Decimal` with the
        language's decimal mark, all else as it is.
        """
        if isinstance(value, Sentence):
            return self.say(value)
        if isinstance(value, Label):
            return value.text(self.language)
        if isinstance(value, datetime):
            return local_time.full(value, self)
        if isinstance(value, date):
            return local_time.day(value, self)
        if isinstance(value, list | tuple):
            return ", ".join(str(self.in_words(item)) for item in value)
        return self._number(value) if isinstance(value, Decimal) else value

    def _number(self, value: Decimal) -> str:
        return f"{value:f}".replace(".", "," if self.language == DANISH else ".")


class Translations:
    """All languages; `speaker` gives one of them."""

    def __init__(self, catalogues: Mapping[str, Mapping[str, Forms]]) -> None:
        self._speakers = {language: Speaker(language, catalogues.get(language, {})) for language in LANGUAGES}

    def speaker(self, language: str) -> Speaker:
        """Who says sentences in `language`; English for one we do not have."""
        return self._speakers.get(language, self._speakers[ENGLISH])

    def translate(self, sentence: Sentence, language: str) -> str:
        """The sentence in `language`."""
        return self.speaker(language).say(sentence)

    def gettext(self, language: str) -> Callable[[str], str]:
        """What Jinja's `install_gettext_callables` takes for `language`."""
        return self.speaker(language).gettext

    def ngettext(self, language: str) -> Callable[[str, str, int], str]:
        """What Jinja's `install_gettext_callables` takes for `language`, for counted things."""
        return self.speaker(language).ngettext


@cache
def translations() -> Translations:
    """The catalogues of this installation, read at first use."""
    return Translations({DANISH: dict(_forms(read_catalogues(LOCALE_FOLDER / DANISH)))})


def read_catalogues(folder: Path) -> list[Catalog]:
    """The `.po` files of one language's folder, in the order of their names."""
    catalogues = []
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            catalogues.append(read_po(file, locale=folder.name, domain=path.stem, abort_invalid=True))
    return catalogues


def _forms(catalogues: Iterable[Catalog]) -> Iterator[tuple[str, Forms]]:
    for catalogue in catalogues:
        for message in catalogue:
            forms = translated(message)
            if message.id and all(forms):
                yield english(message), forms


def english(message: Message) -> str:
    """The English a message stands under: of a counted one the singular."""
    return message.id if isinstance(message.id, str) else message.id[0]


def translated(message: Message) -> Forms:
    """What stands under the English: one form, or the singular and the plural; empty text where none is written yet."""
    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return tuple(str(form or "") for form in forms)


def begun(text: str) -> str:
    """A text as a sentence or a heading begins: its first letter large, the rest, and every name in it, as it is."""
    return text[:1].upper() + text[1:]
