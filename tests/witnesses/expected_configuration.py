"""What Ansible's reader must find in a configuration: the router's tree, in its order, and what is not in the tree."""

from __future__ import annotations

from collections.abc import Iterator

from lab.pki.store import Role
from lab.router import Router
from lab.tree import Node
from tests.witnesses import state

HEADS = {
    Role.IDENTITY: "certificate {}",
    Role.SELF_SIGNED: "certificate self-signed {}",
    Role.CA: "certificate ca {}",
}


def paths(node: Node, parents: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """A line and what is below it, each with its parents."""
    here = (*parents, node.text)
    yield here
    for child in node.children:
        yield from paths(child, here)


def chains(router: Router, *, stored: bool) -> Iterator[tuple[str, ...]]:
    """Certificate chains with one line a certificate."""
    for name in router.pki.trustpoints():
        top = f"crypto pki certificate chain {name}"
        yield (top,)
        for entry in router.pki.certificates(name):
            head = HEADS[entry.role].format(state.serial(entry.certificate))
            yield (top, f"{head} {state.storage(entry)}" if stored else head)


def expected(router: Router, *, stored: bool = False) -> list[tuple[str, ...]]:
    """All lines in the order of running-config, or of startup-config (``stored``)."""
    box = router.hardware
    lines: list[tuple[str, ...]] = [(f"version {router.release.short}",)]
    nodes = list(router.running.children)
    boot = ("boot-start-marker",), ("boot-end-marker",)
    for index, node in enumerate(nodes):
        previous = int(nodes[index - 1].rank[0]) if index else 0
        position = int(node.rank[0])
        if previous < 112 <= position:
            lines += boot
        if previous < 310 < position:
            lines += chains(router, stored=stored)
        if previous < 400 < position:
            lines.append((f"license udi pid {box.pid} sn {box.serial}",))
        lines += paths(node)
    return [*lines, ("end",)]


def seen(read: list[list[str]]) -> list[tuple[str, ...]]:
    """What Ansible read, certificates' digits left out."""
    found = []
    for path in read:
        if path[0].startswith("crypto pki certificate chain") and (len(path) > 2 or path[-1] == "quit"):
            continue
        found.append(tuple(path))
    return found
