"""Outputs that take no more: the command says so with status 2, and leaves nothing half done under a name."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from .command import COMMAND, Folder, order

CREATOR = "Standard creator commission"
VERIFY = ["verify", "--orders", "orders.csv", "--terms", "terms.csv", "--currency", "IDR"]
ACCOUNT = {
    "agency": "A-1", "name": "North Star", "market": "US", "categories": ["content_management"],
    "tax": {"form": "w9", "legal_name": "North Star LLC", "contact": "tax@example.test",
            "tax_number": "12-3456789", "documents": ["w9.pdf"]},
    "bank": {"status": "not_linked"},
}  # fmt: skip

# Python may have to say that the module was compiled without optimisation.
QUIET = {**os.environ, "PYTHONWARNINGS": "ignore"}

# Each prints to standard output.
TO_STDOUT = [
    VERIFY,
    [*VERIFY, "--json", "-"],
    [*VERIFY, "--csv", "-"],
    ["check", "account.json"],
    ["check", "account.json", "--json", "-"],
    ["rules"],
    ["rules", "--json"],
    ["formats"],
    ["split", "--base", "1", "--currency", "USD", "--total-rate", "30%", "--creator-rate", "15%"],
    ["explain", "--base", "1", "--currency", "USD", "--total-rate", "30%", "--creator-rate", "15%"],
    ["--help"],
    ["--version"],
]  # fmt: skip


@pytest.fixture
def found(folder: Folder) -> Folder:
    """A folder in which there is much to say."""
    folder.orders(*(order(number, {CREATOR: "4551"}) for number in range(400)))
    folder.write("account.json", json.dumps({"at": "2026-05-01T12:00:00Z", "account": ACCOUNT}))
    return folder


def run(folder: Folder, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [COMMAND, *arguments], cwd=folder.path, text=True, check=False, stderr=subprocess.PIPE, env=QUIET, **options
    )
    assert "Traceback" not in done.stderr and "Exception" not in done.stderr, done.stderr
    return done


@pytest.mark.parametrize("arguments", TO_STDOUT, ids=" ".join)
def test_a_closed_pipe_ends_with_2(found: Folder, arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = run(found, *arguments, stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (2, "Error: cannot write standard output: Broken pipe\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("arguments", TO_STDOUT, ids=" ".join)
def test_a_full_disk_ends_with_2(found: Folder, arguments: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = run(found, *arguments, stdout=full)
    assert (done.returncode, done.stderr) == (2, "Error: cannot write standard output: No space left on device\n")


def test_no_standard_output_at_all_ends_with_2(found: Folder) -> None:
    done = run(found, "rules", preexec_fn=lambda: os.close(1))
    assert (done.returncode, done.stderr) == (2, "Error: cannot write standard output: Bad file descriptor\n")
    done = run(found, *VERIFY, preexec_fn=lambda: os.close(2), stdout=subprocess.DEVNULL)
    assert done.returncode == 1, "nothing is to be said there"


def test_standard_error_that_takes_nothing_ends_with_2(found: Folder) -> None:
    with Path("/dev/full").open("wb") as full:
        command = [COMMAND, *VERIFY, "--json", "-"]  # the summary goes to standard error then
        done = subprocess.run(command, cwd=found.path, check=False, stderr=full, stdout=subprocess.PIPE, text=True)
    assert done.returncode == 2
    assert len(json.loads(done.stdout)["findings"]) == 400


def test_a_pipe_that_does_not_wait_gets_everything(found: Folder) -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    with subprocess.Popen(
        [COMMAND, *VERIFY, "--json", "-"], cwd=found.path, stdout=writing, stderr=subprocess.DEVNULL
    ) as child:
        os.close(writing)
        time.sleep(1)  # it is full long before
        with open(reading, "rb") as pipe:
            text = pipe.read()
    assert child.returncode == 1
    assert len(text) > 1 << 17 and len(json.loads(text)["findings"]) == 400


OUTPUTS = [(VERIFY, "--json"), (VERIFY, "--csv"), (["check", "account.json"], "--json")]


@pytest.mark.parametrize(("arguments", "option"), OUTPUTS)
@pytest.mark.parametrize("stands", [None, "what was there"])
def test_a_disk_that_is_full_leaves_what_was_there(
    found: Folder, arguments: list[str], option: str, stands: str | None
) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

    path = found.path / "out"
    if stands is not None:
        path.write_text(stands)
    before = names(found)
    done = run(found, *arguments, option, "out", stdout=subprocess.PIPE, preexec_fn=limit)
    assert (done.returncode, done.stderr) == (2, "Error: cannot write `out`: File too large\n")
    assert names(found) == before
    assert stands is None or path.read_text() == stands


@pytest.mark.parametrize(("arguments", "option"), OUTPUTS)
def test_a_device_is_written_as_it_goes(found: Folder, arguments: list[str], option: str) -> None:
    done = run(found, *arguments, option, "/dev/full", stdout=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (2, "Error: cannot write `/dev/full`: No space left on device\n")
    assert run(found, *arguments, option, "/dev/null", stdout=subprocess.PIPE).returncode == 1
    assert not Path("/dev/null").is_file()


@pytest.mark.parametrize(("arguments", "option"), OUTPUTS)
def test_a_file_that_was_there_is_replaced_with_its_rights(found: Folder, arguments: list[str], option: str) -> None:
    path = found.path / "out"
    path.write_text("x" * 1_000_000)
    path.chmod(0o640)
    (found.path / "link").symlink_to("out")
    assert run(found, *arguments, option, "link", stdout=subprocess.PIPE).returncode == 1
    assert (found.path / "link").is_symlink()
    assert path.stat().st_mode & 0o777 == 0o640
    first = path.read_bytes()
    assert 0 < len(first) < 1_000_000 and first.endswith(b"\n")
    before = os.umask(0o027)
    try:
        run(found, *arguments, option, "fresh", stdout=subprocess.PIPE)
    finally:
        os.umask(before)
    assert (found.path / "fresh").read_bytes() == first
    assert (found.path / "fresh").stat().st_mode & 0o777 == 0o640


# A command that sends itself what Ctrl-C sends, once part of the report is written.
STOPPED = """
import os, signal, sys
from partner_campaigns.cli import main, verify
write = verify._write_csv
def stopped(report, file):
    write(report, file)
    file.flush()
    assert any(name.endswith(".part") for name in os.listdir("."))
    os.kill(os.getpid(), signal.SIGINT)
verify._write_csv = stopped
sys.argv[0] = "partner-campaigns"
main()
"""


def test_ctrl_c_leaves_nothing_half_done(found: Folder) -> None:
    found.write("out.csv", "what was there")
    before = names(found)
    command = [sys.executable, "-W", "ignore", "-c", STOPPED, *VERIFY, "--csv", "out.csv"]
    done = subprocess.run(command, cwd=found.path, capture_output=True, text=True, check=False)
    assert done.returncode == 130, done.stderr
    assert "Traceback" not in done.stderr
    assert names(found) == before
    assert (found.path / "out.csv").read_text() == "what was there"


def names(folder: Folder) -> list[str]:
    return sorted(path.name for path in folder.path.iterdir())
