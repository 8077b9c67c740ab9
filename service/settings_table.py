"""The settings as a table, made from the model. `python -m service.settings_table > docs/settings.md` writes it anew."""

import sys
from enum import Enum
from pathlib import Path
from typing import Final

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from actioncards import ODENSE
from service.settings import PREFIX, Settings

_HEAD: Final = """# Settings

From the environment, or from a file `.env` in the folder the service is started in; the environment goes first. An empty value
counts as left out. A wrong or missing one, and a name that begins with `BEREDSKAB_` and is none of these, stops the start with
its name and a remedy; `beredskab doctor` shows them all. What Kubernetes sets for a service called `beredskab-...` is left alone;
call none just `beredskab`, since it sets `BEREDSKAB_PORT` (or say `enableServiceLinks: false`).
This page is made from the model: `python -m service.settings_table > docs/settings.md`.

"""


def settings_page() -> str:
    """The page of documentation that describes every setting."""
    return _HEAD + settings_table()


def settings_table() -> str:
    """Every setting with its default and meaning, as a Markdown table."""
    lines = ["| setting | left out, it is | what it is |", "|---|---|---|"]
    lines += [f"| `{PREFIX}{name.upper()}` | {_default(field)} | {field.description} |" for name, field in Settings.model_fields.items()]
    return "\n".join(lines) + "\n"


def _default(field: FieldInfo) -> str:
    value = field.default
    if value is None or value == "":
        return ""
    if isinstance(value, SecretStr):
        return "the sandbox's"
    if isinstance(value, Path):
        return f"`{value.relative_to(ODENSE.parent.parent)}`"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value.value if isinstance(value, Enum) else value}`"


if __name__ == "__main__":
    sys.stdout.write(settings_page())
