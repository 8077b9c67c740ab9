"""Twilio's status callbacks and the SMS that people write back (I3, I4, I11, hard cases 10-12)."""

from typing import Annotated, Final
from xml.sax.saxutils import escape

import structlog
from fastapi import APIRouter, Depends, Request, Response

from service.channels.errors import OptedOut
from service.channels.twilio_callbacks import read_inbound, read_status
from service.web.service import Service, in_unit, service_of
from service.web.webhooks.signed import Form, signed_form
from service.work import inbox
from service.work.inbox import Processed

log = structlog.get_logger(__name__)

router = APIRouter(prefix="/webhooks/twilio_sms", include_in_schema=False)

PROVIDER: Final = "twilio_sms"
ACTOR: Final = "provider:twilio_sms"
_LARGEST_ID: Final = 2**63 - 1
Signed = Annotated[Form, Depends(signed_form)]


@router.post("/inbound")
async def inbound(request: Request, form: Signed) -> Response:
    """An SMS from a person: what is written back is the answer. The same message twice is heard once."""
    service = service_of(request)
    read = read_inbound(form)
    async with service.unit(ACTOR) as unit:
        row_id = await inbox.store_sms(unit, PROVIDER, form.multi_items(), inbox.Sms(read.provider_id, read.sender, read.text))
    done = await _process(service, row_id)
    message = f"<Message>{escape(done.reply)}</Message>" if done.reply else ""
    body = f'<?xml version="1.0" encoding="UTF-8"?><Response>{message}</Response>'
    return Response(body, media_type="application/xml")


@router.post("/{delivery_id}")
async def status(delivery_id: str, request: Request, form: Signed) -> Response:
    """What became of one message: in any order, early, twice, of a message we do not know; always taken."""
    service = service_of(request)
    read = read_status(form)
    report = inbox.Report(read.provider_id, read.state, read.code, read.detail, opted_out=read.error is OptedOut)
    async with service.unit(ACTOR) as unit:
        row_id = await inbox.store_report(unit, PROVIDER, number_of(delivery_id), form.multi_items(), report)
    await _process(service, row_id)
    return Response(status_code=204)


async def _process(service: Service, row_id: int) -> Processed:
    """Process what is stored; what fails is left to the background, and the provider need not send it again."""
    try:
        return await in_unit(service, ACTOR, lambda unit: inbox.process(unit, row_id))
    except Exception:
        log.exception("what a provider sent could not be processed now; the background tries again", row=row_id)
        return Processed("failed")


def number_of(text: str) -> int | None:
    """The delivery's id; None for what cannot be one."""
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        return None
    return int(text) if int(text) <= _LARGEST_ID else None
