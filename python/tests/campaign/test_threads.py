"""Threads that share campaigns: nobody waits for ever, and nobody holds the interpreter while waiting."""

from __future__ import annotations

import subprocess
import sys
import textwrap

import pytest

from .values import ACCOUNT, AGENCY, DRAFT, SHOP

# What every program below begins with. Each runs in a process of its own, which can be ended where it hangs.
CAMPAIGNS = f"""
import copy, pickle, random, sys, threading, time
from partner_campaigns import Campaign, marketplace

AGENCY, SHOP, AT = {AGENCY!r}, {SHOP!r}, "2026-05-02T12:00:00Z"

def published(name):
    campaign = Campaign()
    campaign.create_campaign(by=AGENCY, at="2026-05-01T12:00:00Z", id=name, account={ACCOUNT!r}, draft={DRAFT!r})
    campaign.publish(by=AGENCY, at="2026-05-01T12:00:00Z")
    return campaign

def register(campaign, names):
    products = [{{"product": name, "total_rate_bps": 3000}} for name in names]
    campaign.register_products(by=SHOP, at=AT, products=products)
"""

# In a list of 8 threads, 5 look through the campaigns in an order of their own, one or more of them twice.
SHUFFLED = """
campaigns = [published(f"C-{number}") for number in range(5)]
until = time.monotonic() + float(sys.argv[1])
failed, done = [], [0] * 8

def work(number):
    rng = random.Random(number)
    try:
        while time.monotonic() < until:
            if number < 5:
                order = rng.sample(campaigns, 5) + rng.choices(campaigns, k=3)
                found = marketplace(order, "SHOP1", at=AT)
                assert [one["id"] for one in found] == [campaign.id for campaign in order]
            else:
                campaign = rng.choice(campaigns)
                if campaign.version > 400:
                    campaign.decide({})
                    campaign.execute({})
                else:
                    register(campaign, [f"P-{number}-{done[number]}"])
            one = rng.choice(campaigns)
            assert "version=" in repr(one)
            if done[number] % 16 == 0:
                assert pickle.loads(pickle.dumps(one)).version >= 2 and copy.copy(one).version >= 2
            done[number] += 1
    except BaseException as error:
        failed.append(error)
        raise

threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
for one in threads: one.start()
for one in threads: one.join()
assert not failed, failed
assert all(done), done
print("done")
"""

# The reader's work takes long and never pauses; the version is asked for by one that holds the interpreter until it waits.
STARVING = """
campaign = published("C-1")
register(campaign, [f"P-{number}" for number in range(50)])
written, reads = threading.Event(), [0, 0, 0]

def read(number):
    while not written.is_set() and reads[number] < 20_000:
        campaign.snapshot()
        reads[number] += 1

readers = [threading.Thread(target=read, args=(number,)) for number in range(3)]
for one in readers: one.start()
for number in range(20):
    register(campaign, [f"Q-{number}"])
    assert campaign.version >= number
written.set()
for one in readers: one.join()
assert max(reads) < 20_000, reads
print("done")
"""


def _run(program: str, *arguments: str) -> None:
    command = [sys.executable, "-W", "ignore", "-c", textwrap.dedent(CAMPAIGNS + program), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    except subprocess.TimeoutExpired:
        pytest.fail("threads wait for each other for ever")
    assert (done.returncode, done.stdout) == (0, "done\n"), done.stderr


def test_eight_threads_share_campaigns_in_any_order() -> None:
    _run(SHUFFLED, "6")  # the fault that this is for showed within two


def test_a_writer_gets_in_among_readers_that_never_pause() -> None:
    _run(STARVING)
