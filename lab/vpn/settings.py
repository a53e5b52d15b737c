"""What running-config says about the VPN, read afresh at each log-in."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lab.router import Router
    from lab.tree import Node

PHYSICAL = ("GigabitEthernet", "TenGigabitEthernet", "TwoGigabitEthernet", "HundredGigE", "Ethernet")


@dataclass(frozen=True, slots=True)
class Interface:
    """An interface as the VPN sees it."""

    name: str
    address: str | None
    up: bool
    node: Node


def interfaces(router: Router) -> Iterator[Interface]:
    """Every interface of running-config."""
    for node in router.running.find("interface"):
        words = (node.value("ip address") or "").split()
        is_address = len(words) > 1 and words[0][:1].isdigit()
        yield Interface(
            node.text.split()[1], words[0] if is_address else None, not node.has("shutdown"), node
        )


def interface(router: Router, name: str) -> Interface | None:
    """The interface of that name."""
    return next((i for i in interfaces(router) if i.name.lower() == name.lower()), None)


def outside_interface(router: Router) -> Interface | None:
    """Where clients arrive: the NAT outside interface, or the first physical one that is up."""
    physical = [i for i in interfaces(router) if i.name.startswith(PHYSICAL) and i.address and i.up]
    outside = [i for i in physical if i.node.has("ip nat outside")]
    return next(iter(outside or physical), None)


def profile_for(router: Router, identity: str) -> Node | None:
    """The complete IKEv2 profile that matches a key-id; an incomplete one is not used (section 7)."""
    for node in router.running.find("crypto ikev2 profile"):
        matches = node.has(f"match identity remote key-id {identity}") or node.has(
            "match identity remote any"
        )
        if matches and not node.has("shutdown") and is_complete(node):
            return node
    return None


def is_complete(profile: Node) -> bool:
    """A local and a remote authentication method, and something that is matched."""
    return bool(
        profile.find("authentication local")
        and profile.find("authentication remote")
        and profile.find("match")
    )


def name_of(node: Node) -> str:
    """The last word of a block's first line."""
    return node.text.split()[-1]


def first_free(router: Router, pool: str, taken: frozenset[int]) -> str | None:
    """The lowest address of a local pool that is not taken, range by range."""
    for low, high in pool_ranges(router, pool):
        number = next((n for n in range(low, high + 1) if n not in taken), None)
        if number is not None:
            return str(ipaddress.IPv4Address(number))
    return None


def pool_ranges(router: Router, name: str) -> tuple[tuple[int, int], ...]:
    """Ranges of a local pool as pairs of numbers."""
    found = []
    for node in router.running.find(f"ip local pool {name}"):
        words = [word for word in node.text.split()[4:] if re.fullmatch(r"[\d.]+", word)]
        if words:
            low = int(ipaddress.IPv4Address(words[0]))
            found.append((low, int(ipaddress.IPv4Address(words[-1])) if len(words) > 1 else low))
    return tuple(found)


def pool_names(router: Router) -> tuple[str, ...]:
    """Local pools in order of configuration."""
    return tuple(dict.fromkeys(node.text.split()[3] for node in router.running.find("ip local pool")))


@dataclass(frozen=True, slots=True)
class TransformSet:
    """A named list of IPsec transforms."""

    name: str
    transforms: tuple[str, ...]
    mode: str = "Tunnel"

    @property
    def shown(self) -> str:
        """`esp-256-aes esp-sha256-hmac`, as the show commands have it."""
        return " ".join(self.transforms)

    @property
    def cipher(self) -> str:
        """`AES-CBC` or `AES-GCM`, for the child SA."""
        first = self.transforms[0]
        return "AES-GCM" if "gcm" in first else "3DES" if "3des" in first else "AES-CBC"

    @property
    def key_size(self) -> str:
        """Bits of the cipher."""
        found = re.search(r"\d{3}", self.transforms[0].replace("3des", ""))
        return found[0] if found else "128"

    @property
    def hmac(self) -> str:
        """`SHA256`, or `None` for an authenticated cipher."""
        found = next((t for t in self.transforms if t.endswith("-hmac")), None)
        if found is None:
            return "None"
        word = found.removeprefix("esp-").removesuffix("-hmac").upper()
        return {"SHA": "SHA96", "MD5": "MD596"}.get(word, word)


DEFAULT_TRANSFORM_SET = TransformSet("default", ("esp-aes", "esp-sha-hmac"), "Transport")


def transform_sets(router: Router) -> dict[str, TransformSet]:
    """Configured transform sets and the smart default."""
    found = {"default": DEFAULT_TRANSFORM_SET}
    for node in router.running.find("crypto ipsec transform-set"):
        words = node.text.split()
        transforms = tuple(_transforms(words[4:]))
        mode = (node.value("mode") or "tunnel").split()[0].capitalize()
        found[words[3]] = TransformSet(words[3], transforms, mode)
    return found


def _transforms(words: list[str]) -> Iterator[str]:
    """`esp-aes 256` is shown as `esp-256-aes`, `esp-gcm 256` stays two words (transcripts)."""
    for position, word in enumerate(words):
        size = words[position + 1] if position + 1 < len(words) and words[position + 1].isdigit() else ""
        if word.isdigit():
            continue
        if word == "esp-aes" and size and size != "128":
            yield f"esp-{size}-aes"
        elif size and word != "esp-aes":
            yield f"{word} {size}"
        else:
            yield word


def profile_transform_sets(router: Router, profile: Node) -> tuple[TransformSet, ...]:
    """The transform sets of an IPsec profile in order; the smart default where none is named."""
    known = transform_sets(router)
    names = (profile.value("set transform-set") or "default").split()
    return tuple(known[name] for name in names if name in known)
