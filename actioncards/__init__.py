"""Plans as data: cards, groups, policies, templates, and the loader that checks them."""

from pathlib import Path
from typing import Final

ODENSE: Final = Path(__file__).parent / "odense"
"""The folder of the plan that the service is made for."""

GELLERUP: Final = Path(__file__).parent / "gellerup"
"""Another municipality's rules, with other bodies, words and levels: the same engine reads them."""
