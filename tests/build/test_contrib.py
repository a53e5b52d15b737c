"""What contrib/ gives to schedulers names options, files and metrics that there are."""

from __future__ import annotations

import configparser
import re
from datetime import UTC, datetime
from pathlib import Path

import yaml

from commands.drift import FORMATS
from flexvpn.drift.comparison import Drift
from flexvpn.report.document import Entry, document
from flexvpn.report.prometheus import metrics
from flexvpn.router.condition import CertificateLife, Condition, PoolUse

CONTRIB = Path(__file__).resolve().parents[2] / "contrib"
NOW = datetime(2026, 11, 24, tzinfo=UTC)


def test_the_schedule_asks_for_outputs_that_drift_has() -> None:
    unit = (CONTRIB / "systemd" / "headend-drift.service").read_text()
    formats = re.findall(r"--out (\w+):/", unit)
    assert formats
    assert set(formats) <= set(FORMATS)


def test_drift_is_an_answer_and_no_failure_of_the_service() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(CONTRIB / "systemd" / "headend-drift.service")
    assert unit["Service"]["SuccessExitStatus"] == "2"
    assert unit["Service"]["Type"] == "oneshot"


def test_alerts_look_at_metrics_that_there_are() -> None:
    state = Condition(
        certificates=(CertificateLife(trustpoint="T", until=NOW),),
        pools=(PoolUse(name="P", size=1, in_use=0),),
    )
    found = Drift(headend="edge", condition=state)
    entry = Entry[Drift](headend="edge", verdict="ok", exit_code=0, result=found)
    written = metrics(document("drift", "0", NOW, (entry,), Drift))
    rules = yaml.safe_load((CONTRIB / "prometheus" / "headend.rules.yml").read_text())
    for rule in rules["groups"][0]["rules"]:
        for name in re.findall(r"headend_\w+", rule["expr"]):
            assert f"# TYPE {name} gauge\n" in written
