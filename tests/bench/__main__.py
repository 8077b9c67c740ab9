"""`python -m tests.bench [--only PART ...] [--quick]`: measure, print how to read it, write `var/bench.json`."""

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from pathlib import Path
from time import monotonic
from typing import Any

from tests.bench.fanout import fan_out, growth
from tests.bench.first_message import after_idle_ms, first_message_ms
from tests.bench.provider_limits import pacing, provider_busy
from tests.bench.punctual import punctuality
from tests.bench.report import printed
from tests.bench.residents import residents
from tests.bench.screen import on_screen
from tests.bench.situation import reported
from tests.bench.sizes import FULL, QUICK, Sizes
from tests.bench.summons import summons_seconds
from tests.bench.world import ENGINES, Databases, databases

FILE = Path(__file__).parents[2] / "var" / "bench.json"
Figures = dict[str, Any]
Part = Callable[[Databases, Sizes], Awaitable[Figures]]


async def _fan_out(where: Databases, sizes: Sizes) -> Figures:
    found = {engine: await fan_out(where, engine, sizes.list, sizes.rounds) for engine in ENGINES}
    return {"fanout_ratio": {engine: figures.pop("ratio") for engine, figures in found.items()}, "fanout": found}


async def _first_message(where: Databases, sizes: Sizes) -> Figures:
    """The worse of the two databases, and both under a name of their own."""
    each: dict[str, dict[str, float]] = {}
    for engine in ENGINES:
        taken = {str(people): await first_message_ms(where, engine, people, sizes.rounds) for people in sizes.lists}
        each[engine] = taken | {"after_idle": await after_idle_ms(where, engine, sizes.looks, sizes.idle_rounds)}
    worse = {name: max(taken[name] for taken in each.values()) for name in next(iter(each.values()))}
    return {"first_message_ms": worse, "first_message": each}


async def _pacing(where: Databases, sizes: Sizes) -> Figures:
    """All rates at the same time, each with a service and a provider of its own."""
    rates = await asyncio.gather(*(pacing(where, "postgresql", rate, sizes.pacing_s) for rate in sizes.rates))
    return {"pacing": min(rates), "pacing_by_rate": {str(rate): got for rate, got in zip(sizes.rates, rates, strict=True)}}


async def _growth(where: Databases, sizes: Sizes) -> Figures:
    found = {engine: await growth(where, engine, sizes.list, sizes.long_list) for engine in ENGINES}
    return {
        "growth_100k_over_10k": max(figures["growth"] for figures in found.values()),
        "rss_growth_mb": max(figures["rss_mb"] for figures in found.values()),
        "long_list": found,
    }


async def _busy(where: Databases, sizes: Sizes) -> Figures:
    found = {engine: await provider_busy(where, engine, sizes.busy) for engine in ENGINES}
    return {"provider_busy": min(found.values()), "provider_busy_by_database": found}


async def _summons(where: Databases, sizes: Sizes) -> Figures:
    found = {engine: await summons_seconds(await where.empty(engine), sizes.briefed) for engine in ENGINES}
    return {"summons_s": max(found.values()), "summons_by_database": found}


async def _timers(where: Databases, sizes: Sizes) -> Figures:
    found = {engine: await punctuality(where, engine, sizes.waiting, sizes.deadlines) for engine in ENGINES}
    return {
        "timer_late_s": max(one.timer_s for one in found.values()),
        "overdue_after_restart_s": max(one.restart_s for one in found.values()),
        "timers_by_database": {engine: asdict(one) for engine, one in found.items()},
    }


async def _residents(where: Databases, sizes: Sizes) -> Figures:
    found = {engine: await residents(await where.empty(engine), sizes.residents) for engine in ENGINES}
    return {
        "residents_chief_s": max(max(one.call_s, one.sms_s) for one in found.values()),
        "residents_lost": max(one.lost for one in found.values()),
        "residents_by_database": {engine: asdict(one) for engine, one in found.items()},
    }


async def _situation(where: Databases, sizes: Sizes) -> Figures:
    found = {engine: await reported(await where.empty(engine), *sizes.situation, sizes.rounds) for engine in ENGINES}
    return {
        "situation_json_ms": max(one.json_ms for one in found.values()),
        "situation_pdf_ms": max(one.pdf_ms for one in found.values()),
        "situation_first_message_ms": max(one.amid_ms for one in found.values()),
        "situation_by_database": {engine: asdict(one) for engine, one in found.items()},
    }


async def _screen(where: Databases, sizes: Sizes) -> Figures:
    found = {engine: await on_screen(where, engine, sizes.screen_rounds, sizes.crowd) for engine in ENGINES}
    worse = {
        name: max(getattr(one, name) for one in found.values()) for name in ("alarm_ms", "answer_ms", "network_ms", "board_ms", "board_kb")
    }
    return {f"screen_{name}": figure for name, figure in worse.items()} | {
        "screen_by_database": {engine: asdict(one) for engine, one in found.items()}
    }


PARTS: dict[str, Part] = {
    "fanout": _fan_out,
    "first": _first_message,
    "pacing": _pacing,
    "growth": _growth,
    "busy": _busy,
    "summons": _summons,
    "timers": _timers,
    "residents": _residents,
    "situation": _situation,
    "screen": _screen,
}


async def measure(sizes: Sizes, parts: list[str]) -> Figures:
    """Every part in turn, on one PostgreSQL server and in one folder. Stopped by SIGTERM, it stops what it has started."""
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    figures: Figures = {}
    with databases() as where:
        for name in parts:
            begun = monotonic()
            figures |= await PARTS[name](where, sizes)
            print(f"measured: {name} ({monotonic() - begun:.0f} s)", file=sys.stderr, flush=True)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), help="leave the other parts out")
    parser.add_argument("--quick", action="store_true", help="small numbers, to see whether the benchmark runs; its figures say nothing")
    options = parser.parse_args()
    figures = asyncio.run(measure(QUICK if options.quick else FULL, options.only))
    print(printed(figures))
    if not options.quick:
        FILE.parent.mkdir(exist_ok=True)
        before = json.loads(FILE.read_text()) if FILE.exists() and set(options.only) != set(PARTS) else {}
        FILE.write_text(json.dumps(before | figures, indent=2) + "\n")
        print(f"written to {FILE.relative_to(Path.cwd()) if FILE.is_relative_to(Path.cwd()) else FILE}")


if __name__ == "__main__":
    main()
