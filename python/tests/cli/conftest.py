"""A folder for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from .command import Folder, order


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Where a test's exports are, with one right order line and its terms."""
    made = Folder(tmp_path)
    made.orders(order(1))
    made.terms()
    return made
