"""`beredskab contacts`: the alert list in and out."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.sentences import Refused, Sentence
from service.cli.progress import bar, counted
from service.cli.running import actor, in_service
from service.cli.speaking import complain, language, said, say

if TYPE_CHECKING:
    from contacts.importing import Reading
    from service.bootstrap import Service
    from service.work.contacts import ImportResult

app = typer.Typer(help="The alert list: import a file, export it.", no_args_is_help=True)

MOST_SHOWN = 50
"""Problems that are printed; a file with more of them is wrong in one way throughout."""


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="A CSV or Excel file; docs/alert-list.md describes it.", exists=True, dir_okay=False)],
    skip_bad_rows: Annotated[bool, typer.Option(help="Take the good rows although others have problems.")] = False,
    replace: Annotated[bool, typer.Option(help="Take people who are not in the file off the list.")] = False,
) -> None:
    """Import people from FILE. With problems nothing is taken, unless the bad rows may be skipped."""

    async def take(service: "Service") -> "ImportResult":
        from service.work.contacts import import_people, read_file

        async with service.reading(actor()) as reader:
            with counted(Sentence("Reading rows")) as rows:
                reading = await read_file(reader, file.read_bytes(), file.name, progress=rows)
        _tell_problems(reading)
        if not skip_bad_rows:
            reading.refuse_bad_rows("--skip-bad-rows")
        async with service.unit(actor()) as unit:
            with bar(Sentence("Writing people")) as people:
                return await import_people(unit, reading, skip_bad_rows=skip_bad_rows, replace=replace, progress=people)

    _tell_result(in_service(take))


@app.command("export")
def export_file(
    file: Annotated[Path, typer.Argument(help="Where to write; the ending .csv or .xlsx decides the format.", dir_okay=False)],
) -> None:
    """Write the whole list to FILE."""
    from service.work.contacts import FORMATS, export_people

    form = next((form for form in FORMATS if file.suffix.casefold() == f".{form}"), None)
    if form is None:
        raise Refused("The file's name must end in {endings}.", field="file", endings=", ".join(f".{form}" for form in FORMATS))

    async def give(service: "Service") -> bytes:
        async with service.reading(actor()) as unit:
            with bar(Sentence("Writing people")) as people:
                return await export_people(unit, form, language=language(), progress=people)

    file.write_bytes(in_service(give))
    say(Sentence("The alert list is in {file}.", file=str(file)))


def _tell_problems(reading: "Reading") -> None:
    for problem in reading.problems[:MOST_SHOWN]:
        place = Sentence("Line {line}:", line=problem.line)
        if problem.column:
            place = Sentence("Line {line}, {column}:", line=problem.line, column=reading.heading(problem.column, language()))
        complain(f"{said(place)} {said(problem.sentence)}")
    more = len(reading.problems) - MOST_SHOWN
    if more > 0:
        complain(Sentence("... and {count} more.", count=more))
    if reading.unread:
        complain(Sentence("Columns that are not read: {headings}", headings=", ".join(reading.unread)))


def _tell_result(result: "ImportResult") -> None:
    say(
        Sentence(
            "{added} added, {changed} changed, {removed} taken off, {same} as before.",
            added=result.added,
            changed=result.changed,
            removed=result.removed,
            same=result.same,
        )
    )
    if result.skipped_lines:
        say(Sentence("{count} row was left out.", "{count} rows were left out.", count=len(result.skipped_lines)))
