"""What the service writes about itself: for people or for machines, and never anything personal (I7)."""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any, Final, Literal

import structlog

HIDDEN: Final = "(hidden)"

_PERSONAL: Final = frozenset(
    {
        "name",
        "username",
        "password",
        "mobile",
        "phone",
        "email",
        "address",
        "recipient",
        "token",
        "key",
        "text",
        "body",
        "subject",
        "sender",
    }
)
_LIKE_PERSONAL: Final = re.compile(
    r"""
    [\w.+-]+@[\w-]+(?:\.[\w-]+)+                # an e-mail address
    | \+\d(?:[ .-]?\d){6,14}                    # a number in E.164, however it is spaced
    | (?<!\d)\d{6}-?\d{4}(?!\d)                 # a CPR number
    | (?<=/[at]/)[\w.~-]{10,}                   # a personal link's token
    | (?<=/password/)[\w.~-]{10,}              # a link to choose a password
    | \bbrk_[\w-]{10,}                          # an API key
    | (?<=://)[^/\s:@]+:[^/\s@]+(?=@)           # a user and password within an address
    """,
    re.VERBOSE,
)


def set_up_logging(form: Literal["text", "json"]) -> None:
    """Send everything that is logged, by us or by a library, to standard error in one form. Times are UTC."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        without_personal_data,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    last = structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last]
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    for chatty in ("apscheduler", "alembic", "twilio", "uvicorn.access", "uvicorn.error"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def without_personal_data(_logger: object, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """The last guard before a line is written: whatever is, or looks like, something about a person is hidden."""
    return {key: value if key.startswith("_") else _of(key, value) for key, value in event.items()}


def _of(key: str, value: object) -> object:
    return HIDDEN if key in _PERSONAL else _guarded(value)


def _guarded(value: object) -> object:
    if isinstance(value, str):
        return _LIKE_PERSONAL.sub(HIDDEN, value)
    if isinstance(value, Mapping):
        return {key: _of(str(key), item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_guarded(item) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return _LIKE_PERSONAL.sub(HIDDEN, str(value))
