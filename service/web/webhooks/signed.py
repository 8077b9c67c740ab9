"""What a provider posts, and whether it is really theirs."""

from typing import Final
from urllib.parse import parse_qsl

from fastapi import Request
from starlette.datastructures import ImmutableMultiDict

from flows.sentences import NOT_ALLOWED, Refused
from service.channels.twilio_callbacks import signature_ok
from service.web.service import service_of

SIGNATURE: Final = "X-Twilio-Signature"
_MOST_FIELDS: Final = 500

Form = ImmutableMultiDict[str, str]


async def signed_form(request: Request) -> Form:
    """The posted form; `Refused` (not allowed) unless it was signed with our token for our public address (I11)."""
    settings = service_of(request).settings
    form = await _form(request)
    query = f"?{request.url.query}" if request.url.query else ""
    url = f"{settings.public_url}{request.url.path}{query}"
    token = settings.twilio_auth_token.get_secret_value() if settings.twilio_auth_token else ""
    if not token or not signature_ok(token, url, form, request.headers.get(SIGNATURE)):
        raise Refused("The signature does not fit. Check TWILIO_AUTH_TOKEN and PUBLIC_URL.", kind=NOT_ALLOWED)
    return form


async def _form(request: Request) -> Form:
    body = (await request.body()).decode("utf-8", "replace")
    try:
        return Form(parse_qsl(body, keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError:
        return Form([])
