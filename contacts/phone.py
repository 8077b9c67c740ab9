"""Telephone numbers: every way of writing one number becomes one E.164 text (P6)."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneMetadata, PhoneNumber, PhoneNumberFormat, PhoneNumberType, ValidationResult
from phonenumbers.shortnumberinfo import is_valid_short_number_for_region

from contacts.spelling import tidied
from flows.sentences import Refused

LONGEST_AS_WRITTEN: Final = 40
"""Characters; the longest number there is has 15 digits, and people write spaces between them."""


def _danish_pattern() -> str:
    metadata = PhoneMetadata.metadata_for_region("DK")
    return str(metadata.mobile.national_number_pattern) if metadata and metadata.mobile else "(?!)"


_PREFIX: Final = re.compile(r"(?:tel|telefon|tlf|phone)\s*[.:]+\s*", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"[\s.()/\-\u2010-\u2015\u2212]+")
_DIGITS: Final = re.compile(r"\+?[0-9]+")
# Nearly every number of a list is one of these; phonenumbers would come to the same, thirty times slower (a test compares).
_DANISH: Final = re.compile(rf"(?P<code>\+45)?(?P<number>{_danish_pattern()})")
_SCIENTIFIC: Final = re.compile(r"\d+(?:[.,]\d+)?e\+?\d+", re.IGNORECASE)
_TEXT_TYPES: Final = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})
_PAID_TYPES: Final = frozenset({PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST})
_LENGTHS: Final = {
    ValidationResult.TOO_SHORT: "The number is too short. Write all its digits; a Danish number has eight.",
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "The number lacks its area code. Write all its digits.",
    ValidationResult.TOO_LONG: "The number is too long. A Danish number has eight digits; write one number in the field.",
    ValidationResult.INVALID_LENGTH: "No number in that country has that many digits. Count them again.",
    ValidationResult.INVALID_COUNTRY_CODE: "The country code is not known. A Danish number is written with +45 or without any.",
}


def to_e164(text: str, *, field: str, default_region: str = "DK") -> str:
    """The number in E.164 (`+4520123456`), however it was written.

    A number without a country code is one of `default_region` (two letters, ISO 3166). `Refused` names `field` and what is
    wrong: nothing there, letters, too short or long, an emergency, service or premium number, or not in use.
    """
    return _known(text, field, default_region)[0]


def to_mobile(text: str, *, field: str, default_region: str = "DK") -> str:
    """As `to_e164`, and `Refused` when the number cannot take a text message."""
    number, kind = _known(text, field, default_region)
    if kind not in _TEXT_TYPES:
        raise Refused("The number cannot receive text messages. Put it under telephone and write a mobile number here.", field=field)
    return number


def can_receive_sms(number: str) -> bool:
    """Whether an E.164 number is of a kind that takes text messages. In Denmark a number's digits do not tell mobile from fixed."""
    parsed = _e164(number)
    return parsed is not None and phonenumbers.number_type(parsed) in _TEXT_TYPES


@lru_cache(maxsize=8192)
def display(number: str) -> str:
    """An E.164 number as people read it: `20 12 34 56` for a Danish one, `+46 70 174 06 05` for others. Never raises."""
    return international(number).removeprefix("+45 ")


@lru_cache(maxsize=10_000)
def international(number: str) -> str:
    """An E.164 number with its country code and only spaces between: spreadsheets leave that alone. Never raises."""
    if number.startswith("+45") and _DANISH.fullmatch(number):
        return f"+45 {number[3:5]} {number[5:7]} {number[7:9]} {number[9:]}"
    parsed = _e164(number)
    if parsed is None:
        return number
    written = phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)
    return "+" + " ".join(re.findall(r"[0-9]+", written))


def _known(text: str, field: str, region: str) -> tuple[str, int]:
    """The number in E.164, and its kind in the words of phonenumbers."""
    compact = _compact(text, field)
    danish = _DANISH.fullmatch(compact)
    if danish and (danish["code"] or region == "DK"):
        return "+45" + danish["number"], PhoneNumberType.FIXED_LINE_OR_MOBILE
    number = _parsed(compact, region, field)
    kind = phonenumbers.number_type(number)
    if kind == PhoneNumberType.UNKNOWN:
        raise Refused("No such number is in use in its country. Look for a wrong digit.", field=field)
    if kind in _PAID_TYPES:
        raise Refused("The number is a premium-rate number. Write the person's own number.", field=field)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164), kind


def _compact(text: str, field: str) -> str:
    """Digits alone, with a plus sign before them when there is a country code."""
    tidy = _PREFIX.sub("", unicodedata.normalize("NFKC", tidied(text)), count=1)
    if not tidy:
        raise Refused("There is no number. Write it with its eight digits, or with + and the country code.", field=field)
    if len(tidy) > LONGEST_AS_WRITTEN:
        raise Refused(_LENGTHS[ValidationResult.TOO_LONG], field=field)
    if _SCIENTIFIC.fullmatch(tidy):
        raise Refused("The spreadsheet has shortened the number. Format the column as text and write the number again.", field=field)
    compact = _BETWEEN.sub("", tidy)
    if _DIGITS.fullmatch(compact):
        return "+" + compact[2:] if compact.startswith("00") else compact
    if any(character.isalpha() for character in compact):
        raise Refused("The number has letters in it. Write digits only; one number in the field.", field=field)
    raise Refused("That is not a telephone number. Write digits only, such as 20 12 34 56 or +45 20 12 34 56.", field=field)


def _parsed(compact: str, region: str, field: str) -> PhoneNumber:
    try:
        number = phonenumbers.parse(compact, region)
    except NumberParseException as error:
        raise Refused(_LENGTHS[_reason(error)], field=field) from None
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason == ValidationResult.TOO_SHORT and is_valid_short_number_for_region(number, region):
        raise Refused(
            "{number} is an emergency or service number. Write the person's own number.", field=field, number=number.national_number
        )
    if reason != ValidationResult.IS_POSSIBLE:
        raise Refused(_LENGTHS[reason], field=field)
    return number


def _reason(error: NumberParseException) -> int:
    if error.error_type == NumberParseException.INVALID_COUNTRY_CODE:
        return ValidationResult.INVALID_COUNTRY_CODE
    if error.error_type == NumberParseException.TOO_LONG:
        return ValidationResult.TOO_LONG
    return ValidationResult.TOO_SHORT


def _e164(number: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(number, None)
    except NumberParseException:
        return None
