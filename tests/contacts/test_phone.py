"""P6: however a number is written, it is one number; and what is no number is refused with the reason."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.phone import can_receive_sms, display, international, to_e164, to_mobile
from flows.sentences import Refused

EXAMPLES = sorted(
    phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
    for region in phonenumbers.SUPPORTED_REGIONS
    if (example := phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE))
)
danish = st.from_regex(r"(?:2[0-9]|3[1-6]|4[0-9]|5[0-9]|6[0-9])[1-9][0-9]{5}", fullmatch=True)
spaces = st.sampled_from(["", " ", "\u00a0", "-", ".", "  ", "\u2009"])


@pytest.mark.parametrize(
    "written",
    [
        "20123456",
        "20 12 34 56",
        "+45 20 12 34 56",
        "004520123456",
        "0045 20 12 34 56",
        "4520123456",
        "tel:+45-20-12-34-56",
        "Tlf.: 20 12 34 56",
        "20\u00a012\u00a034\u00a056",
        "(+45) 20123456",
        "\u202a+45 20 12 34 56\u202c",
        "\uff12\uff10\uff11\uff12\uff13\uff14\uff15\uff16",
        " 2012-3456 ",
    ],
)
def test_every_way_of_writing_it_is_one_number(written):
    assert to_e164(written, field="mobile") == "+4520123456"


@given(danish, st.sampled_from(["", "+45", "0045", "tel:+45", "tel:"]), spaces, spaces)
def test_all_writings_of_a_danish_number_agree(number, before, between, inside):
    written = before + between + inside.join(number[i : i + 2] for i in range(0, 8, 2))
    assert to_e164(written, field="mobile") == "+45" + number


@pytest.mark.parametrize("number", EXAMPLES)
def test_a_number_from_any_country_stays_itself(number):
    assert to_e164(number, field="mobile") == number
    assert to_e164(international(number), field="mobile") == number
    assert to_e164("00" + number[1:], field="mobile") == number


@given(st.one_of(st.text(max_size=45), st.from_regex(r"\A[+0-9 ().\-\u00a0ext]{1,25}\Z"), st.integers(0, 10**16).map(str)))
def test_any_text_gives_a_number_or_a_refusal_that_names_the_field(text):
    try:
        number = to_e164(text, field="mobile")
    except Refused as caught:
        refused = caught
        number = "+4520123456"
    else:
        refused = Refused("Not refused.", field="mobile")
    assert refused.field == "mobile"
    assert to_e164(number, field="mobile") == number
    assert to_e164(display(number), field="mobile") == number
    assert number.startswith("+")
    assert number[1:].isdigit()


@given(st.integers(0, 99_999_999).map(lambda n: f"{n:08d}"))
def test_the_short_way_for_danish_numbers_agrees_with_the_library(number):
    parsed = phonenumbers.parse("+45" + number, None)
    kind = phonenumbers.number_type(parsed)
    wanted = kind not in (phonenumbers.PhoneNumberType.UNKNOWN, phonenumbers.PhoneNumberType.PREMIUM_RATE)
    try:
        taken = to_e164(number, field="mobile") == "+45" + number
    except Refused:
        taken = False
    assert taken == wanted


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "no number"),
        ("   ", "no number"),
        ("2012345", "too short"),
        ("201234567", "too long"),
        ("20123456 20123457", "too long"),
        ("20 12 34 5O", "letters"),
        ("ring til mig", "letters"),
        ("2.012346E+07", "shortened"),
        ("20*12#34", "not a telephone number"),
        ("20+123456", "not a telephone number"),
        ("112", "emergency"),
        ("114", "emergency"),
        ("+45 112", "emergency"),
        ("90123456", "premium"),
        ("10123456", "in use"),
        ("+999 12345678", "country code"),
        ("\x0020123456", "not a telephone number"),
    ],
)
def test_a_refusal_says_what_is_wrong(written, reason):
    with pytest.raises(Refused, match=reason) as caught:
        to_e164(written, field="telefon")
    assert caught.value.field == "telefon"


def test_people_read_danish_numbers_in_pairs():
    assert display("+4520123456") == "20 12 34 56"
    assert display("+46701740605") == "+46 70 174 06 05"
    assert display("nothing") == "nothing"


def test_a_number_that_takes_no_text_message_is_no_mobile():
    assert can_receive_sms("+4520123456")
    assert not can_receive_sms("+468465004")
    assert not can_receive_sms("nothing")
    with pytest.raises(Refused, match="text messages"):
        to_mobile("+46 8 465 004 12", field="mobil")
    assert to_e164("+46 8 465 004 12", field="telefon") == "+46846500412"
