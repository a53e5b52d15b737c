"""What every change says of the router is so: over all sections, from any part of what their cases hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flexvpn.ios.change import walk
from flexvpn.ios.config import Block, Config, parse
from flexvpn.ios.edited import edited
from flexvpn.ios.remediation import place
from flexvpn.ios.withheld import withhold
from flexvpn.sections.anyconnect_profile import AnyConnectProfile
from tests.effort import effort
from tests.sections.cases import Case, all_cases

if TYPE_CHECKING:
    from flexvpn.ios.change import Change

CASES = all_cases()
DEFAULTS = {"crypto ikev2 http-url cert"}
"""Lines that no router prints."""
by_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def routers(case: Case) -> st.SearchStrategy[Config]:
    """Some blocks of the section's cases, each as one of them has it, with some of its lines."""
    blocks: dict[tuple[str, ...], list[Block]] = {}
    for other in CASES:
        if other.section is case.section:
            for config in (other.running(), other.rendered()):
                for block in config:
                    # A router holds a setting of one value once, and never in both polarities.
                    spot = place(case.section.line_rules(), block.line) or (block.line.removeprefix("no "),)
                    blocks.setdefault(spot, []).append(block)
    names = st.lists(st.sampled_from(sorted(blocks)), unique=True) if blocks else st.just([])
    return names.flatmap(
        lambda chosen: st.tuples(*(st.sampled_from(blocks[name]).flatmap(_parts) for name in chosen))
    ).map(Config)


def _parts(block: Block) -> st.SearchStrategy[Block]:
    kept = st.tuples(*(st.booleans() for _ in block.children))
    return kept.map(
        lambda keep: Block(
            block.line, tuple(child for child, stays in zip(block.children, keep, strict=True) if stays)
        )
    )


def sent(case: Case, router: Config) -> tuple[Change, ...]:
    remediation = case.compared(router, case.rendered())
    return remediation.changes + remediation.removals


def held(router: Config, path: tuple[str, ...]) -> list[str]:
    """The router's lines where a line with these blocks around it is typed."""
    if not path:
        return [block.line for block in router]
    (parent,) = path
    blocks = [block for block in router if f"{block.line} ".startswith(f"{parent} ")]
    return [child for block in blocks for child in block.children]


@by_case
@effort(0.05)
@given(data=st.data())
def test_the_changes_made_on_paper_give_the_intent(case: Case, data: st.DataObject) -> None:
    router = data.draw(routers(case))
    after = edited(router, sent(case, router))
    assert not sent(case, Config(tuple(block for block in after if block.line not in DEFAULTS)))


@by_case
@effort(0.05)
@given(data=st.data())
def test_what_a_change_adds_stands_there_afterwards(case: Case, data: st.DataObject) -> None:
    router = data.draw(routers(case))
    changes = sent(case, router)
    after = edited(router, changes)
    for path, change in walk(changes):
        if change.adds:
            assert change.line in held(after, path)
        elif change.below:
            assert change.line in held(router, path)


@by_case
@effort(0.05)
@given(data=st.data())
def test_what_is_replaced_is_another_line_of_the_router(case: Case, data: st.DataObject) -> None:
    router = data.draw(routers(case))
    for path, change in walk(sent(case, router)):
        there = [withhold(line) for line in held(router, path) if line != change.line]
        assert change.replaces in {"", *there}


@by_case
@effort(0.05)
@given(data=st.data())
def test_a_minus_stands_exactly_where_the_router_holds_what_goes(case: Case, data: st.DataObject) -> None:
    router = data.draw(routers(case))
    for path, change in walk(sent(case, router)):
        words = change.line.removeprefix("no ")
        # A file's path is written with a slash or without: both name the same file.
        gone = [
            withhold(line)
            for line in held(router, path)
            if words in {line, line.replace(":", ":/")} or line.startswith(f"{words} ")
        ]
        if words != change.line:
            assert change.removes == tuple(gone)
        assert change.mark == ("-" if gone and words != change.line else "+")


def test_what_is_replaced_is_told_as_the_router_writes_it() -> None:
    """It may write a file's path without the slash, with which it is compared."""
    line = "crypto vpn anyconnect profile acvpn bootflash:"
    remediation = AnyConnectProfile.remediate(
        parse(f"{line}old.xml\n{line.replace('acvpn', 'other')}x.xml\n"),
        parse(f"{line}/acvpn.xml\n"),
    )
    assert [change.replaces for change in remediation.changes] == [f"{line}old.xml"]
    assert [change.removes for change in remediation.removals] == [
        (f"{line.replace('acvpn', 'other')}x.xml",)
    ]
