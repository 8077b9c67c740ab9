"""Refusals and failures as RFC 9457 problem responses, in the reader's language (I13)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from flows import sentences
from flows.sentences import Refused, Sentence
from service.web.languages import language_of, speaker_of

MEDIA_TYPE: Final = "application/problem+json"

STATUS_OF_KIND: Final[Mapping[str, int]] = {
    sentences.INVALID: 422,
    sentences.NOT_ALLOWED: 403,
    sentences.NOT_FOUND: 404,
    sentences.CONFLICT: 409,
    sentences.GONE: 410,
    sentences.TOO_LARGE: 413,
    sentences.TOO_MANY: 429,
}

TITLES: Final[Mapping[int, Sentence]] = {
    400: Sentence("The request cannot be read"),
    401: Sentence("Not signed in"),
    403: Sentence("Not allowed"),
    404: Sentence("Not found"),
    405: Sentence("Not possible here"),
    406: Sentence("Not available in that form"),
    409: Sentence("Not possible now"),
    410: Sentence("No longer available"),
    413: Sentence("Too large"),
    415: Sentence("Wrong kind of content"),
    422: Sentence("The content is not right"),
    429: Sentence("Too many requests"),
    500: Sentence("Something went wrong"),
    503: Sentence("Not ready"),
}

_DETAILS: Final[Mapping[int, Sentence]] = {
    400: Sentence("The request cannot be read. Send JSON in UTF-8, or the form that the description of the API names."),
    401: Sentence("Send an API key: 'Authorization: Bearer brk_...' or 'X-API-Key: brk_...'."),
    403: Sentence("You may not do this."),
    404: Sentence("There is nothing at this address."),
    405: Sentence("This address does not take that method. The header Allow names those it takes."),
    413: Sentence("What was sent is too large. Nothing of it was taken."),
    415: Sentence("Send the content as the description of the API says."),
    422: Sentence("Correct the fields that are named and send again. Nothing was changed."),
    503: Sentence("The service cannot answer just now. Try again in a few seconds."),
}


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong in one place of what was sent."""

    field: str
    detail: Sentence


@dataclass(frozen=True, slots=True)
class Problem:
    """A request that was not done, and why; `title` is of the status unless one is given."""

    status: int
    detail: Sentence
    errors: Sequence[FieldError] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    title: Sentence | None = None
    kind: str = "about:blank"


class NotSignedIn(Exception):
    """Nobody is known to ask: no key, or one that does not count. `detail` says which."""

    def __init__(self, detail: Sentence | None = None) -> None:
        self.detail = detail or _DETAILS[401]
        super().__init__(str(self.detail))


def of_status(status: int, headers: Mapping[str, str] | None = None) -> Problem:
    """The problem that a bare status amounts to."""
    if status in TITLES:
        return Problem(status, _DETAILS.get(status, TITLES[status]), headers=headers or {})
    return Problem(status, _DETAILS[400 if status < 500 else 503], headers=headers or {}, title=TITLES[400 if status < 500 else 500])


def of_refusal(refused: Refused) -> Problem:
    """The problem that a refusal amounts to."""
    errors = (FieldError(refused.field, refused.sentence),) if refused.field else ()
    return Problem(STATUS_OF_KIND.get(refused.kind, 422), refused.sentence, errors)


def respond(request: Request, problem: Problem) -> Response:
    """The problem as a response: JSON, or a page where a person's browser asks and pages know how to show it."""
    as_page = getattr(request.app.state, "render_problem", None)
    if as_page is not None and _wants_page(request):
        page = as_page(request, problem)
        assert isinstance(page, Response)
        return page
    language = language_of(request)
    headers = {"content-language": language, "vary": "accept-language", "cache-control": "no-store", **problem.headers}
    return Response(body_of(request, problem), problem.status, headers, MEDIA_TYPE)


def body_of(request: Request, problem: Problem) -> bytes:
    """The problem's JSON; always valid UTF-8, whatever was sent."""
    say = speaker_of(request).say
    body: dict[str, object] = {
        "type": problem.kind,
        "title": say(problem.title or TITLES[problem.status]),
        "status": problem.status,
        "detail": say(problem.detail),
        "instance": request.url.path,
    }
    if problem.errors:
        body["errors"] = [{"field": error.field, "detail": say(error.detail)} for error in problem.errors]
    return json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")


def _wants_page(request: Request) -> bool:
    if request.url.path.startswith(("/api/", "/webhooks/", "/metrics", "/healthz", "/readyz", "/openapi")):
        return False
    return "text/html" in request.headers.get("accept", "")
