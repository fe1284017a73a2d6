"""Options: what is refused, which policy is in force, and when a time zone is demanded."""

from __future__ import annotations

import json

import pytest

from .command import Folder, link, order


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--currency", "XXY"], "`XXY` is not an ISO 4217 currency code"),
        (["--currency", "idr"], "`idr` is not an ISO 4217 currency code"),
        (["--time-zone", "Mars/Olympus"], "`Mars/Olympus` is not a time zone: expected an IANA name"),
        (["--profile", "nobody"], "no built-in profile `nobody`: there are `guide` and `open-api`"),
        (["--rounding", "nearest"], "'nearest' is not one of"),
        (["--remainder", "seller"], "'seller' is not one of"),
        (["--json", "no/such/folder.json"], "cannot write `no/such/folder.json`"),
        (["--csv", "no/such/folder.csv"], "cannot write `no/such/folder.csv`"),
        (["--json", "-", "--csv", "-"], "--json and --csv cannot both be standard output"),
        (["--json", "out", "--csv", "./out"], "--json and --csv cannot both be `out`"),
        (["--json", "./orders.csv"], "--json would overwrite `./orders.csv`, which is to be read"),
        (["--csv", "terms.csv"], "--csv would overwrite `terms.csv`, which is to be read"),
        (["--quick"], "No such option"),
    ],
)
def test_wrong_arguments(folder: Folder, arguments: list[str], says: str) -> None:
    before = {path.name: path.read_bytes() for path in folder.path.iterdir()}
    done = folder.run("verify", "--orders", "orders.csv", "--terms", "terms.csv", "--currency", "IDR", *arguments)
    assert done.returncode == 2
    assert says in " ".join(done.stderr.split())
    assert done.stdout == ""
    assert {path.name: path.read_bytes() for path in folder.path.iterdir()} == before


@pytest.mark.parametrize("missing", ["--orders", "--terms"])
def test_needed_options(folder: Folder, missing: str) -> None:
    given = {"--orders": "orders.csv", "--terms": "terms.csv", "--currency": "IDR"}
    done = folder.run("verify", *(part for option in given if option != missing for part in (option, given[option])))
    assert done.returncode == 2
    assert f"Missing option '{missing}'" in done.stderr


def test_a_currency_is_needed_where_the_orders_state_none(folder: Folder) -> None:
    done = folder.run("verify", "--orders", "orders.csv", "--terms", "terms.csv")
    assert (done.returncode, done.stdout) == (2, "")
    said = " ".join(done.stderr.split())
    assert "currency (--currency) is needed: `orders.csv` does not say which one its amounts are in" in said


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "mine.json"),
        ('{"id": "mine", "rounding": "nearest"}', "nearest"),
        ('{"id": "mine", "colour": "red"}', "colour"),
    ],
)
def test_a_profile_that_is_none(folder: Folder, text: str, says: str) -> None:
    folder.write("mine.json", text)
    done = folder.verify("--profile", "mine.json")
    assert done.returncode == 2
    assert says in done.stderr
    assert not (folder.path / "report.json").exists()


# Which policy is in force. The payer of these lines rounds half up and leaves the remainder to the agency: at a base
# of 50, 1% and 7% are 0.5 and 3.5, 8% is 4.

PAYER = {"Commission base": "50", "Standard commission for affiliate partner": "0", "Standard creator commission": "4"}
OWN = '{"id": "mine", "rounding": "down", "remainder": "separate"}'

CHOICES = [
    # rounding, remainder, profile -> rounding, remainder, chosen by
    (None, None, False, "half_even", "agency", "auto"),
    ("auto", None, False, "half_even", "agency", "auto"),
    (None, "auto", False, "half_even", "agency", "auto"),
    ("auto", "auto", False, "half_even", "agency", "auto"),
    ("up", None, False, "up", "agency", "option"),
    (None, "creator", False, "half_even", "creator", "option"),
    ("up", "creator", False, "up", "creator", "option"),
    ("up", "auto", False, "up", "agency", "option"),
    ("auto", "creator", False, "half_even", "creator", "option"),
    (None, None, True, "down", "separate", "profile"),
    ("auto", None, True, "half_even", "separate", "auto"),
    (None, "auto", True, "down", "agency", "auto"),
    ("auto", "auto", True, "half_even", "agency", "auto"),
    ("up", None, True, "up", "separate", "option"),
    (None, "creator", True, "down", "creator", "option"),
    ("up", "creator", True, "up", "creator", "option"),
    ("up", "auto", True, "up", "agency", "option"),
    ("auto", "creator", True, "half_even", "creator", "option"),
]


@pytest.mark.parametrize(("rounding", "remainder", "profile", "by_rounding", "by_remainder", "chosen_by"), CHOICES)
def test_an_option_wins_over_the_profile_and_the_profile_over_auto(
    folder: Folder,
    rounding: str | None,
    remainder: str | None,
    profile: bool,
    by_rounding: str,
    by_remainder: str,
    chosen_by: str,
) -> None:
    # Twelve policies explain this line alike: ties go to the first.
    arguments = [] if rounding is None else ["--rounding", rounding]
    arguments += [] if remainder is None else ["--remainder", remainder]
    if profile:
        folder.write("mine.json", OWN)
        arguments += ["--profile", "mine.json"]
    assert folder.verify(*arguments).returncode == 0
    report = folder.report()
    assert report["policy"] == {"rounding": by_rounding, "remainder": by_remainder, "chosen_by": chosen_by}
    # The receipt's profile carries the policy in force.
    receipt = report["receipt"]["profile"]
    assert (receipt["id"], receipt["rounding"], receipt["remainder"]) == (
        "mine" if profile else "guide",
        by_rounding,
        by_remainder,
    )


def test_auto_takes_what_explains_most_lines(folder: Folder) -> None:
    folder.orders(order(1), *(order(number, PAYER) for number in range(2, 6)))
    folder.terms()
    done = folder.verify()
    assert done.returncode == 0, done.stdout
    report = folder.report()
    assert report["policy"] == {"rounding": "half_even", "remainder": "agency", "chosen_by": "auto"}
    first, second, *_ = report["summary"]["policies"]
    assert first == {"rounding": "half_even", "remainder": "agency", "rows_explained": 5}
    assert len(report["summary"]["policies"]) == 12
    assert second["rows_explained"] <= 5


def test_auto_follows_the_payer_and_says_what_the_choice_is_worth(folder: Folder) -> None:
    # 1% and 7% of 150 are 1.5 and 10.5, 8% is 12: half up pays the creator 11, half even 10.
    paid = {"Commission base": "150", "Standard commission for affiliate partner": "1"}
    folder.orders(*(order(number, {**paid, "Standard creator commission": "11"}) for number in range(1, 5)))
    done = folder.verify()
    assert done.returncode == 0, done.stdout
    assert folder.report()["policy"]["rounding"] == "half_up"
    assert "the choice is worth 4" in done.stdout
    assert "the choice is worth -4" in done.stdout
    assert "a tie: just as many are explained by up/agency" in done.stdout
    # A profile's own policy is not given up for it.
    assert folder.verify("--profile", "guide").returncode == 1
    report = folder.report()
    assert report["policy"] == {"rounding": "half_even", "remainder": "agency", "chosen_by": "profile"}
    assert report["summary"]["by_cause"] == {"other-rounding": 8}
    assert {one["cause_detail"] for one in report["findings"]} == {"half_up"}


def test_a_profile_overrides_minor_units(folder: Folder) -> None:
    folder.write("mine.json", json.dumps({"id": "mine", "minor_units": {"IDR": 2}}))
    wrong = {"Standard creator commission": "4550.25"}
    folder.orders(order(1, wrong))
    assert folder.verify("--profile", "mine.json").returncode == 1
    (only,) = folder.report()["findings"]
    assert (only["code"], only["expected_minor"], only["reported_minor"]) == ("F001", 4_550_00, 4_550_25)


# Time zones.

LOCAL = "16/07/2026 10:00:00"
INSTANT = "2026-07-01T00:00:00+07:00"


def terms_of(start: str, end: str) -> list[str]:
    return link({"Product effective start time": start, "Product effective end time": end})


@pytest.mark.parametrize(
    ("orders", "start", "demanded"),
    [
        (LOCAL, "01/07/2026 00:00:00", False),
        (LOCAL, INSTANT, True),
        ("2026-07-16T10:00:00+07:00", INSTANT, False),
        ("2026-07-16T03:00:00Z", INSTANT, False),
        ("2026-07-16T03:00:00Z", "01/07/2026 00:00:00", True),
        (LOCAL, "", False),
    ],
)
def test_a_zone_is_demanded_where_local_times_meet_real_instants(
    folder: Folder, orders: str, start: str, demanded: bool
) -> None:
    folder.orders(order(1, {"Time Created": orders}))
    folder.terms(terms_of(start, ""))
    done = folder.verify()
    assert done.returncode == (2 if demanded else 0), done.stderr
    assert ("a time zone is needed" in done.stderr) is demanded
    with_zone = folder.verify("--time-zone", "Asia/Jakarta")
    assert with_zone.returncode == 0, with_zone.stderr
    assert folder.report()["receipt"]["time_zone"] == "Asia/Jakarta"


def test_the_zone_decides_whether_terms_held(folder: Folder) -> None:
    # The agreement begins at midnight in Jakarta, which is 17:00 of the day before in UTC.
    folder.orders(order(1, {"Time Created": "30/06/2026 20:00:00"}))
    folder.terms(terms_of(INSTANT, ""))
    assert folder.verify("--time-zone", "Asia/Jakarta").returncode == 1
    assert [one["code"] for one in folder.report()["findings"]] == ["F008"]
    assert folder.verify("--time-zone", "UTC").returncode == 0


@pytest.mark.parametrize(
    ("start", "end", "created", "covered"),
    [
        ("16/07/2026 10:00:00", "", LOCAL, True),
        ("16/07/2026 10:00:01", "", LOCAL, False),
        ("", "16/07/2026 10:00:00", LOCAL, True),
        ("", "16/07/2026 09:59:59", LOCAL, False),
        ("", "16/07/2026", "16/07/2026 23:59:59", True),
        ("", "16/07/2026", "17/07/2026 00:00:00", False),
        ("", "17/07/2026 00:00:00", "16/07/2026 23:59:59", True),
        ("", "17/07/2026 00:00:00", "17/07/2026 00:00:00", False),
        ("", "", LOCAL, True),
    ],
)
def test_when_terms_hold(folder: Folder, start: str, end: str, created: str, covered: bool) -> None:
    folder.orders(order(1, {"Time Created": created}))
    folder.terms(terms_of(start, end))
    folder.verify()
    assert [one["code"] for one in folder.report()["findings"]] == ([] if covered else ["F008"])
