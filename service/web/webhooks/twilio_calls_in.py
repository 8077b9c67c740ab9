"""Phone calls to us: a known phone and a PIN call the duty chief out, key by key (F1). A PIN is never stored, not even raw."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from service.channels.twilio_callbacks import CallWord, read_call
from service.channels.twilio_twiml import say_and_end, say_and_listen
from service.domain.language import DANISH, translations
from service.store.tables import PersonRow
from service.web.service import Service, in_unit, service_of
from service.web.webhooks.signed import Form
from service.web.webhooks.twilio_voice import ACTOR, PROVIDER, Signed, guarded
from service.work import inbox, phone_calls
from service.work.phone_calls import Heard
from service.work.phone_pins import Checked, check_pin
from service.work.strangers import UNKNOWN

router = APIRouter(prefix=f"/webhooks/{PROVIDER}/inbound", include_in_schema=False)

_STRUCK_OUT: Final = "****"
Ticket = Annotated[str, Query(max_length=60)]


@router.post("")
async def called(request: Request, form: Signed) -> Response:
    """Somebody calls our number: a known phone is asked for its PIN."""
    service, call = service_of(request), read_call(form)
    await _store(service, form)

    async def answer() -> str:
        async with service.reading(ACTOR) as unit:
            return _spoken(service, await phone_calls.greeting(unit, call.sender))

    return await guarded(service, answer)


@router.post("/pin")
async def pin(request: Request, form: Signed) -> Response:
    """The PIN: a right one leads on to the areas."""
    service, call = service_of(request), read_call(form)
    await _store(service, Form([(name, _STRUCK_OUT if name == "Digits" else value) for name, value in form.multi_items()]))

    async def answer() -> str:
        person = await _person(service, call)
        if person is None:
            return _spoken(service, Heard(UNKNOWN))
        checked = await check_pin(service.store, service.clock.now(), person.id, call.digits) if call.digits else Checked.WRONG
        async with service.reading(ACTOR) as unit:
            said = phone_calls.after_pin(checked) or await phone_calls.areas(unit, person.id, call.provider_id)
        return _spoken(service, said)

    return await guarded(service, answer)


@router.post("/area")
async def area(request: Request, form: Signed, by: Ticket = "") -> Response:
    """The area, by digit; it is said back before anybody is called."""
    service, call = service_of(request), read_call(form)
    await _store(service, form)

    async def answer() -> str:
        person = await _person(service, call)
        async with service.reading(ACTOR) as unit:
            if person is None or phone_calls.read_ticket(unit, by, call.provider_id) != person.id:
                return _spoken(service, Heard(UNKNOWN))
            return _spoken(service, await phone_calls.chosen(unit, person.id, call.provider_id, call.digits))

    return await guarded(service, answer)


@router.post("/confirm")
async def confirm(request: Request, form: Signed, by: Ticket = "") -> Response:
    """Yes: the duty chief is called out, and the caller hears so once it is committed."""
    service, call = service_of(request), read_call(form)
    await _store(service, form)
    ticket, _, choice = by.rpartition(".")

    async def answer() -> str:
        person = await _person(service, call)
        async with service.reading(ACTOR) as unit:
            known = person is not None and choice.isdigit() and phone_calls.read_ticket(unit, ticket, call.provider_id) == person.id
        if person is None or not known:
            return _spoken(service, Heard(UNKNOWN))
        said = await in_unit(service, ACTOR, lambda unit: phone_calls.confirmed(unit, person, call.provider_id, choice, call.digits))
        return _spoken(service, said)

    return await guarded(service, answer)


async def _person(service: Service, call: CallWord) -> PersonRow | None:
    async with service.reading(ACTOR) as unit:
        return await phone_calls.caller(unit, call.sender)


async def _store(service: Service, form: Form) -> None:
    async with service.unit(ACTOR) as unit:
        await inbox.store_incoming_call(unit, PROVIDER, form.multi_items(), form.get("CallSid", ""))


def _spoken(service: Service, heard: Heard) -> str:
    words = translations().translate(heard.sentence, DANISH)
    if heard.to is None:
        return say_and_end(service.settings.twilio_voice, words)
    query = f"?by={heard.keys}" if heard.keys else ""
    action = f"{service.settings.public_url}/webhooks/{PROVIDER}/inbound/{heard.to}{query}"
    return say_and_listen(service.settings.twilio_voice, action, words, wait_s=10, until_hash=heard.to == "pin")
