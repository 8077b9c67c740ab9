"""The web application: the API, the webhooks and the pages over one service."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from flows.vocabulary import Mode
from service.web import metrics, pages, readiness
from service.web.api.router import api_router
from service.web.body_limits import limit_for
from service.web.description import describe
from service.web.handlers import handle_exceptions
from service.web.middleware import BodyLimit, Failures, SecurityHeaders
from service.web.packing import Packing
from service.web.service import Service
from service.web.webhooks import twilio, twilio_calls_in, twilio_voice


def make_app(service: Service) -> FastAPI:
    """The application over `service`: it runs the background while it serves, and closes the service at the end.

    `app.state.service` is the service. Pages give `app.state.render_problem(request, problem)` to show refusals as pages.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        try:
            async with service.running(work=service.settings.worker):
                yield
        finally:
            await service.close()

    app = FastAPI(title="Beredskab", version="1", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.state.service = service
    handle_exceptions(app)
    app.add_middleware(Packing)
    app.add_middleware(BodyLimit, limit_for=limit_for)
    app.add_middleware(Failures)
    app.add_middleware(SecurityHeaders, https=service.settings.public_url.startswith("https://"))
    app.include_router(readiness.router)
    app.include_router(metrics.router)
    app.include_router(api_router(sandbox=service.settings.mode is Mode.SANDBOX))
    for hooks in (twilio, twilio_calls_in, twilio_voice):
        app.include_router(hooks.router)
    _include_pages(app)
    describe(app)
    return app


def _include_pages(app: FastAPI) -> None:
    router = getattr(pages, "router", None)
    if router is not None:
        app.include_router(router)
        app.state.render_problem = getattr(pages, "render_problem", None)
