"""`python -m service` and the `beredskab` command."""

from service.cli import app


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
