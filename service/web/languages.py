"""Which language a reader gets: Danish, unless they ask for English (I13)."""

from typing import Final

from starlette.requests import HTTPConnection

from service.domain.language import DANISH, LANGUAGES, Speaker, translations

_LONGEST: Final = 500


def wanted_language(header: str | None) -> str:
    """The best of our languages that an `Accept-Language` header names; Danish when it names none of them."""
    best, best_weight = DANISH, 0.0
    for part in (header or "")[:_LONGEST].split(","):
        tag, _, rest = part.strip().partition(";")
        language = tag.strip().lower().partition("-")[0]
        weight = _weight(rest)
        if language in LANGUAGES and weight > best_weight:
            best, best_weight = language, weight
    return best


def language_of(request: HTTPConnection) -> str:
    """The language this request is answered in: `request.state.language` where a page has set it, else by its header."""
    chosen = getattr(request.state, "language", None)
    return chosen if isinstance(chosen, str) else wanted_language(request.headers.get("accept-language"))


def speaker_of(request: HTTPConnection) -> Speaker:
    """Who says sentences in this request's language."""
    return translations().speaker(language_of(request))


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        weight = float(value)
    except ValueError:
        return 0.0
    return weight if 0 <= weight <= 1 else 0.0
