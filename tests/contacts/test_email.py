"""An address that a mail server would refuse is refused here, where somebody can still correct it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.email import checked_email
from flows.sentences import Refused


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("anemone@example.invalid", "anemone@example.invalid"),
        (" Test.Anemone@Odense.DK ", "Test.Anemone@odense.dk"),
        ("mailto:a+b@example.dk", "a+b@example.dk"),
        ("\ufeffa@example.dk\u200b", "a@example.dk"),
        ("post@rødby.dk", "post@xn--rdby-gra.dk"),
    ],
)
def test_an_address_is_taken_as_people_write_it(written, address):
    assert checked_email(written, field="email") == address


@pytest.mark.parametrize(
    "written",
    [
        "",
        "a",
        "a@",
        "@b.dk",
        "a@b",
        "a@@b.dk",
        "a@b@c.dk",
        "a b@c.dk",
        "a@b.dk, c@d.dk",
        "Test <a@b.dk>",
        "a@b..dk",
        ".a@b.dk",
        "a..b@c.dk",
        "a@-b.dk",
        "a@1.2.3.4",
        "søren@example.dk",
        "a@b.dk\r\nBcc: all@example.dk",
        "a\x00@b.dk",
        "010190-1234@example.dk",
        "x" * 65 + "@b.dk",
        "a@" + "b" * 64 + ".dk",
        "a@" + "b." * 130 + "dk",
    ],
)
def test_what_is_no_address_is_refused_with_its_field(written):
    with pytest.raises(Refused) as caught:
        checked_email(written, field="e-mail")
    assert caught.value.field == "e-mail"


@given(st.one_of(st.text(max_size=40), st.tuples(st.text(max_size=20), st.text(max_size=20)).map("@".join), st.emails()))
def test_any_text_gives_a_plain_address_or_a_refusal(text):
    try:
        address = checked_email(text, field="email")
    except Refused:
        return
    assert checked_email(address, field="email") == address
    assert address.isascii()
    assert not any(character.isspace() for character in address)
