"""Every exception becomes a problem response: none of them tells how the service is made."""

import secrets
import string
from typing import Final

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import Scope

from flows.sentences import Refused, Sentence
from service.web.out_of_reach import out_of_reach
from service.web.problems import FieldError, NotSignedIn, Problem, of_refusal, of_status, respond
from service.web.validation import field_errors, is_unreadable

log = structlog.get_logger(__name__)

_RACED: Final = Sentence("Somebody changed the same thing just now. Look again, and repeat it if it is still needed.")
_METHODS: Final = ("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT")


def handle_exceptions(app: FastAPI) -> None:
    """Have every exception answered by a problem."""
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(NotSignedIn, _not_signed_in)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(IntegrityError, _raced)
    for kind in (DBAPIError, PoolTimeout, ConnectionError):
        app.add_exception_handler(kind, _no_database)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return respond(request, of_refusal(error))


async def _not_signed_in(request: Request, error: Exception) -> Response:
    assert isinstance(error, NotSignedIn)
    return respond(request, Problem(401, error.detail, headers={"www-authenticate": 'Bearer realm="beredskab"'}))


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    if is_unreadable(error):
        return respond(request, of_status(400))
    errors: list[FieldError] = field_errors(error)
    return respond(request, Problem(422, of_status(422).detail, errors))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code < 400:
        return Response(status_code=error.status_code, headers=error.headers)
    headers = {"allow": ", ".join(_allowed(request))} if error.status_code == 405 else error.headers
    return respond(request, of_status(error.status_code, headers))


def _allowed(request: Request) -> list[str]:
    """Every method that this address takes: the framework names those of one of its routes only."""
    scope = request.scope
    return [method for method in _METHODS if _takes(request, {**scope, "method": method})]


def _takes(request: Request, scope: Scope) -> bool:
    return any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)


async def _raced(request: Request, error: Exception) -> Response:
    """Two wrote the same thing at the same time, and the database let one of them."""
    log.warning("two requests wrote the same thing", error=type(error).__name__, path=request.url.path)
    return respond(request, Problem(409, _RACED))


async def _no_database(request: Request, error: Exception) -> Response:
    problem = out_of_reach(request, error)
    return respond(request, problem) if problem else unexpected(request, error)


def unexpected(request: Request, error: Exception) -> Response:
    """A failure of ours: logged under a reference that the answer names, and nothing more is told."""
    reference = "".join(secrets.choice(string.ascii_lowercase) for _ in range(10))  # no digits: the log hides what could be a CPR number
    log.error("a request failed unexpectedly", reference=reference, method=request.method, path=request.url.path, exc_info=error)
    detail = Sentence(
        "The service made a mistake; it is noted under {reference}. Try again, or tell the administrator.", reference=reference
    )
    return respond(request, Problem(500, detail))
