"""Every page's frame: the templates in two languages, what each page knows, and the headers it goes out with."""

import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from contacts.phone import international
from flows.sentences import Sentence
from flows.vocabulary import Role
from service.domain import local_time, words
from service.domain.language import DANISH, Speaker, begun, translations
from service.web.languages import language_of
from service.web.pages import wording
from service.web.pages.assets import asset
from service.web.pages.forms import Form
from service.web.service import service_of

TEMPLATES: Final = Path(__file__).parent / "templates"
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
_IN_DANISH: Final = Markup(' lang="da"')
"""Of an element that holds a message or words of the plan's own, on a page in another language."""
HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@cache
def _environment(language: str) -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    speaker = translations().speaker(language)
    made.install_gettext_callables(speaker.gettext, speaker.ngettext, newstyle=True)  # type: ignore[attr-defined]  # added by the extension
    made.filters |= {
        "say": lambda sentence: _said(speaker, sentence),
        "begun": begun,
        "clock": lambda moment: local_time.clock(moment, speaker),
        "each_year": lambda point: local_time.day_and_month(point.month, point.day, speaker),
        "day": lambda moment: local_time.day(moment, speaker),
        "month": lambda first: local_time.month(first, speaker),
        "weekday": lambda moment: local_time.weekday(moment, speaker),
        "in_words": speaker.in_words,
        "date": lambda day: local_time.day(day, speaker),
        "full": lambda moment: local_time.full(moment, speaker),
        "iso": datetime.isoformat,
        "phone": international,
        "short": _short,
        "at": _at,
        "label": lambda label: label.text(language),
        "lasted": wording.lasted,
        "alarm_names": lambda plan, mode: wording.alarm_names(plan, mode, speaker),
    }
    made.globals |= {"asset": asset, "words": words, "wording": wording, "Role": Role, "new_once": lambda: secrets.token_urlsafe(16)}
    return made


def _said(speaker: Speaker, sentence: Sentence | str) -> str:
    return sentence if isinstance(sentence, str) else speaker.say(sentence)


@pass_context
def _short(context: Context, moment: datetime, *besides: datetime) -> str:
    """The clock alone when it is today, and the day of `besides` too, else the day with it."""
    other = next((at for at in besides if local_time.local(at).date() != local_time.local(moment).date()), context["now"])
    return local_time.short(moment, translations().speaker(context["language"]), beside=other)


@pass_context
def _at(context: Context, moment: datetime) -> str:
    """The same inside a sentence: `kl. 21.14`, or the day and the clock."""
    speaker, now = translations().speaker(context["language"]), context["now"]
    if local_time.local(moment).date() != local_time.local(now).date():
        return local_time.full(moment, speaker)
    return speaker.say(Sentence("at {clock}", clock=local_time.clock(moment, speaker)))


def render(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """A page from a template; every page knows who asks, in which mode and when."""
    return HTMLResponse(fragment(request, template, **context), status)


def fragment(request: Request, template: str, **context: Any) -> str:
    """A template's text, with what every page knows."""
    host, language = service_of(request), language_of(request)
    known = {
        "visitor": getattr(request.state, "visitor", None),
        "mode": host.house.mode,
        "now": host.clock.now(),
        "can_forward": host.fast_forward is not None,
        "language": language,
        "here": request.url.path + (f"?{request.url.query}" if request.url.query else "") if request.method == "GET" else "/",
        "path": request.url.path,
        "form": Form(),
        "danish": "" if language == DANISH else _IN_DANISH,
        "told": request.query_params.get("told", ""),
        "undo": _what(request.query_params.get("undo", "")),
    }
    return _environment(language).get_template(template).render(known | context)


def _what(text: str) -> str:
    """What an undo names: a number, with a word before it where there are several kinds; empty for anything else."""
    return text if re.fullmatch(r"(?:[a-z]+-)?[0-9]{1,15}", text) else ""


def guarded(response: Response) -> Response:
    """The response with the headers that keep a page to itself; what the page set itself stands."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
