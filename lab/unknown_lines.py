"""Lines that the lab keeps without understanding them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.grammar import plausible
from lab.session import Context
from lab.tree import Node

if TYPE_CHECKING:
    from lab.router import Router
    from lab.session import Session


def keep_line(session: Session, node: Node, text: str, negated: str) -> None:
    """Store a line of a block whose inner lines nobody understands."""
    if negated == "no" and node.drop_text(text.strip().removeprefix("no").strip()):
        session.changed = True
        return
    children = node.children
    depth = len(text) - len(text.lstrip())
    header = next((c.text for c in reversed(children) if len(c.text) - len(c.text.lstrip()) < depth), "")
    if text.strip().startswith("exit") and children:
        header = children[-1].key
    key = f"{header}|{text}"
    if node.child(key) is None:
        node.put(Node(text, key, (500,)))
        session.changed = True


def find_plausible(text: str) -> tuple[int, str] | None:
    """Position and mode of a line that real routers have and no row describes."""
    low = text.split()
    best: tuple[int, str] | None = None
    length = 0
    for prefix, position, mode in plausible.WORDS:
        words = prefix.split()
        if len(words) > length and low[: len(words)] == words:
            best, length = (position, mode), len(words)
    return best


def store_plausible(
    router: Router, session: Session, text: str, known: tuple[int, str], negated: str
) -> None:
    """Keep such a line as it is, or take it away."""
    del session.contexts[1:]
    position, mode = known
    if negated:
        gone = [node.key for node in router.running.find(text)]
        for key in gone:
            router.running.drop(key)
        session.changed = session.changed or bool(gone)
        # Of what has a name nothing remains; of what is a switch, that it is off.
        named = bool(mode) or text.startswith(plausible.NAMED)
        if gone or (named and session.line_source != "boot"):
            return
    line = f"no {text}" if negated else text
    node = router.running.child(line)
    if node is None:
        router.running.drop(f"no {text}")
        node = router.running.put(Node(line, line, (position,)))
        session.changed = True
    if mode and not negated:
        session.contexts.append(Context(mode, node))
