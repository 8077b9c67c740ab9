"""Phone calls by Twilio: what is said, which key was pressed, how the call went, and calls to us (hard case 14).

Every step is stored raw before it is dealt with (I11) and answered with valid TwiML, whatever happens: a caller never hears a
fault. A key counts while the voice still speaks; *registered* is said after the commit.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated, Final

import structlog
from fastapi import APIRouter, Depends, Request, Response

from flows.sentences import Sentence
from service.channels.twilio_callbacks import read_call, read_call_status
from service.channels.twilio_twiml import MEDIA_TYPE, hang_up, say_and_end, say_and_listen
from service.domain.language import DANISH, translations
from service.web.service import Service, in_unit, service_of
from service.web.webhooks.signed import Form, signed_form
from service.web.webhooks.twilio import number_of
from service.work import inbox, voice

log = structlog.get_logger(__name__)

router = APIRouter(prefix="/webhooks/twilio_voice", include_in_schema=False)

PROVIDER: Final = "twilio_voice"
ACTOR: Final = "provider:twilio_voice"
MOST_REPEATS: Final = 3
_TROUBLE: Final = Sentence("There is a fault here just now. Answer by the link in the text message. In danger call 112.")
_GOODBYE: Final = Sentence("No key was pressed. Answer by the link in the text message.")
Signed = Annotated[Form, Depends(signed_form)]


@router.post("/{delivery_id}")
async def picked_up(delivery_id: str, request: Request, form: Signed) -> Response:
    """Somebody, or a machine, has picked up: the words, with keys taken while they are spoken; nothing to a machine."""
    service, call, number = service_of(request), read_call(form), number_of(delivery_id)
    async with service.unit(ACTOR) as unit:
        row_id = await inbox.store_call(unit, PROVIDER, number, form.multi_items(), call.provider_id, machine=call.machine)

    async def answer() -> str:
        await in_unit(service, ACTOR, lambda unit: inbox.process(unit, row_id))
        if call.machine:
            return hang_up()
        async with service.reading(ACTOR) as unit:
            return _spoken(service, delivery_id, await voice.pick_up(unit, number), 1)

    return await guarded(service, answer)


@router.post("/{delivery_id}/keys/{turn}")
async def pressed(delivery_id: str, turn: str, request: Request, form: Signed) -> Response:
    """A key was pressed, or none: the answer is committed, and then said to be registered; a wrong key repeats the words."""
    service, call, number = service_of(request), read_call(form), number_of(delivery_id)
    if not call.digits:
        return await guarded(service, lambda: _silence(service, delivery_id, turn))
    async with service.unit(ACTOR) as unit:
        row_id = await inbox.store_press(unit, PROVIDER, number, form.multi_items(), call.provider_id, call.digits[:1])

    async def answer() -> str:
        done = await in_unit(service, ACTOR, lambda unit: inbox.process(unit, row_id))
        if done.outcome == "again":
            return await _silence(service, delivery_id, turn)
        return say_and_end(service.settings.twilio_voice, done.reply or _said(_TROUBLE))

    return await guarded(service, answer)


@router.post("/{delivery_id}/status")
async def status(delivery_id: str, request: Request, form: Signed) -> Response:
    """How the call goes: in any order, twice, of a call we do not know; always taken. Finished is not answered (I4)."""
    service, read = service_of(request), read_call_status(form)
    report = inbox.Report(read.provider_id, read.state, read.code, read.detail)
    async with service.unit(ACTOR) as unit:
        row_id = await inbox.store_report(unit, PROVIDER, number_of(delivery_id), form.multi_items(), report)
    try:
        await in_unit(service, ACTOR, lambda unit: inbox.process(unit, row_id))
    except Exception:
        log.exception("a call's status could not be processed now; the background tries again", row=row_id)
    return Response(status_code=204)


async def _silence(service: Service, delivery_id: str, turn: str) -> str:
    """No key, or a wrong one: the words once more, a few times; then the call ends without an answer."""
    repeats = int(turn) if turn.isascii() and turn.isdigit() and len(turn) < 3 else MOST_REPEATS
    if repeats >= MOST_REPEATS:
        return say_and_end(service.settings.twilio_voice, _said(_GOODBYE))
    async with service.reading(ACTOR) as unit:
        return _spoken(service, delivery_id, await voice.pick_up(unit, number_of(delivery_id)), repeats + 1)


def _spoken(service: Service, delivery_id: str, say: voice.Say, turn: int) -> str:
    words = say.words or (_said(say.sentence) if say.sentence else "")
    if not say.listen:
        return say_and_end(service.settings.twilio_voice, words)
    action = f"{service.settings.public_url}/webhooks/{PROVIDER}/{delivery_id}/keys/{turn}"
    return say_and_listen(service.settings.twilio_voice, action, words)


def _said(sentence: Sentence) -> str:
    return translations().translate(sentence, DANISH)


async def guarded(service: Service, answer: Callable[[], Awaitable[str]]) -> Response:
    """The TwiML that `answer` gives; when it fails, TwiML that says so: a provider is never answered with a fault."""
    try:
        body = await answer()
    except Exception:
        log.exception("a phone call could not be answered as it should")
        body = say_and_end(service.settings.twilio_voice, _said(_TROUBLE))
    return Response(body, media_type=MEDIA_TYPE)
