"""Whatever is wrong in a field is told by a sentence of its own that says what to write instead, in Danish and in English (I13)."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.dependencies.utils import get_flat_params
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import ValidationError

from service.domain.language import translations
from service.web import validation
from service.web.api.models import Content
from service.web.api.router import api_router
from tests.web.world import World

BAD: tuple[Any, ...] = (
    *(None, "", " ", "x", "de", "boss", "25:00", "2026-02-30", "2026-13-01", "20261120", "æ" * 100_001, "\0", "\ud800"),
    *(True, 0, -1, 1.5, 10**6, 2**63, 10**400, float("nan"), float("inf"), "9" * 5000),
    *(
        [],
        ["x"],
        [1, "x"],
        [1] * 100_001,
        {},
        {"x": 1},
        {str(n): "x" for n in range(1001)},
        b"x",
        "2026-11-20T10:00:00",
        "1999-01-01T00:00:00Z",
    ),
)


def models(root: type[Content] = Content) -> Iterator[type[Content]]:
    for model in root.__subclasses__():
        yield model
        yield from models(model)


def wrong_in_bodies() -> Iterator[dict[str, Any]]:
    for model in models():
        for content in ({}, {"no such field": 1}, [], "x", *({name: bad} for name in model.model_fields for bad in BAD)):
            try:
                model.model_validate(content)
            except ValidationError as error:
                yield from error.errors()  # type: ignore[misc]  # each is such a dictionary


def routes(router: Any) -> Iterator[APIRoute]:
    for route in router.routes:
        if isinstance(route, APIRoute):
            yield route
        elif hasattr(route, "original_router"):
            yield from routes(route.original_router)


def wrong_in_addresses() -> Iterator[dict[str, Any]]:
    for route in routes(api_router(sandbox=True)):
        for field in get_flat_params(route.dependant):
            for bad in BAD:
                if isinstance(bad, str):
                    _, errors = field.validate(bad, {}, loc=("query", field.alias))
                    yield from errors or ()  # type: ignore[misc]  # as above


@pytest.fixture(scope="module")
def wrong() -> list[dict[str, Any]]:
    """Everything that any field of the API can find wrong, once for each sentence that it may be told by."""
    found = {}
    for one in (*wrong_in_bodies(), *wrong_in_addresses()):
        found[one["type"], str(one.get("ctx")), isinstance(one["input"], str)] = one
    return list(found.values())


def test_each_kind_of_mistake_has_a_sentence_that_says_what_to_write(wrong: list[dict[str, Any]]) -> None:
    assert len({one["type"] for one in wrong}) > 20
    for one in wrong:
        [told] = validation.field_errors(RequestValidationError([one]))
        english, danish = (translations().translate(told.detail, language) for language in ("en", "da"))
        assert told.detail.text != validation._GENERIC.text, one
        assert told.detail.text != validation._SENTENCES["string_pattern_mismatch"].text, f"no example of the form: {one['ctx']}"
        assert not re.search(r"[{}']| or .* or ", english.replace("'Content-Type: application/json'", "")), english
        assert not re.search(r"\b(or|and|the|at least|characters)\b|[{}]", danish), danish
        if isinstance(one["input"], str) and "length" in str(one.get("ctx")):
            assert "list" not in english
            assert "too many" not in english


TOLD = (
    ("/call-outs", "grounds", "", "Feltet er tomt. Udfyld det."),
    ("/call-outs", "grounds", "x" * 1001, "Teksten er for lang: højst 1000 tegn."),
    ("/call-outs", "hvad", "x", "Feltet findes ikke. Ret stavefejlen, eller udelad det."),
    ("/roster/rotations", "layer", "boss", "Vælg en af: chief, second, head."),
    ("/roster/rotations", "hand_over", "25:00", "Skriv et klokkeslæt, for eksempel 08:00."),
    ("/roster/rotations", "first_day", "20-11-2026", "Skriv en dato, for eksempel 2026-11-20."),
    ("/roster/rotations", "people", [], "Listen er tom. Angiv mindst én."),
    ("/contacts", "language", "de", "Vælg en af: da, en."),
    ("/incidents/1/answers", "via", "post", "Vælg en af: api, on_behalf."),
)


async def test_a_wrong_field_is_told_in_danish_by_what_to_write(still: World) -> None:
    for path, field, value, told in TOLD:
        answer = await still.post(path, {field: value}, headers={"accept-language": "da"})
        assert answer.status_code == 422
        assert [error["detail"] for error in answer.json()["errors"] if error["field"] == field] == [told]
