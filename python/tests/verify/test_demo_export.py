"""The demo export: fresh, right by the model, and verified as planned by the command."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import oracle

DEMO = Path(__file__).resolve().parents[3] / "examples" / "export"


def load(name):
    spec = importlib.util.spec_from_file_location(f"demo_{name}", DEMO / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


make_export, check_answers = load("make_export"), load("check_answers")


@pytest.fixture(scope="module")
def built():
    return make_export.build()


@pytest.fixture(scope="module")
def model(built):
    business, _, _ = built
    orders = [(make_export.JULY_FILE, business.july), (make_export.AUGUST_FILE, business.august)]
    return oracle.oracle(orders, [(make_export.TERMS_FILE, business.terms)], "IDR")


def test_files_are_fresh(built):
    for name, data in built[2].items():
        on_disk = (DEMO / name).read_bytes()
        assert make_export.content(name, on_disk) == make_export.content(name, data), (
            f"run make_export.py: {name} is stale"
        )


def test_model_finds_exactly_what_was_planted(model):
    answers = json.loads((DEMO / "answers.json").read_text(encoding="utf-8"))
    totals = [{"currency": "IDR", "party": party, **numbers} for party, numbers in model["summary"]["totals"].items()]
    report = {**model, "summary": {**model["summary"], "totals": totals}}
    wrong = check_answers.differences(report, answers)
    assert not wrong, "\n".join(wrong[:40])


def test_the_payers_policy_wins_clearly(model):
    first, second = sorted(model["summary"]["policies"].values(), reverse=True)[:2]
    assert model["policy"] == {"rounding": "half_up", "remainder": "agency", "chosen_by": "auto"}
    assert first - second > 500


def test_every_kind_is_planted(model):
    kinds = {(f["code"], f["cause"], f["commission"]) for f in model["findings"]}
    causes = {
        "other-rounding", "other-remainder", "other-agreed-rate", "total-rate-paid-to-creator", "nested-rate",
        "parties-swapped", "base-is-gmv", "rounded-per-item", "net-of-tax", "power-of-ten", "unknown",
    }  # fmt: skip
    for cause in causes:
        assert {("F001", cause, "standard"), ("F001", cause, "shop_ads")} <= kinds, cause
    for cause in ("refund-ignored", "base-is-gmv", "unknown"):
        assert {("F009", cause, "standard"), ("F009", cause, "shop_ads")} <= kinds, cause
    assert ("F001", "refund-ignored", "standard") in kinds
    assert {("F002", None, "standard"), ("F002", None, "shop_ads"), ("F012", None, "standard")} <= kinds
    assert {("F012", None, "shop_ads"), ("F004", None, None), ("F008", None, None), ("F011", None, None)} <= kinds


def test_the_command_finds_exactly_what_was_planted(tmp_path):
    report = tmp_path / "report.json"
    command = [
        str(Path(sys.executable).with_name("partner-campaigns")),
        "verify",
        "--currency",
        "IDR",
        "--json",
        str(report),
    ]
    for name in (make_export.JULY_FILE, make_export.AUGUST_FILE):
        command += ["--orders", str(DEMO / name)]
    command += ["--terms", str(DEMO / make_export.TERMS_FILE)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1, done.stderr
    answers = json.loads((DEMO / "answers.json").read_text(encoding="utf-8"))
    wrong = check_answers.differences(json.loads(report.read_text(encoding="utf-8")), answers)
    assert not wrong, "\n".join(wrong[:40])
