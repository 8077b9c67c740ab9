"""How long a text message is: GSM-7 or UCS-2, and in how many parts it is sent (3GPP TS 23.038)."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

GSM_BASE: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENSION: Final = frozenset("\f^{}\\[~]|€")

_PLAIN: Final = str.maketrans(
    {
        "\N{EN DASH}": "-",
        "\N{EM DASH}": "-",
        "\N{HYPHEN}": "-",
        "\N{NON-BREAKING HYPHEN}": "-",
        "\N{MINUS SIGN}": "-",
        "\N{LEFT DOUBLE QUOTATION MARK}": '"',
        "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
        "\N{DOUBLE LOW-9 QUOTATION MARK}": '"',
        "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}": '"',
        "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}": '"',
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{SINGLE LOW-9 QUOTATION MARK}": "'",
        "\N{ACUTE ACCENT}": "'",
        "\N{HORIZONTAL ELLIPSIS}": "...",
        "\N{BULLET}": "-",
        "\N{MIDDLE DOT}": "-",
        "\N{NO-BREAK SPACE}": " ",
        "\N{NARROW NO-BREAK SPACE}": " ",
        "\N{THIN SPACE}": " ",
        "\N{ZERO WIDTH SPACE}": "",
        "\N{SOFT HYPHEN}": "",
        "\t": " ",
    }
)


class Encoding(StrEnum):
    """How a text message is carried."""

    GSM7 = "gsm7"
    UCS2 = "ucs2"


_ROOM: Final = {Encoding.GSM7: (160, 153), Encoding.UCS2: (70, 67)}


@dataclass(frozen=True)
class SmsSize:
    """`units` of the encoding, sent as `parts` messages; `forced_by` are the characters that GSM-7 lacks, once each."""

    encoding: Encoding
    units: int
    parts: int
    forced_by: tuple[str, ...] = ()


def normalised(text: str) -> str:
    """The text in NFC, so that an å written as two characters is the one that GSM-7 has."""
    return unicodedata.normalize("NFC", text)


def plain(text: str) -> str:
    """The text with typographic dashes, quotes, dots and spaces as GSM-7 has them; other characters are kept."""
    return normalised(text).translate(_PLAIN)


def parts(text: str) -> SmsSize:
    """How `text`, normalised to NFC, is sent.

    One message holds 160 (GSM-7) or 70 (UCS-2) units, each of several 153 or 67. A character of the extension table
    takes two units of GSM-7, one outside the basic plane two of UCS-2; neither is ever split over two parts. An empty
    text is one part.
    """
    text = normalised(text)
    forced_by = tuple(dict.fromkeys(char for char in text if char not in GSM_BASE and char not in GSM_EXTENSION))
    encoding = Encoding.UCS2 if forced_by else Encoding.GSM7
    widths = [_width(char, encoding) for char in text]
    whole, each = _ROOM[encoding]
    units = sum(widths)
    return SmsSize(encoding, units, 1 if units <= whole else _filled(widths, each), forced_by)


def _width(char: str, encoding: Encoding) -> int:
    wide = char in GSM_EXTENSION if encoding is Encoding.GSM7 else ord(char) > 0xFFFF
    return 2 if wide else 1


def _filled(widths: Iterable[int], room: int) -> int:
    count, used = 1, 0
    for width in widths:
        if used + width > room:
            count, used = count + 1, 0
        used += width
    return count
