"""Charts are told by length, hatching and words; what is not given is words, never a bar of zero."""

from decimal import Decimal
from xml.etree import ElementTree

import pytest

from service.exports.charts import Bar, Line, Mark, bars, trend

SVG = "{http://www.w3.org/2000/svg}"


def test_a_missing_figure_is_words_and_no_bar() -> None:
    drawn = ElementTree.fromstring(
        bars("a", "Sigtede", [Bar("Rising", None, "ikke oplyst"), Bar("Odense", Decimal("1.58"), "1,58 %", compared=True)])
    )
    assert [text.text for text in drawn.iter(f"{SVG}text")] == ["Rising", "ikke oplyst", "Odense", "1,58 %"]
    assert len([bar for bar in drawn.findall(f"{SVG}rect") if bar.get("stroke")]) == 1


def test_comparisons_are_hatched_so_that_black_and_white_tells_them_apart() -> None:
    drawn = bars("a", "Sigtede", [Bar("Rising", Decimal(4), "4"), Bar("Odense", Decimal(2), "2", compared=True)])
    assert drawn.count('fill="url(#a-hatch)"') == 1
    assert "style=" not in drawn


def test_a_chart_says_in_a_sentence_what_it_shows() -> None:
    drawn = ElementTree.fromstring(bars("now", "Trygge <beboere> & naboer", [Bar("Rising", Decimal(72), "72 %")]))
    assert drawn.get("role") == "img"
    assert drawn.findtext(f"{SVG}title") == "Trygge <beboere> & naboer"
    assert drawn.get("aria-labelledby") == "now-title"


def test_a_gap_in_a_line_is_no_point() -> None:
    line = Line("Rising", (Mark("2021", Decimal(3)), Mark("2022", None), Mark("2023", Decimal(4))))
    drawn = ElementTree.fromstring(trend("way", "Sigtede", [line]))
    assert len(drawn.findall(f"{SVG}circle")) == 2


@pytest.mark.parametrize("values", [[Decimal(0)], [Decimal(0), Decimal(100)], []])
def test_any_values_make_a_drawing(values: list[Decimal]) -> None:
    ElementTree.fromstring(bars("a", "x", [Bar(str(v), v, str(v)) for v in values], target=Decimal(50), target_label="mål"))
    ElementTree.fromstring(trend("b", "x", [Line("l", tuple(Mark(str(n), v) for n, v in enumerate(values)))], target=Decimal(50)))
