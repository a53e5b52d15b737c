"""--limit and --filter: names, globs, groups and labels; what names nothing is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from flexvpn.base.errors import OptionsRefused
from flexvpn.intent.selection import select
from stores.inventory import load_inventory

HOSTS = load_inventory(Path(__file__).resolve().parents[2] / "inventory").hosts


@pytest.mark.parametrize(
    ("limit", "filters", "names"),
    [
        ((), (), ["edge-split", "edge-full", "edge-legacy"]),
        (("all",), (), ["edge-split", "edge-full", "edge-legacy"]),
        (("edge-full",), (), ["edge-full"]),
        (("edge-legacy,edge-full",), (), ["edge-full", "edge-legacy"]),
        (("edge-legacy", "edge-full"), (), ["edge-full", "edge-legacy"]),
        (("*-s*",), (), ["edge-split"]),
        (("split-tunnel",), (), ["edge-split", "edge-legacy"]),
        ((), ("site=ham",), ["edge-full"]),
        ((), ("release=16.*",), ["edge-split", "edge-legacy"]),
        (("split-tunnel",), ("site=muc", "port=22"), ["edge-legacy"]),
    ],
)
def test_hosts_are_chosen_in_the_inventorys_order(
    limit: tuple[str, ...], filters: tuple[str, ...], names: list[str]
) -> None:
    assert [host.name for host in select(HOSTS, limit, filters)] == names


@pytest.mark.parametrize(
    ("limit", "filters", "said"),
    [
        (("edge-ful",), (), "did you mean edge-full"),
        (("nothing*", "nobody"), (), "no host and no group nobody"),
        ((), ("site",), "site is no KEY=VALUE"),
        ((), ("site=nowhere",), "no host is left by site=nowhere"),
    ],
)
def test_what_names_nothing_is_refused(limit: tuple[str, ...], filters: tuple[str, ...], said: str) -> None:
    with pytest.raises(OptionsRefused, match=said):
        select(HOSTS, limit, filters)
