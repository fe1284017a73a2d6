"""Every report is what the published schema says, whatever was found."""

import json
import sys
from pathlib import Path

import jsonschema
import pytest

import partner_campaigns as pc

sys.path.insert(0, str(Path(__file__).parent))
import exports

SCHEMA = Path(__file__).resolve().parents[3] / "docs" / "schemas" / "report.schema.json"


@pytest.fixture(scope="module")
def validator():
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("seed", range(12))
def test_reports_are_valid(seed, tmp_path, validator):
    export = exports.make(seed, tmp_path)
    verified = pc.verify_files(
        orders=[str(path) for path, _ in export.orders],
        terms=[str(path) for path, _ in export.terms],
        currency=export.currency,
    )
    path = tmp_path / "report.json"
    with path.open("wb") as file:
        verified.report.write_json(file)
    report = json.loads(path.read_text(encoding="utf-8"))
    errors = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(report)]
    assert not errors, errors[:5]
    assert report["receipt"]["totals"] == report["summary"]["totals"]
    assert len(report["findings"]) == report["summary"]["findings"] == sum(report["summary"]["by_code"].values())


def test_the_schema_refuses_what_is_not_a_report(validator):
    assert list(validator.iter_errors({"receipt": {}, "policy": {}, "summary": {}, "findings": []}))
