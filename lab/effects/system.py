"""Effects of the system's own lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lab.dialogue import Ask
from lab.session import Collector
from lab.tree import Node

if TYPE_CHECKING:
    from collections.abc import Callable

    from lab.change import Change
    from lab.dialogue import Dialogue

SHIELD_LATER = "The state of the compliance shield will take effect after reboot\n"
NO_AAA = "Changing configuration back to no aaa new-model is not supported.\nContinue?[confirm]"


def ignore(_change: Change) -> Dialogue:
    """Lines that running-config shows and that change nothing when entered."""
    yield from ()


def hostname(change: Change) -> Dialogue:
    """``no hostname`` goes back to ``Router``."""
    if change.negated:
        change.put("hostname Router", "hostname")
        return
    name = change.captures["name"]
    if len(name) > 63 or not re.fullmatch(r"[A-Za-z][A-Za-z0-9_.-]*", name):
        yield f'% Hostname "{name}" is not a legal LAN name.  Using it anyway.\n'
    change.put(f"hostname {name}", "hostname")


def timestamps(change: Change) -> Dialogue:
    """One line for debug and one for log."""
    key = f"service timestamps {change.match.words[2]}"
    if change.negated:
        change.remove(key)
        return
    words = change.match.words
    text = change.match.text if len(words) > 3 else f"{key} uptime"
    change.put(text, key)
    yield from ()


def aaa_new_model(change: Change) -> Dialogue:
    """AAA brings ``aaa session-id common`` along; without it no AAA line is left (docs/iosxe.md section 1.0)."""
    root = change.parent
    if not change.negated:
        change.put()
        if root.child("aaa session-id") is None:
            root.put(Node("aaa session-id common", "aaa session-id", (250,)))
        return
    if root.child("aaa new-model") is None:
        return
    if change.session.line_source != "boot":
        answer = yield Ask(NO_AAA)
        if answer.strip().lower() not in ("", "y", "yes"):
            return
    for node in root.find("aaa"):
        change.remove(node.key)


def compliance_shield(change: Change) -> Dialogue:
    """Disabling it counts from the next boot on, when startup-config says so (docs/iosxe.md section 11.4)."""
    before = change.parent.child(change.key() or "") is not None
    if change.negated:
        change.remove()
    else:
        change.put()
    if change.session.line_source == "boot":
        change.router.shield_disabled = not change.negated
    elif before == change.negated and change.router.quirks.shield_asks_for_reload:
        yield SHIELD_LATER


def max_fail(change: Change) -> Dialogue:
    """Renders beside ``aaa new-model`` or after the lists: nobody has seen which (INF)."""
    if change.negated:
        change.remove()
        return
    after = change.router.quirks.max_fail_after_lists
    change.put(rank=(245,) if after else (203,))
    yield from ()


def domain_name(change: Change) -> Dialogue:
    """``ip domain-name`` is the old spelling of ``ip domain name``."""
    if change.negated:
        change.remove("ip domain name")
    else:
        change.put(f"ip domain name {change.captures['name']}", "ip domain name")
    yield from ()


def domain_lookup(change: Change) -> Dialogue:
    """``ip domain-lookup`` is the old spelling of ``ip domain lookup``."""
    if change.negated:
        change.put("no ip domain lookup", "ip domain lookup")
    else:
        change.remove("ip domain lookup")
    yield from ()


def file_prompt(change: Change) -> Dialogue:
    """``alert`` is the default and is not shown."""
    if change.negated or change.match.words[2] == "alert":
        change.remove("file prompt")
    else:
        change.put(change.match.text, "file prompt")
    yield from ()


def exec_timeout(change: Change) -> Dialogue:
    """Minutes and seconds, both shown; ten minutes are the default."""
    if change.negated:
        change.remove()
        return
    minutes, seconds = change.captures["minutes"], change.captures.get("seconds", "0")
    if (minutes, seconds) == ("10", "0"):
        change.remove()
    else:
        change.put(f"exec-timeout {minutes} {seconds}")
    yield from ()


def login(change: Change) -> Dialogue:
    """How a line authenticates; ``login local`` is gone once AAA decides."""
    if change.negated:
        change.put("no login", "login")
        return
    text = change.match.text
    aaa = change.router.running.has("aaa new-model")
    if text.startswith("login authentication"):
        name = change.captures["list"]
        if aaa and name != "default" and not change.router.running.find(f"aaa authentication login {name}"):
            yield f'AAA: Warning authentication list "{name}" is not defined for LOGIN.\n'
    elif aaa and change.session.line_source != "boot":
        yield "% Incomplete command.\n\n" if text == "login" else ""
        if text == "login":
            return
    change.put(text, "login")


def line(change: Change) -> Dialogue:
    """Ranges of VTYs: a range that spans several blocks edits all of them, and makes what is missing."""
    if change.negated:
        change.remove()
        return
    words = change.match.words
    if words[1] != "vty":
        change.put(f"line {'con' if words[1] == 'console' else 'aux'} 0", change.row.key)
        return
    first = int(change.captures["first"])
    last = int(change.captures.get("last", first))
    known = {}
    for node in change.parent.find("line vty"):
        numbers = [int(n) for n in re.findall(r"\d+", node.text)]
        known[numbers[0]] = (numbers[-1], node)
    covered = max((top for low, (top, _) in known.items() if low <= last), default=first - 1)
    if covered < last:
        low = max(first, covered + 1)
        text = f"line vty {low} {last}" if last > low else f"line vty {low}"
        rank = (902, low)
        known[low] = (last, change.parent.put(Node(text, f"line vty {low}", rank)))
        change.session.changed = True
    inside = [node for low, (_, node) in sorted(known.items()) if first <= low <= last]
    if inside and change.parent.child(f"line vty {first}") is not None:
        change.session.pending_twins = tuple(node for node in inside if node.key != f"line vty {first}")
    yield from ()


def http_secure_server(change: Change) -> Dialogue:
    """Switching it on makes a self-signed trustpoint; switching it off leaves that (docs/iosxe.md section 1.8)."""
    from lab.pki import factory

    router, root = change.router, change.parent
    if change.negated:
        change.put("no ip http secure-server")
        return
    change.put()
    name = factory.self_signed_name(router)
    if root.child(f"crypto pki trustpoint {name}") is None and change.session.line_source != "boot":
        number = name.rsplit("-", 1)[-1]
        lines = [
            f"crypto pki trustpoint {name}",
            " enrollment selfsigned",
            f" subject-name cn=IOS-Self-Signed-Certificate-{number}",
            " revocation-check none",
            f" rsakeypair {name}",
        ]
        router.configure("\n".join(lines))
        factory.install_self_signed(router, name)
    yield from ()


def banner(change: Change) -> Dialogue:
    """Text between two delimiters, over several lines if need be."""
    kind = change.match.words[1]
    key = f"banner {kind}"
    if change.negated:
        change.remove(key)
        return
    yield from between_delimiters(
        change, lambda body: change.parent.put(Node(f"{key} ^C{body}^C", key, (855,)))
    )


def between_delimiters(change: Change, keep: Callable[[str], object]) -> Dialogue:
    """Take the text after a delimiter, over as many lines as it needs until it comes again; ``keep`` gets it."""
    rest = change.captures["line"]
    mark = "\x03" if rest.startswith(("^C", "\x03")) else rest[:1]
    text = rest[2:] if rest.startswith("^C") else rest[1:]
    collected: list[str] = []

    def finish() -> str:
        keep("\n".join(collected))
        change.session.changed = True
        return ""

    def feed(row: str) -> str | None:
        ends = [row.find(end) for end in (mark, "^C" if mark == "\x03" else mark) if end in row]
        if not ends:
            collected.append(row)
            return None
        collected.append(row[: min(ends)])
        return finish()

    if feed(text) is None:
        change.session.collecting = Collector(feed)
        if change.session.line_source == "terminal":
            yield f"Enter TEXT message.  End with the character '{mark}'.\n"


def key_string(change: Change) -> Dialogue:
    """The lines that follow are a public key, up to ``exit``; shown as its digest afterwards."""
    from lab.publickey import key_hash_line

    collected: list[str] = []
    parent = change.parent

    def feed(row: str) -> str | None:
        if row.strip() != "exit":
            collected.append(row.strip())
            return None
        text = key_hash_line(" ".join(collected))
        if text is None:
            return "%SSH: Failed to decode the Key Value\n"
        parent.put(Node(text, text, (10,)))
        change.session.changed = True
        return ""

    if not change.negated:
        change.refused = True
        change.session.collecting = Collector(feed)
    yield from ()
