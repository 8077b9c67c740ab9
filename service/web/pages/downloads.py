"""A download leaves its page standing, so its answer says that it has begun: by a cookie with the number that the link's script gave."""

import re
from typing import Final

from fastapi import Request
from starlette.responses import Response

from service.web.pages.guests import secure

_NUMBER: Final = re.compile(r"[a-z0-9]{8,40}")
_BEGUN: Final = "beredskab_begun_"
_SECONDS: Final = 60


def begun(request: Request, response: Response) -> Response:
    """The response, and with `?download=NUMBER` a cookie that the page's script waits for; whatever the answer is, the waiting is over."""
    number = request.query_params.get("download", "")
    if _NUMBER.fullmatch(number):
        response.set_cookie(_BEGUN + number, "1", max_age=_SECONDS, samesite="strict", secure=secure(request))
    return response
