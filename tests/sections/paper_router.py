"""IOS-XE on paper: what IOSXE.md says a router does with a line. Knows nothing of the code under test."""

from __future__ import annotations

import re
from ipaddress import IPv4Address

# Lines of which a block holds one: a new one takes the place of the old one.
ONE_VALUE = [
    r"(aaa authentication login \S+) .*",
    r"(aaa authorization (?:exec|network) \S+) .*",
    r"(aaa local authentication attempts max-fail) .*",
    r"(ip ssh version) .*",
    r"(ip ssh server algorithm hostkey) .*",
    r"(crypto ipsec transform-set \S+) .*",
    r"(crypto vpn anyconnect profile \S+) .*",
]
ONE_VALUE_BELOW = [
    r"(key|path|revocation-check|pool|dns|netmask|def-domain|banner|wins|session-lifetime) .*",
    r"(encryption|integrity|prf|group) .*",
    r"(authentication local|virtual-template|anyconnect profile|dpd|set transform-set|set ikev2-profile) .*",
    r"(aaa authentication anyconnect-eap|aaa authorization (?:group|user) anyconnect-eap) .*",
    r"(ip address|ip unnumbered|ip mtu|tunnel mode|tunnel protection|access-class|mode) .*",
]
SHOWN_BOTH_WAYS = {"ip http server", "ip http secure-server", "crypto ikev2 http-url cert", "shutdown"}
SILENT = "crypto ikev2 http-url cert"  # a default, and defaults are not printed


class PaperRouter:
    """Takes lines, keeps a configuration, and lists what a router would have refused."""

    def __init__(self, text: str) -> None:
        self.blocks: dict[str, list[str]] = {}
        self.refused: list[str] = []
        self.here = ""
        for line in text.splitlines():
            if line.strip(" !") and line.strip() != "end":
                self._load(line)

    def _load(self, line: str) -> None:
        words = " ".join(line.split())
        if line.startswith(" "):
            if self.here.startswith("ip access-list"):
                words = re.sub(r"^\d+ ", "", words)
            self.blocks[self.here].append(words)
        else:
            self.here = words
            self.blocks.setdefault(words, [])

    def take(self, lines: tuple[str, ...]) -> None:
        for line in lines:
            if line.startswith(" "):
                self._below(line.strip())
            else:
                self._top(line)

    def text(self) -> str:
        return "".join(
            f"{line}\n" + "".join(f" {child}\n" for child in children)
            for line, children in self.blocks.items()
        )

    def _top(self, line: str) -> None:
        self.here = line
        bare = line.removeprefix("no ")
        if bare in SHOWN_BOTH_WAYS:
            self.blocks.pop(bare, None)
            self.blocks.pop(f"no {bare}", None)
            if line != SILENT:
                self.blocks[line] = []
        elif line != bare:
            found = [block for block in self.blocks if block == bare or block.startswith(f"{bare} ")]
            self._refuse_unless(bool(found), line)
            for block in found:
                del self.blocks[block]
        else:
            self._refuse_unless(self._allowed(line), line)
            for pattern in ONE_VALUE:
                self._replace(pattern, line)
            if line.startswith("username ") and re.search(r" (password|secret) ", line):
                name = line.split()[1]
                self.blocks = {
                    block: children
                    for block, children in self.blocks.items()
                    if not re.match(rf"username {re.escape(name)} .*(password|secret) ", block)
                }
            self.blocks.setdefault(line, [])

    def _replace(self, pattern: str, line: str) -> None:
        if (new := re.fullmatch(pattern, line)) is None:
            return
        self.blocks = {
            (line if (old := re.fullmatch(pattern, block)) and old[1] == new[1] else block): children
            for block, children in self.blocks.items()
        }

    def _allowed(self, line: str) -> bool:
        if line.startswith("ip local pool ") and line not in self.blocks:
            return not any(
                _overlap(line, block) for block in self.blocks if block.startswith("ip local pool ")
            )
        if re.match(r"username .*(password|secret) ", line):
            name, kind = line.split()[1], "password" if " secret " in line else "secret"
            return not any(re.match(rf"username {re.escape(name)} .*{kind} ", block) for block in self.blocks)
        if line.startswith("ip nat inside source list "):
            rule = " ".join(line.split()[:6]) + " "
            return not any(block.startswith(rule) and block != line for block in self.blocks)
        if line.startswith("ip access-list "):
            return not any(
                block.split()[-1] == line.rsplit(maxsplit=1)[-1] and block != line
                for block in self.blocks
                if block.startswith("ip access-list ")
            )
        return True

    def _below(self, line: str) -> None:
        if self.here not in self.blocks:
            self.refused.append(f"{self.here} / {line}")
            return
        children = self.blocks[self.here]
        bare = line.removeprefix("no ")
        if bare in SHOWN_BOTH_WAYS:
            children[:] = [child for child in children if child.removeprefix("no ") != bare] + [line]
        elif line != bare:
            found = [child for child in children if child == bare or child.startswith(f"{bare} ")]
            self._refuse_unless(bool(found), f"{self.here} / {line}")
            children[:] = [child for child in children if child not in found]
            if self.here.startswith("crypto ikev2 policy"):
                self._refuse_unless(bool(children), f"{self.here} / {line}")
        elif line not in children:
            for pattern in ONE_VALUE_BELOW:
                if new := re.fullmatch(pattern, line):
                    children[:] = [
                        child
                        for child in children
                        if not ((old := re.fullmatch(pattern, child)) and old[1] == new[1])
                    ]
            children.append(line)

    def _refuse_unless(self, accepted: bool, line: str) -> None:  # noqa: FBT001 - reads as its name
        if not accepted:
            self.refused.append(line)


def _overlap(one: str, other: str) -> bool:
    first, second = (_ends(line) for line in (one, other))
    return first[0] <= second[1] and second[0] <= first[1]


def _ends(line: str) -> tuple[IPv4Address, IPv4Address]:
    words = line.split()[4:6]
    return IPv4Address(words[0]), IPv4Address(words[-1])
