"""Many users are not taken off one headend at once unless somebody has named the number."""

from __future__ import annotations

import pytest

from flexvpn.base.values import Release
from flexvpn.ios.config import parse
from flexvpn.planning.plan import MergeConfig, Plan
from flexvpn.planning.preflight import reasons
from flexvpn.planning.removal_limit import too_many
from flexvpn.report.layout import plain
from flexvpn.report.plan_text import plan_text, users_removed
from flexvpn.report.results import PlanResult
from flexvpn.router.inspection import Observation
from tests.builders import headend, part
from tests.unit.test_preflight import FIT, situation


def names(count: int) -> tuple[str, ...]:
    return tuple(f"u{number}" for number in range(count))


def removal(count: int) -> Plan:
    lines = tuple(f"no username {name}" for name in names(count))
    removals = part("local_users", *lines)
    return Plan(headend="edge", release="17.9.4", steps=(MergeConfig(parts=(removals,)),))


def router(count: int) -> Observation:
    """With so many VPN users, and two who are none."""
    lines = [f"username {name} privilege 0 password 0 x\n" for name in names(count)]
    lines += ["username admin privilege 15 secret 9 x\n", "username netops password 0 x\n"]
    return Observation(release=Release.model_validate("17.9.4"), config=parse("".join(lines)))


INTENT = headend(local_users={"administrators": ["netops"]})


@pytest.mark.parametrize(
    ("gone", "there", "refused"),
    [
        (3, 3, False),
        (4, 4, True),
        (4, 39, True),
        (4, 40, False),
        (10, 100, False),
        (10, 99, True),
        (10, 5000, False),
        (11, 5000, True),
        (35, 35, True),
    ],
)
def test_more_than_three_that_are_more_than_a_tenth_and_more_than_ten_need_a_number(
    gone: int, there: int, *, refused: bool
) -> None:
    assert bool(too_many(removal(gone), INTENT, router(there))) is refused


@pytest.mark.parametrize(("agreed", "refused"), [(34, True), (35, False), (100, False), (0, True)])
def test_a_number_that_was_named_counts_instead_and_means_no_more_than_it_says(
    agreed: int, *, refused: bool
) -> None:
    assert bool(too_many(removal(35), INTENT, router(5000), agreed)) is refused


def test_a_plan_that_removes_nobody_needs_no_number() -> None:
    assert too_many(removal(0), INTENT, router(0), 0) == ""


def test_preflight_says_how_many_who_and_what_to_type() -> None:
    users = "".join(f"username {name} password 0 x\n" for name in names(35))
    (reason,) = reasons(situation(FIT + users, plan=removal(35)))
    assert reason.what == (
        "35 removals among 35 users, and no more than 3 are agreed to in one run: "
        "u0, u1, u2, u3, u4, u5, u6, u7, u8, u9 and 25 more, which `headend plan` names"
    )
    assert reason.mend == "look at users.yaml; if all of them are meant to go: `--max-delete 35`"
    assert reasons(situation(FIT + users, plan=removal(35), max_delete=35)) == ()


def test_who_is_removed_stands_by_name_in_text_and_document_however_many_they_are() -> None:
    plan = removal(200)
    line = f"  users removed: {', '.join(names(200))}\n"
    assert line in plain(plan_text(plan))
    assert plain(users_removed(plan)) == line
    assert PlanResult.of(plan).removed_users == names(200)
    assert users_removed(removal(0)) == ()
