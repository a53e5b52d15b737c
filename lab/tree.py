"""The running configuration as a tree of canonical lines.

Lines are stored as IOS-XE would print them, without indentation and without the trailing space that some
lines have (rendering adds both). A node's key says what it replaces: entering a line whose key is
already there replaces the old one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

Rank = tuple[int | str, ...]


class Node:
    """One line and the lines below it."""

    __slots__ = ("_children", "_sorted", "key", "order", "rank", "text", "trailing")

    def __init__(self, text: str = "", key: str = "", rank: Rank = (), *, trailing: bool = False) -> None:
        self.text = text
        self.key = key or text
        self.rank = rank
        self.order = 0
        self.trailing = trailing
        self._children: dict[str, Node] | None = None
        self._sorted: tuple[Node, ...] | None = ()

    @property
    def children(self) -> tuple[Node, ...]:
        """The lines below this one, in the order in which they are rendered."""
        if self._sorted is None:
            self._sorted = tuple(sorted((self._children or {}).values(), key=_position))
        return self._sorted

    def put(self, node: Node) -> Node:
        """Add ``node``, or replace the child with its key (which keeps its place and gives up its children)."""
        if self._children is None:
            self._children = {}
        old = self._children.get(node.key)
        if old is not None and old.rank == node.rank:
            node.order = old.order
        else:
            node.order = 1 + max((c.order for c in self._last()), default=0)
        self._children.pop(node.key, None) if old is not None and old.rank != node.rank else None
        self._children[node.key] = node
        self._sorted = None
        return node

    def child(self, key: str) -> Node | None:
        """The child with that key, in constant time."""
        return (self._children or {}).get(key)

    def drop(self, key: str) -> bool:
        """Remove the child with that key; tell whether there was one."""
        if self._children is None or key not in self._children:
            return False
        del self._children[key]
        self._sorted = None
        return True

    def drop_text(self, text: str) -> bool:
        """Remove the first child with that text; tell whether there was one."""
        node = self.with_text(text)
        return node is not None and self.drop(node.key)

    def resort(self) -> None:
        """Forget the rendered order; needed after a child's rank was changed in place."""
        self._sorted = None

    def find(self, prefix: str) -> tuple[Node, ...]:
        """Children whose text is ``prefix`` or begins with ``prefix`` and a space, in rendered order."""
        longer = prefix + " "
        found = [c for c in (self._children or {}).values() if c.text == prefix or c.text.startswith(longer)]
        return tuple(sorted(found, key=_position))

    def value(self, prefix: str) -> str | None:
        """What follows ``prefix`` on the first child that begins with it, or ``None``."""
        for node in self.find(prefix):
            return node.text[len(prefix) :].strip()
        return None

    def get(self, *path: str) -> Node | None:
        """The node reached by exact line texts from here, or ``None``."""
        node: Node | None = self
        for text in path:
            if node is None:
                return None
            quick = node.child(text)
            node = quick if quick is not None and quick.text == text else node.with_text(text)
        return node

    def with_text(self, text: str) -> Node | None:
        """The first child with that text, whatever its key."""
        return next((c for c in (self._children or {}).values() if c.text == text), None)

    def has(self, *path: str) -> bool:
        """Tell whether that exact line is there."""
        return self.get(*path) is not None

    def lines(self, depth: int = 0) -> Iterator[str]:
        """Every line below this node, indented by one space for each level, without trailing spaces."""
        for child in self.children:
            yield " " * depth + child.text
            yield from child.lines(depth + 1)

    def copy(self) -> Node:
        """A deep copy."""
        twin = Node(self.text, self.key, self.rank, trailing=self.trailing)
        twin.order = self.order
        if self._children:
            twin._children = {key: child.copy() for key, child in self._children.items()}
            twin._sorted = None
        return twin

    def _last(self) -> tuple[Node, ...]:
        return (next(reversed(self._children.values())),) if self._children else ()

    def __repr__(self) -> str:
        return f"Node({self.text!r}, {len(self._children or ())} below)"


class ConfigTree(Node):
    """The root of a configuration."""

    __slots__ = ()

    def copy(self) -> ConfigTree:
        """A deep copy."""
        twin = ConfigTree()
        for child in (self._children or {}).values():
            order = child.order
            twin.put(child.copy()).order = order
        return twin


def _position(node: Node) -> tuple[Rank, int]:
    return node.rank, node.order
