"""User names, enable and line passwords: how they are merged, hashed, encrypted and removed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lab import credentials
from lab.dialogue import Ask, InvalidInputError
from lab.release_rules import warn
from lab.releases import Behaviour, Upon

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from lab.change import Change
    from lab.dialogue import Dialogue
    from lab.router import Router

REMOVAL = (
    "This operation will remove all username related configurations with same name."
    "Do you want to continue? [confirm]"
)
CONFLICT = "ERROR: Can not have both a user password and a user secret.\n Please choose one or the other.\n"
NO_HASH = (
    "ERROR: The secret you entered is not a valid encrypted secret.\n"
    "To enter an UNENCRYPTED secret, do not specify type {kind} encryption.\n"
    "When you properly enter an UNENCRYPTED secret, it will be encrypted.\n\n"
)
HASHES = {"5": "$1$", "8": "$8$", "9": "$9$"}
ALGORITHMS: dict[str, tuple[Callable[[str, str], str], int, str]] = {
    "md5": (credentials.type5, 4, "5"),
    "sha256": (credentials.type8, 14, "8"),
    "scrypt": (credentials.type9, 14, "9"),
}
_USER = re.compile(
    r"username (?P<name>\S+)(?: privilege (?P<privilege>\d+))?"
    r"(?: (?P<what>password|secret) (?P<type>\d) (?P<value>.*))?"
)


def username(change: Change) -> Dialogue:
    """Merge the parts of a user into one line, as running-config shows it (docs/iosxe.md section 1.2)."""
    name = change.captures["name"]
    key = f"username {name}"
    old = change.parent.child(key)
    if change.negated:
        yield from _remove(change, name)
        return
    known = _USER.fullmatch(old.text) if old else None
    parts: dict[str, str | None] = {"privilege": None, "what": None, "type": None, "value": None}
    if known is not None:
        parts |= known.groupdict()
    if "privilege" in change.captures:
        chosen = change.captures["privilege"]
        parts["privilege"] = None if chosen == "1" else chosen
    what = next((w for w in ("password", "secret") if w in change.match.words[2:-1]), None)
    if what and "line" in change.captures:
        if (yield from _refused(change, what, parts["what"])):
            return
        parts["what"] = what
        parts["type"], parts["value"] = _stored(change, what)
    text = key
    if parts["privilege"]:
        text += f" privilege {parts['privilege']}"
    if parts["what"]:
        text += f" {parts['what']} {parts['type']} {parts['value']}"
    if old is not None and old.text == text:
        return
    change.put(text, key).text = text
    change.session.changed = True
    if parts["what"] == "password" and what and change.captures.get("type", "0") == "0":
        yield from _warn(change, name)


def _stored(change: Change, what: str) -> tuple[str, str]:
    """What the line gives, under the type that it names or that this router prefers."""
    kind, value = change.captures.get("type", "0"), change.captures["line"]
    algorithm = change.captures.get("algorithm", "")
    if algorithm:
        hashed, length, number = ALGORITHMS[algorithm]
        return number, hashed(value.strip(), credentials.salt(change.router.rng, length))
    if what == "password" and kind not in "067":
        # No type of a password: then it is its first character.
        kind, value = "0", f"{kind} {value}"
    return store(change.router, what, kind, value)


def _refused(change: Change, what: str, had: str | None) -> Generator[str | Ask, str, bool]:
    """Refuse a second kind of password, and what is none."""
    if had and had != what:
        change.refused = True
        yield CONFLICT
        return True
    return (yield from _malformed(change, what))


def _malformed(change: Change, what: str) -> Generator[str | Ask, str, bool]:
    """Refuse what cannot be: an algorithm that does not exist, a hash that is none (the words are IOS's)."""
    algorithm, kind = change.captures.get("algorithm"), change.captures.get("type", "0")
    if algorithm is not None and algorithm not in ALGORITHMS:
        raise InvalidInputError(change.match.words.index(algorithm) - change.match.keywords)
    prefix = HASHES.get(kind)
    if what != "secret" or prefix is None or change.captures["line"].startswith(prefix):
        return False
    change.refused = True
    if change.session.line_source == "boot":
        return False
    yield NO_HASH.format(kind=kind)
    return True


def store(router: Router, what: str, kind: str, value: str) -> tuple[str, str]:
    """Type and text under which a password is kept on this router."""
    value = value.strip()
    if what == "secret":
        if kind != "0":
            return kind, value
        if router.quirks.secret_type9:
            return "9", credentials.type9(value, credentials.salt(router.rng, 14))
        return "5", credentials.type5(value, credentials.salt(router.rng, 4))
    if kind in ("0", "7"):
        plain = value if kind == "0" else credentials.reveal7(value)
        if plain is not None and router.master_key and router.running.has("password encryption aes"):
            return "6", credentials.type6(plain, router.master_key)
        if kind == "0" and router.running.has("service password-encryption"):
            return "7", credentials.type7(value, router.rng.randrange(16))
    return kind, value


def username_extra(change: Change) -> Dialogue:
    """Attribute lists, autocommand and flags stand on lines of their own."""
    if change.negated:
        change.remove()
    else:
        change.put()
    yield from ()


def enable_secret(change: Change) -> Dialogue:
    """``enable secret``: always hashed."""
    if change.negated:
        change.remove("enable secret")
        return
    if (yield from _malformed(change, "secret")):
        return
    kind, value = _stored(change, "secret")
    change.put(f"enable secret {kind} {value}", "enable secret").text = f"enable secret {kind} {value}"
    change.session.changed = True


def enable_password(change: Change) -> Dialogue:
    """``enable password``: type 0 is shown without its number."""
    yield from _plain_password(change, "enable password")
    given = change.captures.get("type", "0")
    if not change.negated and given == "0" and change.session.line_source != "boot":
        yield from warn(change.router, Upon.ENABLE)


def line_password(change: Change) -> Dialogue:
    """``password`` of a line: type 0 is shown without its number (REAL 17.15)."""
    yield from _plain_password(change, "password")


def password_encryption(change: Change) -> Dialogue:
    """Encrypt what is there already; switching it off leaves passwords as they are."""
    if change.negated:
        change.remove()
        return
    change.put()
    reencrypt(change.router)
    yield from ()


def config_key(change: Change) -> Dialogue:
    """The master key of type 6 passwords; never shown."""
    router = change.router
    if change.negated:
        router.master_key = b""
        return
    value = change.captures.get("line", "").strip()
    if not value:
        value = yield Ask("New key: ", echo=False)
        again = yield Ask("Confirm key: ", echo=False)
        if value != again or len(value) < 8:
            yield "% Keys do not match or are too short\n"
            return
    router.master_key = value.encode()
    reencrypt(router)


def reencrypt(router: Router) -> None:
    """Bring every plain or type 7 password to what the configuration now asks for."""
    for node in router.running.find("username"):
        found = _USER.fullmatch(node.text)
        if found and found["what"] == "password" and found["type"] in ("0", "7"):
            kind, value = store(router, "password", found["type"], found["value"])
            node.text = f"{node.text[: found.start('type')]}{kind} {value}"
    lines = [line.child("password") for line in router.running.find("line")]
    for kept in (router.running.child("enable password"), *lines):
        plain = (
            re.fullmatch(r"((?:enable )?password) (?:0 )?(?!\d )(.*)", kept.text)
            if kept is not None
            else None
        )
        if kept is not None and plain is not None and router.running.has("service password-encryption"):
            kept.text = f"{plain[1]} 7 {credentials.type7(plain[2], router.rng.randrange(16))}"


def _plain_password(change: Change, key: str) -> Dialogue:
    if change.negated:
        change.remove(key)
        return
    kind, value = store(change.router, "password", change.captures.get("type", "0"), change.captures["line"])
    text = f"{key} {value}" if kind == "0" else f"{key} {kind} {value}"
    change.put(text, key).text = text
    change.session.changed = True
    yield from ()


def _remove(change: Change, name: str) -> Dialogue:
    root = change.router.running
    tails = ("", " aaa attribute list", " autocommand", " nopassword", " noescape", " nohangup", " one-time")
    keys = [f"username {name}{tail}" for tail in tails if root.child(f"username {name}{tail}") is not None]
    if not keys:
        return
    if change.session.line_source != "boot":
        answer = yield Ask(REMOVAL)
        if answer.strip().lower() not in ("", "y", "ye", "yes"):
            return
    for key in keys:
        root.drop(key)
    change.session.changed = True
    change.router.accounts.forget(name)
    if change.router.does(Behaviour.USER_LOGGED):
        change.router.note("AAA-6-USERNAME_CONFIGURATION", f"user with username: {name} removed")


def _warn(change: Change, name: str) -> Dialogue:
    router = change.router
    if change.session.line_source == "boot":
        return
    if router.does(Behaviour.USER_LOGGED):
        router.note("AAA-6-USERNAME_CONFIGURATION", f"user with username: {name} configured")
    yield from warn(router, Upon.USER)
