"""Inheritance is Nornir's: the same files, read by Nornir itself, give the same data."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from nornir.plugins.inventory.simple import SimpleInventory

from flexvpn.intent.documents import Document, read_document
from flexvpn.intent.hosts import Sources, one_router_twice, resolve

HOSTS = """
a: {hostname: 192.0.2.1, groups: [g1, g2], data: {x: host}}
b: {groups: [g3, g1]}
c: {data: {z: host}}
"""
GROUPS = """
g1: {groups: [parent], data: {y: g1}}
g2: {data: {y: g2, w: g2}}
g3: {data: {x: g3}}
parent: {data: {x: parent, w: parent, list: [1, 2]}}
"""
DEFAULTS = "data: {x: default, y: default, z: default, list: [3]}\n"


def _sources() -> Sources:
    empty = Document("none", None)
    return Sources(
        read_document(HOSTS, "hosts.yaml")[0],
        read_document(GROUPS, "groups.yaml")[0],
        read_document(DEFAULTS, "defaults.yaml")[0],
        empty,
        (),
    )


def test_every_host_has_the_data_that_nornir_gives_it(tmp_path: Path) -> None:
    for name, text in (("hosts", HOSTS), ("groups", GROUPS), ("defaults", DEFAULTS)):
        (tmp_path / f"{name}.yaml").write_text(text)
    nornir = SimpleInventory(
        str(tmp_path / "hosts.yaml"), str(tmp_path / "groups.yaml"), str(tmp_path / "defaults.yaml")
    ).load()
    raw, mistakes = resolve(_sources())
    assert not mistakes
    ours: dict[str, dict[str, Any]] = {
        host.name: {key: origin.value for key, origin in host.data.items()} for host in raw
    }
    assert ours == {name: dict(host.items()) for name, host in nornir.hosts.items()}


def test_every_value_knows_where_it_comes_from() -> None:
    raw, _ = resolve(_sources())
    data = raw[0].data
    assert [(data[key].document.path, data[key].path[0]) for key in "xywz"] == [
        ("hosts.yaml", "a"),
        ("groups.yaml", "g1"),
        ("groups.yaml", "parent"),
        ("defaults.yaml", "data"),
    ]
    assert raw[1].groups == ("g3", "g1", "parent")


def test_a_group_within_itself_is_read_once() -> None:
    sources = _sources()
    groups = read_document("g1: {groups: [g2]}\ng2: {groups: [g1]}\ng3: {}\n", "groups.yaml")[0]
    raw, _ = resolve(Sources(sources.hosts, groups, sources.defaults, sources.settings, ()))
    assert raw[0].groups == ("g1", "g2")


def test_two_ports_of_one_address_are_two_routers() -> None:
    text = (
        "a: {hostname: 192.0.2.1}\nb: {hostname: 192.0.2.1, port: 8022}\nc: {hostname: 192.0.2.1, port: 22}\n"
    )
    sources = replace(_sources(), hosts=read_document(text, "hosts.yaml")[0])
    (mistake,) = one_router_twice(resolve(sources)[0])
    assert "c and a (hosts.yaml:1) are one router: 192.0.2.1 port 22" in str(mistake)
