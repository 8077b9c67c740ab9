"""Two requests that change nothing, made before anybody else's: the framework puts a route together when it is first asked for."""

from typing import Any, Final

from starlette.types import ASGIApp

ASKED: Final = (("POST", "/api/v1/incidents"), ("GET", "/alarm"))
"""Where an alarm is raised; without a key or a sign-in both are refused."""


async def ask(app: ASGIApp) -> list[int]:
    """Ask as a stranger; the status of each answer."""
    return [await _status(app, method, path) for method, path in ASKED]


async def _status(app: ASGIApp, method: str, path: str) -> int:
    found = 0

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        nonlocal found
        found = message.get("status", found)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", b"localhost"), (b"accept", b"*/*")],
        "client": ("127.0.0.1", 0),
        "server": ("127.0.0.1", 0),
    }
    await app(scope, receive, send)
    return found
