from pathlib import Path

import pytest

from actioncards.loader import load
from actioncards.model import Plan
from tests.actioncards.folders import ODENSE, Folder


@pytest.fixture(scope="session")
def odense() -> Plan:
    return load(ODENSE)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)
