"""Programs that run in a process of their own: with limits, or where they might hang."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap

import pytest


def run(program: str, *arguments: str, timeout: float = 120, **environment: str) -> str:
    """What the program prints. A test fails where it fails, is killed, or does not end."""
    command = [sys.executable, "-W", "ignore", "-c", textwrap.dedent(program), *arguments]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=timeout, check=False, env={**os.environ, **environment}
        )
    except subprocess.TimeoutExpired:
        pytest.fail("the program hangs")
    assert done.returncode == 0, (done.returncode, done.stderr[-2000:])
    assert "panicked" not in done.stderr, done.stderr
    return done.stdout
