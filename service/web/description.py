"""The OpenAPI description: what the framework finds, and the problem response that every operation shares."""

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from service.web.api.models import ProblemModel

_ABOUT: Final = """Coordinates a municipality's response to a crisis: who is warned, who has answered, what happens next.

Every request needs an API key with the scope that the operation names. Refusals are RFC 9457 problems, in Danish or English by
`Accept-Language`. Every POST that causes something takes an `Idempotency-Key`. Lists come in pages: follow `next`. Moments are
written with a time zone and told in UTC."""

_TAGS: Final = [
    {"name": "incidents", "description": "Raise, follow, correct and call off"},
    {"name": "deliveries", "description": "Every message and how far it has come"},
    {"name": "answers", "description": "Who has answered what"},
    {"name": "tasks", "description": "What a seat is asked to do"},
    {"name": "action cards", "description": "What each seat does, by when"},
    {"name": "evaluation", "description": "What was learnt, measured and is to be followed up"},
    {"name": "timeline", "description": "What happened, in a chain nobody can quietly alter"},
    {"name": "contacts", "description": "The alert list"},
    {"name": "plan", "description": "Levels, areas, groups and seats"},
    {"name": "sandbox", "description": "Simulated phones and the clock; not there in live mode"},
]


def describe(app: FastAPI) -> None:
    """Let `app.openapi` give the whole description, made once."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _description(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # the framework's own way to extend it


def _description(app: FastAPI) -> dict[str, Any]:
    made = get_openapi(title="Beredskab", version="1", description=_ABOUT, routes=app.routes, tags=_TAGS)
    schemas = made.setdefault("components", {}).setdefault("schemas", {})
    problem = ProblemModel.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs", {}))
    schemas["Problem"] = problem
    return made
