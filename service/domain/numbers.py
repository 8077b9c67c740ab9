"""Numbers as data owners write them: Danish and English marks, percent and share; what is ambiguous is asked about (S4)."""

import re
from decimal import Decimal
from typing import Final

from actioncards.housing.checks import WHOLE, impossible
from actioncards.housing.figures import Unit
from flows.sentences import Refused

_SHAPE: Final = re.compile(r"-?[0-9]{1,12}([.,][0-9]{3})*([.,][0-9]{1,4})?")
_ONE_MARK: Final = re.compile(r"-?[1-9][0-9]{0,2}([.,])[0-9]{3}")


def number_in(text: str, unit: Unit, field: str = "value") -> Decimal:
    """The number written in `text`, as a figure of `unit`.

    `1.195` is a thousand where things are counted one by one; what could be read in two ways is asked about. A percentage may end
    in %, another figure may not. `Refused` for anything impossible, with what to write instead.
    """
    if is_percentage(text) and unit is not Unit.PERCENT:
        raise Refused(
            "{value} is a percentage, and this is not counted in percent. Write the number itself.", field=field, value=text.strip()[:40]
        )
    bare = text.strip().removesuffix("%").strip().replace("\N{NO-BREAK SPACE}", "").replace(" ", "")
    if not _SHAPE.fullmatch(bare):
        raise Refused("{value} is no number. Write it as 44.8 or 44,8.", field=field, value=text.strip()[:40])
    value = _read(bare, unit, field)
    refusal = impossible(unit, value)
    if refusal is not None:
        raise Refused("{what} Look at the unit and the decimal mark.", field=field, what=refusal)
    return value


def _read(bare: str, unit: Unit, field: str) -> Decimal:
    one = _ONE_MARK.fullmatch(bare)
    if one is None:
        return _plain(bare)
    whole, decimal = Decimal(bare.replace(one[1], "")), Decimal(bare.replace(",", "."))
    if unit in WHOLE and one[1] == ".":
        return whole
    if impossible(unit, whole) is not None:
        return decimal
    raise Refused(
        "{value} can be read in two ways. Write {whole} or {decimal}.", field=field, value=bare, whole=whole, decimal=Decimal(f"{decimal}0")
    )


def _plain(bare: str) -> Decimal:
    last = max(bare.rfind("."), bare.rfind(","))
    if last < 0:
        return Decimal(bare)
    if bare.count(bare[last]) > 1:
        return Decimal(bare.replace(bare[last], ""))
    return Decimal(bare[:last].replace(".", "").replace(",", "") + "." + bare[last + 1 :])


def is_percentage(text: str) -> bool:
    """Whether the number says itself that it is in percent."""
    return text.rstrip().endswith("%")


def refuse_share(value: Decimal, unit: Unit, written_unit: str, field: str = "value") -> None:
    """`Refused` when a percentage is sent as a share of one (`0,044`): it is asked for as 4.4."""
    if unit is Unit.PERCENT and written_unit.casefold().strip() in {"share", "andel", "ratio"}:
        raise Refused(
            "{value} is sent as a share. Write it as a percentage: {percent}.", field=field, value=value, percent=_bare(value * 100)
        )


def _bare(value: Decimal) -> Decimal:
    """Without the zeros at its end."""
    return value.to_integral_value() if value == value.to_integral_value() else value.normalize()
