"""I13: the reader's language; and no sentence is ever the reason why a person gets no answer."""

from datetime import UTC, date, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment, StrictUndefined

from actioncards.labels import Label
from flows.sentences import Refused, Sentence
from service.domain.language import Translations, read_catalogues, translations

HELLO = Translations(
    {"da": {"Hello {name}, {when}.": ("Hej {name}, {when}.",), "one thing": ("én ting", "{count} ting"), "wrong {a}": ("forkert {b}",)}}
)


def test_a_sentence_is_said_in_danish_with_its_fields() -> None:
    sentence = Sentence("Hello {name}, {when}.", name="Åse", when=date(2026, 11, 22))
    assert HELLO.translate(sentence, "da") == "Hej Åse, 22. november 2026."
    assert HELLO.translate(sentence, "en") == "Hello Åse, 22 November 2026."


def test_sentences_and_moments_inside_a_sentence_are_put_into_words_too() -> None:
    inner = Sentence("Hello {name}, {when}.", name="Bo", when=datetime(2026, 11, 22, 20, 14, tzinfo=UTC))
    assert translations().translate(Sentence("{name}", name=Sentence("delivered")), "da") == "leveret"
    assert HELLO.translate(Sentence("{all}", all=[inner, 3]), "da").startswith("Hej Bo, 22. november 2026")


def test_what_the_plan_names_is_said_in_the_readers_language_where_the_plan_gives_it() -> None:
    both, danish = Label("skyderi", "shooting"), Label("uro")
    assert translations().translate(Sentence("{cause}", cause=both), "en") == "shooting"
    assert translations().translate(Sentence("{cause}", cause=[both, danish]), "da") == "skyderi, uro"
    assert translations().translate(Sentence("{cause}", cause=danish), "en") == "uro"


def test_a_sentence_that_counts_is_said_for_one_and_for_all_other_numbers() -> None:
    told = [Sentence("one thing", "{count} things", count=count) for count in (0, 1, 2)]
    assert [HELLO.translate(one, "da") for one in told] == ["0 ting", "én ting", "2 ting"]
    assert [HELLO.translate(one, "en") for one in told] == [str(one) for one in told] == ["0 things", "one thing", "2 things"]
    by_another = Refused("{seats} seat", "{seats} seats", "seats", seats=1).sentence
    assert str(by_another) == "1 seat"
    assert str(by_another.filled(seats=5)) == "5 seats"


def test_a_sentence_without_danish_is_said_in_english() -> None:
    assert HELLO.translate(Sentence("Not written yet: {x}", x=1), "da") == "Not written yet: 1"
    assert HELLO.translate(Sentence("Hello {name}, {when}.", name="Bo", when="now"), "fr") == "Hello Bo, now."


def test_danish_with_a_wrong_field_falls_back_to_english() -> None:
    assert HELLO.translate(Sentence("wrong {a}", a=1), "da") == "wrong 1"


@given(st.text(), st.dictionaries(st.text(min_size=1), st.text() | st.none() | st.integers()))
def test_no_sentence_can_fail_to_be_said(text: str, fields: dict[str, object]) -> None:
    assert isinstance(HELLO.translate(Sentence(text, **fields), "da"), str)


def test_things_are_counted() -> None:
    assert HELLO.ngettext("da")("one thing", "{count} things", 1) == "én ting"
    assert HELLO.ngettext("da")("one thing", "{count} things", 0) == "{count} ting"
    assert HELLO.ngettext("en")("one thing", "{count} things", 2) == "{count} things"


def test_templates_speak_through_the_same_catalogues() -> None:
    environment = Environment(
        loader=DictLoader({"t": "{{ _('delivered') }}"}), extensions=["jinja2.ext.i18n"], undefined=StrictUndefined, autoescape=True
    )
    environment.install_gettext_callables(translations().gettext("da"), translations().ngettext("da"), newstyle=True)  # type: ignore[attr-defined]  # added by the extension
    assert environment.get_template("t").render() == "leveret"


def test_every_catalogue_of_a_folder_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "da"
    folder.mkdir()
    for name in ("one", "two"):
        (folder / f"{name}.po").write_text(f'msgid "{name}"\nmsgstr "{name}!"\n', encoding="utf-8")
    assert [catalogue.domain for catalogue in read_catalogues(folder)] == ["one", "two"]
