"""Effects of pools, access lists, trustpoints, IKEv2, IPsec and SSL lines."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING

from lab.dialogue import IncompleteCommandError, InvalidInputError
from lab.effects.system import between_delimiters
from lab.pki.store import DamagedChainError, Role
from lab.releases import Behaviour
from lab.session import Collector
from lab.tree import Node

if TYPE_CHECKING:
    from lab.change import Change
    from lab.dialogue import Dialogue


def trustpoint(change: Change) -> Dialogue:
    """A new trustpoint checks revocation, and newer releases show its hash (docs/iosxe.md sections 1.0 and 1.3)."""
    new = change.parent.child(change.key() or "") is None
    node = change.put()
    if new and change.session.line_source != "boot":
        node.put(Node("revocation-check crl", "revocation-check", (30,)))
        if change.router.does(Behaviour.TRUSTPOINT_HASH):
            node.put(Node("hash sha256", "hash", (50,)))
    yield from ()


def revocation_check(change: Change) -> Dialogue:
    """``no`` goes back to ``crl``, which is shown."""
    text = "revocation-check crl" if change.negated else change.match.text
    change.put(text, "revocation-check")
    yield from ()


def certificate_chain(change: Change) -> Dialogue:
    """Enter a chain: certificates are hexadecimal text up to ``quit`` and go to the PKI store."""
    name = change.captures["name"]
    boot = change.session.line_source == "boot"
    if not boot and change.router.running.child(f"crypto pki trustpoint {name}") is None:
        change.refused = True
        yield f"% Trustpoint {name} does not exist\n"
        return
    change.put()


def chain_certificate(change: Change) -> Dialogue:
    """One certificate of a chain: hexadecimal text up to ``quit``, or a file in nvram that is there already."""
    router, name = change.router, change.parent.text.split()[-1]
    kind = next((w for w in change.match.words[1:2] if w in ("ca", "self-signed")), "")
    role = {"ca": Role.CA, "self-signed": Role.SELF_SIGNED}.get(kind, Role.IDENTITY)
    if "file" in change.captures or change.negated:
        return
    collected: list[str] = []

    def feed(row: str) -> str | None:
        if row.strip() != "quit":
            collected.append(row.strip())
            return None
        try:
            router.pki.install_hex(name, role, collected, router.clock.now())
        except DamagedChainError:
            return "% Failed to parse or verify imported certificate\n"
        return ""

    change.session.collecting = Collector(feed)
    yield from ()


def local_pool(change: Change) -> Dialogue:
    """Ranges are added; one that overlaps any pool is refused (docs/iosxe.md section 7)."""
    root, name = change.parent, change.captures["name"]
    low, high = change.captures.get("low"), change.captures.get("high")
    if change.negated:
        whole = low is None or not change.router.quirks.no_pool_range_only
        text = f"ip local pool {name}" + (f" {low}" if low else "") + (f" {high}" if high else "")
        for node in root.find(f"ip local pool {name}" if whole else text):
            change.remove(node.key)
        return
    first = ipaddress.IPv4Address(low or "")
    last = ipaddress.IPv4Address(high or low or "")
    if last < first:
        yield f"%Bad IP address range {first} - {last}\n"
        return
    for node in root.find("ip local pool"):
        words = node.text.split()
        start, end = ipaddress.IPv4Address(words[4]), ipaddress.IPv4Address(words[-1])
        same = words[3] == name and (start, end) == (first, last)
        if same and not change.router.quirks.same_pool_refused:
            return
        if start <= last and first <= end:
            yield f"%IP address range overlaps with pool: {words[3]}\n"
            return
    text = f"ip local pool {name} {first}" + (f" {last}" if last != first else "")
    change.put(text, text)


def access_list_entry(change: Change) -> Dialogue:
    """Entries are numbered by tens; a second entry of the same text is ignored with a word."""
    body = _entry(change)
    node, numbered = change.parent, bool(change.router.quirks.acl_sequence_numbers)
    if change.negated:
        change.remove(body)
        return
    taken = {int(c.rank[1]): c for c in node.children if len(c.rank) > 1}
    sequence = int(change.captures.get("sequence", max(taken, default=0) // 10 * 10 + 10))
    same = node.child(body)
    if same is not None:
        if "sequence" not in change.captures or same.rank[1] != sequence:
            yield f"% Duplicate {body.split()[0]} statement ignored.\n"
        return
    if sequence in taken:
        yield "% Duplicate sequence number\n"
        return
    change.put(f"{sequence} {body}" if numbered else body, body, rank=(10, sequence))


def access_list_number(change: Change) -> Dialogue:
    """``no 10``: an entry by its number."""
    if not change.negated:
        raise IncompleteCommandError
    number = int(change.captures["sequence"])
    for node in change.parent.children:
        if len(node.rank) > 1 and node.rank[1] == number:
            change.remove(node.key)
    yield from ()


def _entry(change: Change) -> str:
    words = list(change.match.words)
    if words and words[0].isdigit():
        words = words[1:]
    tokens = " ".join(words).split()
    action, rest = tokens[0], tokens[1:]
    extended = change.row.mode == "config-ext-nacl"
    if not extended and rest[:1] == ["host"]:
        rest = rest[1:]
    if extended:
        _check_extended(rest)
    elif rest[:1] != ["any"]:
        _address_or_fail(rest[0], 0)
    index = 0
    while index + 1 < len(rest):
        one, two = rest[index], rest[index + 1]
        if one == "host":
            index += 2
        elif _is_address(one) and _is_address(two):
            # An address with its wildcard; what follows is a pair of its own.
            wild = int(ipaddress.IPv4Address(two))
            rest[index] = str(ipaddress.IPv4Address(int(ipaddress.IPv4Address(one)) & ~wild))
            index += 2
        else:
            index += 1
    return ("deny   " if action == "deny" else "permit ") + " ".join(rest)


def _check_extended(rest: list[str]) -> None:
    known = {"ip", "tcp", "udp", "icmp", "esp", "ahp", "gre", "igmp", "ospf", "eigrp", "pim", "object-group"}
    if rest[0] not in known and not rest[0].isdigit():
        raise InvalidInputError(0)
    if len(rest) < 3 or (
        rest[1] != "any" and rest[1] not in ("host", "object-group") and not _is_address(rest[1])
    ):
        raise InvalidInputError(1)


def _address_or_fail(word: str, index: int) -> None:
    if not _is_address(word):
        raise InvalidInputError(index)


def _is_address(word: str) -> bool:
    try:
        ipaddress.IPv4Address(word)
    except ValueError:
        return False
    return True


def authentication(change: Change) -> Dialogue:
    """Remote methods are added, the local one is replaced; their printed order is remote first (REAL)."""
    quirks, text = change.router.quirks, change.match.text
    if change.negated:
        change.remove()
        return
    local = change.parent.child("authentication local")
    judged = quirks.rsa_sig_first and "anyconnect-eap" in text and change.session.line_source != "boot"
    if judged and (local is None or local.text != "authentication local rsa-sig"):
        yield "% Local authentication method must be rsa-sig\n"
        return
    remote = text.startswith("authentication remote")
    change.put(rank=(32,) if remote and not quirks.profile_remote_first else None)


def match_address(change: Change) -> Dialogue:
    """An address without a mask is a host."""
    mask = change.captures.get("mask", "255.255.255.255")
    text = f"match identity remote address {change.captures['address']} {mask}"
    if change.negated:
        change.remove(text)
    else:
        change.put(text, text)
    yield from ()


def policy_proposal(change: Change) -> Dialogue:
    """Attaching a proposal that is attached already is answered (REAL)."""
    if change.negated:
        change.remove()
    elif change.parent.child(change.key() or "") is not None:
        yield "% Policy already has same proposal set \n"
    else:
        change.put()


def policy_banner(change: Change) -> Dialogue:
    """The banner of an authorization policy: between delimiters, or (a quirk) the rest of the line."""
    if change.negated:
        change.remove("banner")
    elif change.router.quirks.policy_banner_delimited:
        yield from between_delimiters(change, lambda body: change.put(f"banner ^C{body}^C", "banner"))
    else:
        change.put(f"banner {change.captures['line'].strip()}", "banner")


def http_url_cert(change: Change) -> Dialogue:
    """On by default; whether its absence is shown is inferred (docs/iosxe.md section 1.8)."""
    if change.negated:
        change.put("no crypto ikev2 http-url cert", "crypto ikev2 http-url cert")
    else:
        change.remove("crypto ikev2 http-url cert")
    yield from ()


def vpn_profile(change: Change) -> Dialogue:
    """The client profile: the router reads the file now, and perhaps never again (docs/iosxe.md section 5)."""
    router, name = change.router, change.captures["name"]
    if change.negated:
        change.remove()
        router.client_profiles.pop(name, None)
        return
    path = change.captures["path"]
    present = router.flash.exists(path)
    if not present and router.quirks.vpn_profile_file_checked and change.session.line_source != "boot":
        yield f"%Error opening {path} (No such file or directory)\n"
        return
    if router.quirks.vpn_profile_slash:
        path = re.sub(r"^(\w+):/*", r"\1:/", path)
    change.put(
        f"crypto vpn anyconnect profile {name} {path}",
        rank=(588,) if router.quirks.vpn_profile_last else None,
    )
    if present:
        router.client_profiles[name] = router.flash.read(path)


def transform_set(change: Change) -> Dialogue:
    """``mode tunnel`` is always printed, though it is the default (REAL)."""
    if change.negated:
        change.remove()
        return
    node = change.put()
    if node.child("mode") is None:
        node.put(Node("mode tunnel", "mode", (10,)))
    yield from ()


def set_transform(change: Change) -> Dialogue:
    """Transform sets that an IPsec profile names must exist."""
    if change.negated:
        change.remove("set transform-set")
        return
    for name in change.captures["name"].split():
        if change.router.running.child(f"crypto ipsec transform-set {name}") is None:
            yield f'ERROR: transform set with tag "{name}" does not exist.\n'
            return
    change.put(change.match.text, "set transform-set")


def ssl_policy(change: Change) -> Dialogue:
    """A new SSL policy is shut down."""
    new = change.parent.child(change.key() or "") is None
    if change.negated:
        change.remove()
        return
    node = change.put()
    if new:
        node.put(Node("shutdown", "shutdown", (40,)))
    yield from ()
