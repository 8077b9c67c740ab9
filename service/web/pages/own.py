"""A partner's view of an incident is the page behind their own link (C4)."""

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from flows.sentences import NOT_ALLOWED, Refused
from service.web.pages.visitors import Visitor
from service.web.service import service_of
from service.work.personal import ANSWER


async def own_page(request: Request, incident_id: int, visitor: Visitor) -> Response:
    """Lead a signed-in partner to what was sent to them; `Refused` when their account is nobody on the alert list."""
    if visitor.person_id is None:
        raise Refused("Your account is not tied to a person on the alert list. Ask the secretariat to do that.", kind=NOT_ALLOWED)
    token = service_of(request).house.links.token(ANSWER, incident_id, visitor.person_id)
    return RedirectResponse(f"/a/{token}", 303)
