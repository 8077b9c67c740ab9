"""`beredskab doctor`: what is wrong with this installation, and how to mend it."""

from typing import TYPE_CHECKING

import typer

from flows.sentences import Refused, Sentence
from service.cli.running import WRONG_SETTINGS, checked_settings, explanation
from service.cli.speaking import said, say

if TYPE_CHECKING:
    from service.cli.findings import Finding


def doctor() -> None:
    """Look at settings, database, channels, plan, alert list and clock; exit 1 when anything is wrong, 2 when a setting is."""
    import asyncio

    from service.cli.findings import Finding, findings

    try:
        settings = checked_settings()
    except Refused as refused:
        for sentence in getattr(refused, "problems", (refused.sentence,)):
            _tell(Finding(Sentence("settings"), sentence, wrong=True))
        raise typer.Exit(WRONG_SETTINGS) from None
    found = asyncio.run(findings(settings, explanation))
    for finding in found:
        _tell(finding)
    wrong = sum(finding.wrong for finding in found)
    if wrong:
        say(Sentence("{count} thing to mend.", "{count} things to mend.", count=wrong))
        raise typer.Exit(1)
    say(Sentence("All is well."))


def _tell(finding: "Finding") -> None:
    mark = "!!" if finding.wrong else "ok"
    say(f"{mark} {said(finding.subject)}: {said(finding.sentence)}")
