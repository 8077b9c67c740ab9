"""The alert list: find, write and take off people; take a whole file, or write it out (P6)."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response

from flows.sentences import NOT_FOUND, Refused
from flows.vocabulary import Scope
from service.store import alert_list as rows
from service.store.finding import find
from service.store.tables import PersonRow
from service.web.api import contact_models as m
from service.web.api.keys import Caller, needs
from service.web.api.models import PROBLEMS, Id, Text
from service.web.api.once import Answer, Once, doing
from service.web.api.paging import Page, Paged
from service.web.api.uploads import BODY, uploaded
from service.web.languages import language_of, speaker_of
from service.web.service import in_unit, service_of
from service.work import people
from service.work.contacts import export_people, import_people, preview_import, read_file
from service.work.finding import wanted_by
from service.work.unit import Unit

router = APIRouter(prefix="/contacts", tags=["contacts"], responses=PROBLEMS)

Reader = Depends(needs(Scope.READ, Scope.CONTACTS))
Writing = Annotated[Once, Depends(doing(Scope.CONTACTS))]

_FILES = {"text/csv": "csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx"}
_MEDIA = {form: media for media, form in _FILES.items()}


_SEARCH = Query(max_length=100, description="Words in name, organisation, e-mail, number, group or seat")


@router.get("", summary="Find people", dependencies=[Reader])
async def list_(
    page: Paged,
    search: Annotated[Text | None, _SEARCH] = None,
) -> Page[m.PersonOut]:
    """Everyone on the list, or those whom the search finds."""
    async with service_of(page.request).reading() as unit:
        wanted = await wanted_by(unit, search or "")
        found = await find(unit.session, wanted, after=page.after or 0, limit=page.limit + 1)
        return page.page(found, m.PersonOut.of, lambda row: row.id)


@router.post("", status_code=201, response_model=m.PersonOut, summary="Put a person on the list")
async def add(person: m.PersonIn, once: Writing) -> Response:
    """The same mobile is the same person: someone taken off earlier comes back."""

    async def effect(unit: Unit) -> Answer:
        person_id = await people.add_person(unit, person.draft())
        return Answer(m.PersonOut.of(await on_list(unit, person_id)), 201, {"location": f"/api/v1/contacts/{person_id}"})

    return await once(effect)


@router.get(
    "/export.{form}",
    summary="The whole list as a file",
    dependencies=[Reader],
    response_class=Response,
    responses={
        200: {"content": {media: {"schema": {"type": "string", "format": "binary"}} for media in _FILES}, "description": "The file"}
    },
)
async def export(form: Literal["csv", "xlsx"], request: Request) -> Response:
    """It imports back to the same people. Headings are in the language of `Accept-Language`."""
    async with service_of(request).reading() as unit:
        content = await export_people(unit, form, language=language_of(request))
    return Response(content, media_type=_MEDIA[form], headers={"content-disposition": f'attachment; filename="varslingsliste.{form}"'})


_FILE_NAME = Query(max_length=200, description="Of a file sent as the body itself; it must end in .csv or .xlsx")
_DRY_RUN = Query(description="Only say what it would change, and what is wrong in it")
_SKIP = Query(description="Take the rest of a file that has problems")
_REPLACE = Query(description="Take off the list whoever is not in the file")


@router.post("/import", response_model=m.ImportOut, summary="Take a whole file", openapi_extra=BODY)
async def import_(
    request: Request,
    once: Writing,
    file_name: Annotated[Text | None, _FILE_NAME] = None,
    dry_run: Annotated[bool, _DRY_RUN] = False,
    skip_bad_rows: Annotated[bool, _SKIP] = False,
    replace: Annotated[bool, _REPLACE] = False,
) -> Response:
    """A CSV or Excel file, as a form's field `file` or as the body itself. A file with problems is not taken, unless you say so."""
    service, speaker = service_of(request), speaker_of(request)
    data, name = await uploaded(request, file_name)
    async with service.reading(once.caller.actor) as unit:
        reading = await read_file(unit, data, name)
        if dry_run:
            would = await preview_import(unit, reading, skip_bad_rows=True, replace=replace) if reading.people else None
            return Response(m.ImportOut.of(reading, speaker, would=would).model_dump_json(), media_type="application/json")

    async def effect(unit: Unit) -> Answer:
        if not skip_bad_rows:
            reading.refuse_bad_rows("skip_bad_rows=true")
        done = await import_people(unit, reading, skip_bad_rows=skip_bad_rows, replace=replace)
        return Answer(m.ImportOut.of(reading, speaker, done=done))

    return await once(effect)


@router.get("/{person_id:int}", summary="One person", dependencies=[Reader])
async def one(person_id: Id, request: Request) -> m.PersonOut:
    """On the list, with their places."""
    async with service_of(request).reading() as unit:
        return m.PersonOut.of(await on_list(unit, person_id))


@router.put("/{person_id:int}", response_model=m.PersonOut, summary="Write a person anew")
async def change(person_id: Id, person: m.PersonIn, once: Writing) -> Response:
    """All their details and places; what is left out is emptied."""

    async def effect(unit: Unit) -> Answer:
        await people.update_person(unit, person_id, person.draft())
        return Answer(m.PersonOut.of(await on_list(unit, person_id)))

    return await once(effect)


@router.delete("/{person_id:int}", status_code=204, summary="Take a person off the list")
async def take_off(person_id: Id, request: Request, caller: Annotated[Caller, Depends(needs(Scope.CONTACTS))]) -> Response:
    """They are warned no more; what they were told and answered stays."""
    await in_unit(service_of(request), caller.actor, lambda unit: people.remove_person(unit, person_id))
    return Response(status_code=204)


@router.post("/{person_id:int}/confirmation", response_model=m.PersonOut, summary="Confirm a person's details")
async def confirm(person_id: Id, once: Writing) -> Response:
    """Somebody has asked them today, and all of it is right (P6)."""

    async def effect(unit: Unit) -> Answer:
        await people.confirm(unit, [person_id])
        return Answer(m.PersonOut.of(await on_list(unit, person_id)))

    return await once(effect)


async def on_list(unit: Unit, person_id: int) -> PersonRow:
    """A person on the list, with their places; `Refused` (not found)."""
    row = await rows.person(unit.session, person_id)
    if row is None or not row.active:
        raise Refused("There is no person {number} on the alert list.", kind=NOT_FOUND, number=person_id)
    return row
