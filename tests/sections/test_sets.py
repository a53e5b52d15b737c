"""Pools and users are sets: from any state of a router to any intent, by lines that IOS-XE takes."""

from __future__ import annotations

import gc
import time
from ipaddress import IPv4Address
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flexvpn.base.values import AddressRange
from flexvpn.ios.addresses import AddressSet
from flexvpn.ios.change import lines_of
from flexvpn.ios.claims import owned
from flexvpn.ios.config import Block, Config, parse
from flexvpn.sections.address_pools import AddressPool
from flexvpn.sections.local_users import LocalUsers
from flexvpn.sections.section import Ref
from tests.effort import effort
from tests.sections.paper_router import PaperRouter

if TYPE_CHECKING:
    from collections.abc import Iterable

NAMES = ("ACPool", "staff", "guests")


def _pool_lines(parts: Iterable[tuple[int, int, int]]) -> Config:
    """Ranges that do not overlap, each in one of three pools."""
    taken = AddressSet()
    blocks = []
    for name, first, length in parts:
        part = AddressRange(first=IPv4Address(first), last=IPv4Address(first + length))
        if not AddressSet.of((part,)) & taken:
            taken = AddressSet.of((*taken.ranges, part))
            blocks.append(Block(f"ip local pool {NAMES[name]} {part}"))
    return Config(tuple(blocks))


def _addresses(config: Config) -> dict[str, AddressSet]:
    held: dict[str, list[AddressRange]] = {}
    for block in config:
        words = block.line.split()
        held.setdefault(words[3], []).append(AddressRange.model_validate(" ".join(words[4:])))
    return {name: AddressSet.of(ranges) for name, ranges in held.items()}


_pools = st.lists(st.tuples(st.integers(0, 2), st.integers(1, 50), st.integers(0, 12)), max_size=6).map(
    _pool_lines
)


@given(running=_pools, intended=_pools)
@effort(4)
def test_pools_go_from_any_state_to_any_other_and_no_line_is_refused(
    running: Config, intended: Config
) -> None:
    remediation = AddressPool.remediate(running, intended)
    router = PaperRouter(running.text())
    router.take(lines_of(remediation.changes + remediation.removals))
    assert not router.refused
    assert _addresses(parse(router.text())) == _addresses(intended)
    assert bool(remediation) == (_addresses(running) != _addresses(intended))


@given(running=_pools, intended=_pools)
def test_a_pool_that_loses_addresses_is_named(running: Config, intended: Config) -> None:
    before, after = _addresses(running), _addresses(intended)
    losing = {name for name, held in before.items() if held - after.get(name, AddressSet())}
    assert set(AddressPool.shrinks(running, intended)) == losing


def _user_lines(users: dict[str, tuple[str, int, bool]]) -> Config:
    blocks = []
    for name, (credential, privilege, logged_out) in users.items():
        level = f" privilege {privilege}" if privilege != 1 else ""
        blocks.append(Block(f"username {name}{level} {credential}"))
        if logged_out:
            blocks.append(Block(f"username {name} autocommand logout"))
    return Config(tuple(blocks))


_credentials = st.sampled_from(
    ["password 0 one", "password 0 two", "password 7 0822455D0A16", "secret 9 $9$a$b", "secret 5 $1$c$d"]
)
_users = st.dictionaries(
    st.sampled_from(["alice", "bob", "carol", "al"]),
    st.tuples(_credentials, st.integers(0, 1), st.booleans()),
).map(_user_lines)


@given(running=_users, intended=_users)
@effort(4)
def test_users_go_from_any_state_to_any_other_and_no_line_is_refused(
    running: Config, intended: Config
) -> None:
    remediation = LocalUsers.remediate(running, intended)
    router = PaperRouter(running.text())
    router.take(lines_of(remediation.changes + remediation.removals))
    assert not router.refused
    after = parse(router.text())
    assert not LocalUsers.remediate(after, intended)
    assert {block.line.split()[1] for block in after} == {block.line.split()[1] for block in intended}


@given(running=_users, intended=_users)
def test_a_user_that_has_to_go_first_comes_back_on_the_next_line(running: Config, intended: Config) -> None:
    changes = lines_of(LocalUsers.remediate(running, intended).changes)
    for line, following in pairwise((*changes, "")):
        if line.startswith("no username "):
            assert following.startswith(f"username {line.split()[2]} ")


@pytest.mark.parametrize(
    ("stored", "sent"),
    [
        ("password 0 one", ()),
        (
            "secret 9 $9$a$b",
            ("no username al", "username al password 0 one", "username al aaa attribute list VRF"),
        ),
    ],
)
def test_an_attribute_list_that_somebody_gave_a_user_is_never_taken_away(
    stored: str, sent: tuple[str, ...]
) -> None:
    """It authorizes, and the intent cannot say it; `no username` would take it along."""
    running = parse(f"username al {stored}\nusername al aaa attribute list VRF\n")
    remediation = LocalUsers.remediate(running, parse("username al password 0 one\n"))
    assert lines_of(remediation.changes) == sent


def _many(count: int) -> tuple[Config, Config]:
    running = [Block(f"username user{number} privilege 0 password 0 old") for number in range(count)]
    intended = [Block(f"username user{number} privilege 0 password 0 new") for number in range(1, count + 1)]
    return Config(tuple(running)), Config(tuple(intended))


@pytest.mark.slow
def test_ten_thousand_users_are_compared_in_linear_time() -> None:
    def seconds(count: int) -> float:
        running, intended = _many(count)
        refs = frozenset(Ref("user", f"user{number}") for number in range(count + 1))
        gc.disable()  # what the whole test process holds is not what is measured
        start = time.thread_time()
        remediation = LocalUsers.remediate(owned(running, LocalUsers.claims(refs)), intended)
        taken = time.thread_time() - start
        gc.enable()
        assert len(remediation.changes) == count
        assert lines_of(remediation.removals) == ("no username user0",)
        return taken

    small, large = min(seconds(1_000) for _ in range(5)), min(seconds(10_000) for _ in range(3))
    assert large < 40 * small  # quadratic would be a hundred times
    assert large < 2


def test_exclusive_claims_every_user_but_the_administrators() -> None:
    running = parse(
        "username admin privilege 15 secret 9 x\nusername test password 0 y\nusername stranger password 0 z\n"
    )
    claims = LocalUsers(exclusive=True, administrators=("admin",)).covers()
    assert [block.line.split()[1] for block in owned(running, claims)] == ["test", "stranger"]
    assert LocalUsers(administrators=("admin",)).covers() == ()
