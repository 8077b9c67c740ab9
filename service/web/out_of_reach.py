"""What is answered while the database cannot be used: calmly that it is so, and to try again."""

import structlog
from starlette.requests import Request

from service.store.outage import is_outage
from service.web.problems import Problem, of_status

log = structlog.get_logger(__name__)


def out_of_reach(request: Request, error: Exception) -> Problem | None:
    """The problem (503) to answer with when `error` says that the database is away; None for every other error."""
    if not is_outage(error):
        return None
    log.warning("the database cannot be used", error=type(error).__name__, path=request.url.path)
    return of_status(503, {"retry-after": "2"})
