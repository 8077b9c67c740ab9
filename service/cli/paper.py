"""`beredskab paper`: the paper for when everything is down, as a file."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.sentences import Refused, Sentence
from service.cli.running import actor, in_service
from service.cli.speaking import language, say

if TYPE_CHECKING:
    from service.bootstrap import Service


def paper(file: Annotated[Path, typer.Argument(help="Where to write; the name ends in .pdf.", dir_okay=False)]) -> None:
    """Write cards, alert list, roster and texts as they stand now to FILE, to be printed or kept where the service is not."""
    if file.suffix.casefold() != ".pdf":
        raise Refused("The file's name must end in {endings}.", field="file", endings=".pdf")

    async def make(service: "Service") -> bytes:
        from service.domain.language import translations
        from service.work.paper import typeset
        from service.work.paper_facts import paper_facts

        async with service.reading(actor()) as unit:
            facts = await paper_facts(unit)
        return await typeset(facts, translations().speaker(language()))

    file.write_bytes(in_service(make))
    say(Sentence("The paper is in {file}. It holds names and numbers: keep it as you keep the alert list.", file=str(file)))
