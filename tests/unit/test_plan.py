"""The plan as data: what can be read off it."""

from __future__ import annotations

from flexvpn.planning.plan import MergeConfig, Plan
from tests.builders import part


def _plan(*lines: str) -> Plan:
    return Plan(
        headend="ber-hq", release="17.9.4", steps=(MergeConfig(parts=(part("local_users", *lines),)),)
    )


def test_removed_users_are_those_whom_no_line_gives_back() -> None:
    """A user whose kind of credential changes goes and comes back in the same copy."""
    plan = _plan(
        "no username anna",
        "username anna privilege 0 secret 9 x",
        "no username bert",
        "username carl privilege 0",
        "no username dora",
    )
    assert plan.removed_users == ("bert", "dora")
