"""A configuration after some lines, on paper: what stands there, not what a router would refuse of it."""

from __future__ import annotations

from flexvpn.ios.config import Block, Config


def edited(config: Config, lines: tuple[str, ...]) -> Config:
    """The configuration once these lines are taken: those that come are there, those behind a ``no`` are gone.

    A line that takes the place of another (a setting that a block has once) stands beside it here.
    """
    blocks: dict[str, dict[str, None]] = {
        block.line: dict.fromkeys(block.children) for block in config.blocks
    }
    here: dict[str, None] = {}
    for line in lines:
        words = line.strip()
        gone = words.removeprefix("no ")
        if line.startswith(" "):
            _take(here, words, gone)
        elif words == gone:
            here = blocks.setdefault(_there(blocks, words), {})
        else:
            here = {}
            for block in [name for name in blocks if _begins(name, gone)]:
                del blocks[block]
    return Config(tuple(Block(line, tuple(children)) for line, children in blocks.items()))


def _take(children: dict[str, None], words: str, gone: str) -> None:
    if words == gone:
        children[words] = None
        return
    for child in [name for name in children if _begins(name, gone)]:
        del children[child]


def _there(blocks: dict[str, dict[str, None]], line: str) -> str:
    """The block as the router prints it: IOS-XE adds words behind some (``type tunnel``)."""
    return line if line in blocks else next((name for name in blocks if name.startswith(f"{line} ")), line)


def _begins(line: str, start: str) -> bool:
    return line == start or line.startswith(f"{start} ")
