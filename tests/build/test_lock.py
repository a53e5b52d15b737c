"""The lock installs on a machine that knows newer releases than it names."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCK = Path(__file__).resolve().parents[2] / "requirements.lock"


def locked() -> dict[str, Requirement]:
    """What the lock pins, by name."""
    lines = re.findall(r"^([a-z0-9].*?) \\$", LOCK.read_text(), re.MULTILINE)
    found = (Requirement(line) for line in lines)
    return {canonicalize_name(one.name): one for one in found}


def asked_for() -> list[Requirement]:
    """What we and the packages of the lock ask for."""
    found: list[Requirement] = []
    for name in ("flexvpn-headend", *locked()):
        try:
            found += map(Requirement, requires(name) or ())
        except PackageNotFoundError:  # of another platform
            continue
    return found


def test_a_package_that_is_asked_for_with_an_extra_is_pinned_with_it() -> None:
    # pip 23 would take the newest one for `coverage[toml]`, which has no hash here, and stop.
    pins = locked()
    wanted = [
        one
        for one in asked_for()
        if one.extras
        and canonicalize_name(one.name) in pins
        and (one.marker is None or one.marker.evaluate({"extra": ""}))
    ]
    assert wanted
    assert [str(one) for one in wanted if not one.extras <= pins[canonicalize_name(one.name)].extras] == []
