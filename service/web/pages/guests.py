"""Strangers at the door: the sign-in form, and the proof that it is our own form that comes back."""

import hmac
import secrets
from collections.abc import Mapping
from typing import Final

from fastapi import Request
from starlette.responses import Response

from flows.sentences import NOT_ALLOWED, Refused
from service.web.pages.forms import CSRF, Form
from service.web.pages.frame import render
from service.web.service import service_of

GUEST: Final = "beredskab_guest"
"""A number in a cookie and the same in the form: another site can send the form, but does not know the number."""


def secure(request: Request) -> bool:
    """Whether cookies may only travel encrypted: always, but for a sandbox on plain http."""
    return service_of(request).settings.public_url.startswith("https://")


def sign_in_form(
    request: Request,
    *,
    status: int = 200,
    next_path: str = "/",
    kept: Mapping[str, str] | None = None,
    form: Form | None = None,
    expired: bool = False,
) -> Response:
    """The sign-in page; `kept` is what somebody typed before their session ended, given back once they are in."""
    guest = request.cookies.get(GUEST) or secrets.token_urlsafe(24)
    page = render(
        request, "sign_in.html", status=status, next=next_path, kept=kept or {}, form=form or Form(), expired=expired, guest=guest
    )
    page.set_cookie(GUEST, guest, httponly=True, samesite="lax", secure=secure(request), path="/sign-in")
    return page


def check_guest(request: Request, form: Form) -> None:
    """`Refused` (not allowed) unless the form is the one we gave this browser."""
    guest = request.cookies.get(GUEST, "")
    if not guest or not hmac.compare_digest(guest.encode(), form[CSRF].encode()):
        raise Refused("The sign-in page had been open too long. Sign in again.", kind=NOT_ALLOWED)
