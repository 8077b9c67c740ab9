"""Housing plans as data: what a plan says of its areas, and the loader that checks it (S1-S3, S5)."""

from pathlib import Path
from typing import Final

HOUSING: Final = Path(__file__).parent / "plans"
"""The folder of the housing plans that come with the service, one folder each."""
