"""`/metrics` for Prometheus: counted in the database at the moment it is asked for. For the machine itself, or with a key."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Annotated, Final

from fastapi import APIRouter, BackgroundTasks, Request, Response, Security
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from flows.vocabulary import Scope
from service.store import measures, outbox, timers
from service.web.api.keys import needs
from service.web.service import service_of
from service.work.unit import Unit

router = APIRouter(include_in_schema=False)

ANSWERS_OF: Final = timedelta(days=1)
MOST_ANSWERS: Final = 5000
_QUANTILES: Final = (0.5, 0.9, 0.99)
_FORWARDED: Final = ("x-forwarded-for", "forwarded", "x-real-ip")
_bearer = HTTPBearer(auto_error=False)
_header = APIKeyHeader(name="X-API-Key", auto_error=False)


@router.get("/metrics")
async def metrics(
    request: Request,
    later: BackgroundTasks,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)] = None,
    header: Annotated[str | None, Security(_header)] = None,
) -> Response:
    """Messages by state, how fast people answer, how far the background lags behind."""
    if not _from_this_machine(request):
        await needs(Scope.READ)(request, later, bearer, header)
    async with service_of(request).reading() as unit:
        found = [*await _counts(unit), *await _answers(unit), *await _lag(unit)]
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Found(found))
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST, headers={"cache-control": "no-store"})


class _Found(Collector):
    """What has been gathered, handed to the library that writes it."""

    def __init__(self, found: Sequence[Metric]) -> None:
        self._found = found

    def collect(self) -> Iterable[Metric]:
        """Everything."""
        return self._found


def _from_this_machine(request: Request) -> bool:
    """Asked for from here, and not passed on by a proxy that stands here."""
    if request.client is None or any(name in request.headers for name in _FORWARDED):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False


async def _counts(unit: Unit) -> list[Metric]:
    deliveries = GaugeMetricFamily("beredskab_deliveries", "Messages by medium and state", labels=["medium", "state"])
    for medium, state, count in await measures.deliveries(unit.session):
        deliveries.add_metric([medium, state], count)
    incidents = GaugeMetricFamily("beredskab_incidents", "Incidents by state", labels=["state"])
    for state, count in await measures.incidents(unit.session):
        incidents.add_metric([state], count)
    exercises = GaugeMetricFamily("beredskab_exercises", "Exercises by state; they are not among the incidents", labels=["state"])
    for state, count in await measures.incidents(unit.session, exercises=True):
        exercises.add_metric([state], count)
    waiting = GaugeMetricFamily("beredskab_waiting", "What is left to do besides sending", labels=["what"])
    for what, count in (await measures.waiting(unit.session)).items():
        waiting.add_metric([what], count)
    return [deliveries, incidents, exercises, waiting]


async def _answers(unit: Unit) -> list[Metric]:
    times = await measures.answer_times(unit.session, unit.now - ANSWERS_OF, MOST_ANSWERS)
    count = GaugeMetricFamily("beredskab_answers_last_day", "Answers entered in the last 24 hours", value=len(times))
    speed = GaugeMetricFamily("beredskab_answer_seconds", "From alarm to answer, over the last 24 hours", labels=["quantile"])
    for quantile in _QUANTILES if times else ():
        speed.add_metric([str(quantile)], times[min(len(times) - 1, int(quantile * len(times)))])
    return [count, speed]


async def _lag(unit: Unit) -> list[Metric]:
    lag = GaugeMetricFamily("beredskab_background_lag_seconds", "How long the most overdue one has been due", labels=["what"])
    lag.add_metric(["deliveries"], _overdue(await outbox.next_due(unit.session), unit.now))
    lag.add_metric(["timers"], _overdue(await timers.next_due(unit.session), unit.now))
    return [lag]


def _overdue(due_at: datetime | None, now: datetime) -> float:
    return max(0.0, (now - due_at).total_seconds()) if due_at else 0.0
