"""The figures with how to read them."""

from collections.abc import Iterator
from typing import Any

HOW_TO_READ = """\
How to read this: every figure is a ratio, or a time on this machine, taken in one run. The service runs as one process as in production
(`beredskab serve`), the stand-in provider is another process, and PostgreSQL (fsync on) a third; all share this machine's processors
with the benchmark itself. What else runs here meanwhile makes times worse, and ratios less so."""


def printed(figures: dict[str, Any]) -> str:
    """The table and its reading, for those parts that were measured."""
    lines = [f"{name:34} {value:>9} {bound}" for name, value, bound in _lines(figures)]
    return "\n".join([*lines, "", HOW_TO_READ, *_explained(figures)])


def _lines(figures: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    bounds = {"postgresql": 0.6, "sqlite": 0.5}
    for engine, ratio in figures.get("fanout_ratio", {}).items():
        yield f"fanout_ratio {engine}", f"{ratio:.2f}", f"of bare aiohttp's rate; at least {bounds[engine]}"
    for people, taken in figures.get("first_message_ms", {}).items():
        yield f"first_message_ms {people}", f"{taken:.0f}", "ms from the POST to the provider (median); at most 100"
    for name, form, bound in (
        ("pacing", ".3f", "of the allowed rate, never exceeded; at least 0.98 (0: exceeded)"),
        ("growth_100k_over_10k", ".1f", "times as long for ten times the people; at most 11"),
        ("rss_growth_mb", ".0f", "MB of memory more during the 100,000; less than 100"),
        ("provider_busy", ".3f", "of its concurrency, at 100 ms a request; at least 0.9"),
        ("timer_late_s", ".2f", "s from a timer's time to its message with the provider, 10,000 others waiting; at most 1"),
        ("overdue_after_restart_s", ".2f", "s from readiness to the first message that fell due while down; at most 1"),
        ("residents_chief_s", ".2f", "s from a call-out to the duty chief's call and SMS, amid 5,000 residents and 429s; at most 2"),
        ("residents_lost", "d", "of the residents' messages lost to the provider's 429s; none"),
        ("situation_json_ms", ".0f", "ms to make and read a situation report as JSON; at most 500"),
        ("situation_pdf_ms", ".0f", "ms to fetch it as PDF; at most 3,000"),
        (
            "situation_first_message_ms",
            ".0f",
            "ms to an alarm's first message while four open reports; below, how long alone",
        ),
        ("screen_alarm_ms", ".0f", "ms from the confirmation to the first simulated phone showing it, in a browser (median); at most 300"),
        ("screen_answer_ms", ".0f", "ms from a partner's answer to the board showing it, in a browser (median); at most 300"),
        ("screen_network_ms", ".1f", "ms of those for the network alone: fetching next to nothing in the same browser (median)"),
        ("screen_board_ms", ".0f", "ms until a board with 500 people and 5,000 entries is loaded and painted (median); under 500"),
        ("screen_board_kb", ".1f", "kB over the wire for that; under 200"),
        ("summons_s", ".2f", "s from convening a meeting to the provider, amid 1,300 briefings at 10 a second; at most 2"),
    ):
        if name in figures:
            yield name, format(figures[name], form), bound


def _explained(figures: dict[str, Any]) -> Iterator[str]:
    for engine, more in figures.get("fanout", {}).items():
        yield (
            f"{engine}: {more['service_per_s']:.0f} messages a second from the POST to the last receipt in the database; bare aiohttp posts"
            f" {more['bare_aiohttp_per_s']:.0f} of the same requests a second; the stand-in itself takes {more['stand_in_per_s']:.0f},"
            " so it is not the limit."
        )
    for engine, taken in figures.get("first_message", {}).items():
        yield f"{engine}: first message after " + ", ".join(f"{name}: {ms:.0f} ms" for name, ms in taken.items())
    if "pacing_by_rate" in figures:
        yield "pacing by rate: " + ", ".join(f"{rate} a second: {got:.3f}" for rate, got in figures["pacing_by_rate"].items())
    for engine, more in figures.get("long_list", {}).items():
        yield f"{engine}: the long list in {more['seconds']:.1f} s ({more['growth']:.1f} times), {more['rss_mb']:.0f} MB more"
    if "provider_busy_by_database" in figures:
        yield "busy: " + ", ".join(f"{engine} {part:.3f}" for engine, part in figures["provider_busy_by_database"].items())
    for engine, one in figures.get("timers_by_database", {}).items():
        yield (
            f"{engine}: a timer {one['timer_s']:.2f} s late at worst; after a restart {one['restart_s']:.2f} s to the first message,"
            f" {one['restart_all_s']:.2f} s to the last"
        )
    for engine, one in figures.get("residents_by_database", {}).items():
        yield (
            f"{engine}: amid the residents the call took {one['call_s']:.2f} s, the SMS {one['sms_s']:.2f} s;"
            f" {one['refused']} refused (429), {one['lost']} lost, {one['doubled']} sent twice, in {one['seconds']:.0f} s"
        )
    for engine, one in figures.get("situation_by_database", {}).items():
        yield (
            f"{engine}: report as JSON {one['json_ms']:.0f} ms, as PDF {one['pdf_ms']:.0f} ms; an alarm's first message"
            f" {one['alone_ms']:.0f} ms alone, {one['amid_ms']:.0f} ms amid readers"
        )
    for engine, one in figures.get("screen_by_database", {}).items():
        yield (
            f"{engine}: alarm to phone {one['alarm_ms']:.0f} ms (slowest {one['alarm_worst_ms']:.0f}), answer to board"
            f" {one['answer_ms']:.0f} ms (slowest {one['answer_worst_ms']:.0f}), network {one['network_ms']:.1f} ms; the full board"
            f" {one['board_ms']:.0f} ms and {one['board_kb']:.1f} kB, the first time {one['board_first_kb']:.0f} kB with styles and"
            f" scripts, of which fonts {one['fonts_kb']:.0f} kB"
        )
