from fastapi import Request
from starlette.responses import Response

from service.web.pages.visitors import Visitor


async def own_page(request: Request, incident_id: int, visitor: Visitor) -> Response:
    raise NotImplementedError
