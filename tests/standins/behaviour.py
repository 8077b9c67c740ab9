"""What the stand-in provider does with a message, and what it remembers of it."""

import re
from collections import deque
from dataclasses import dataclass, field
from itertools import pairwise
from time import monotonic
from typing import Any, Literal
from urllib.parse import parse_qsl

CallbackMode = Literal["none", "in_order", "shuffled", "duplicated", "early"]

_TO = re.compile(rb"(?:^|&)To=(?:%2B|\+)?([0-9]*)")


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to numbers with a certain ending.

    `do` is `refuse` (with `http` and `code`), `drop` (accepted, then the connection is lost), `hang` (no answer ever),
    `garbage` (201 with a body that is no JSON) or `undelivered` (accepted, then a callback with `code`, or none if 0).
    """

    do: str
    http: int = 400
    code: int = 0


FAULTS = {
    b"0001": Fault("refuse", 400, 21211),
    b"0002": Fault("refuse", 400, 21610),
    b"0003": Fault("refuse", 500, 20500),
    b"0004": Fault("drop"),
    b"0005": Fault("hang"),
    b"0006": Fault("undelivered", code=30003),
    b"0007": Fault("undelivered", code=30006),
    b"0008": Fault("undelivered", code=0),
    b"0009": Fault("garbage"),
    b"0010": Fault("refuse", 401, 20003),
    b"0011": Fault("refuse", 400, 21614),
}


@dataclass(slots=True)
class Behaviour:
    """The knobs, as set on the command line or by `POST /_control`.

    `latency_ms` is how long a message takes; `rate` how many messages are taken in any second (None: all), with
    `slack_ms` of that second forgiven for the road; `concurrency` how many at a time; `faults` whether `FAULTS` holds.
    """

    latency_ms: float = 0.0
    rate: float | None = None
    slack_ms: float = 20.0
    concurrency: int | None = None
    faults: bool = False
    callbacks: CallbackMode = "none"
    callback_delay_ms: float = 0.0
    account_sid: str = "AC" + "0" * 32
    auth_token: str = "stand-in-token"
    check_auth: bool = False

    def change(self, **values: Any) -> None:
        for name, value in values.items():
            if name not in self.__slots__:
                raise ValueError(f"no knob is called {name}; there are {', '.join(self.__slots__)}")
            setattr(self, name, value)

    def fault_for(self, form: bytes) -> Fault | None:
        if not self.faults:
            return None
        match = _TO.search(form)
        return FAULTS.get(match[1][-4:]) if match else None


@dataclass(slots=True)
class Memory:
    """What has arrived. Times are seconds of the machine's monotonic clock, which every process on it shares."""

    taken: list[tuple[float, str, bytes]] = field(default_factory=list)
    arrivals: list[float] = field(default_factory=list)
    refused: dict[str, int] = field(default_factory=dict)
    in_flight: int = 0
    max_in_flight: int = 0
    connections: int = 0
    callbacks_sent: int = 0
    callbacks_failed: int = 0
    _busy: float = 0.0
    changed_at: float = 0.0
    _last_end: float = 0.0
    _window: deque[float] = field(default_factory=deque)

    def begin(self) -> float:
        now = monotonic()
        self.arrivals.append(now)
        self._busy += self.in_flight * (now - self.changed_at)
        self.changed_at = now
        self.in_flight += 1
        self.max_in_flight = max(self.max_in_flight, self.in_flight)
        return now

    def end(self) -> None:
        now = monotonic()
        self._busy += self.in_flight * (now - self.changed_at)
        self.changed_at = self._last_end = now
        self.in_flight -= 1

    def within(self, rate: float, slack: float, now: float) -> bool:
        """Whether one more message keeps to `rate` in the second (or longer, below one a second) that ends now."""
        span, count = (1.0, int(rate)) if rate >= 1 else (1.0 / rate, 1)
        window = self._window
        while window and window[0] <= now - span + slack:
            window.popleft()
        if len(window) >= count:
            return False
        window.append(now)
        return True

    def refuse(self, reason: str) -> None:
        self.refused[reason] = self.refused.get(reason, 0) + 1

    def seen(self, since: int = 0) -> dict[str, Any]:
        messages = []
        for at, sid, form in self.taken[since:]:
            fields = dict(parse_qsl(form.decode(), keep_blank_values=True))
            messages.append({"at": at, "sid": sid, "to": fields.get("To"), "body": fields.get("Body"), "fields": fields})
        return {"count": len(self.taken), "messages": messages}

    def stats(self) -> dict[str, Any]:
        """Figures for the benchmark: arrivals per second since the first, the most within one second, and busy time."""
        first = self.arrivals[0] if self.arrivals else 0.0
        seconds: dict[int, int] = {}
        for at in self.arrivals:
            seconds[int(at - first)] = seconds.get(int(at - first), 0) + 1
        span = max(self._last_end - first, 0.0)
        return {
            "count": len(self.taken),
            "arrivals": len(self.arrivals),
            "refused": self.refused,
            "per_second": [seconds.get(second, 0) for second in range(max(seconds, default=-1) + 1)],
            "most_in_one_second": _most_within(self.arrivals, 1.0),
            "least_gap_s": min((b - a for a, b in pairwise(self.arrivals)), default=None),
            "first_at": first,
            "last_at": self.arrivals[-1] if self.arrivals else 0.0,
            "last_end": self._last_end,
            "span_s": span,
            "busy_s": self._busy,
            "in_flight": self.in_flight,
            "max_in_flight": self.max_in_flight,
            "connections": self.connections,
            "callbacks_sent": self.callbacks_sent,
            "callbacks_failed": self.callbacks_failed,
        }


def _most_within(times: list[float], span: float) -> int:
    most = start = 0
    for end, at in enumerate(times):
        while times[start] <= at - span:
            start += 1
        most = max(most, end - start + 1)
    return most
