"""`python -m service` and the `beredskab` command."""

from service.cli import app
from service.cli.arguments import run
from service.cli.running import explained


def main(arguments: list[str] | None = None) -> None:
    """Run the command line, with the process's own arguments unless given.

    What the user can mend is told in a sentence and ends with exit code 1, a wrong setting or a wrong command with 2.
    """
    with explained():
        run(app, arguments)


if __name__ == "__main__":
    main()
