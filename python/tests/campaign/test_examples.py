"""The back office of ``examples/`` runs, and says what it should."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"


def test_the_back_office_loses_nothing(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, EXAMPLES / "back_office.py", tmp_path / "campaigns.sqlite"],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert "told to try again: `C-1` has 3 events, not 2" in run.stdout
    assert "now refused by [('R008', '/products/0/product')]" in run.stdout
    assert "43 events, 41 products pending, told to try again at least once: True" in run.stdout
    assert "41 products on pages of 10" in run.stdout
    assert "an order of 100.00 USD: {'agency': 1500, 'creator': 1200, 'manager': 300}" in run.stdout
    assert "a cent too much: [('F001', 'agency', 1)]" in run.stdout
