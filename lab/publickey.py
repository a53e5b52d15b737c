"""Public keys of SSH users, as ``ip ssh pubkey-chain`` keeps them."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lab.router import Router


def key_hash_line(text: str) -> str | None:
    """``key-hash ssh-rsa MD5 comment`` for an OpenSSH public key, ``None`` for what is not one."""
    words = text.split()
    kind = words[0] if words and words[0].startswith("ssh-") else "ssh-rsa"
    rest = words[1:] if words and words[0].startswith("ssh-") else words
    blob = "".join(rest)
    comment = ""
    for count in range(len(rest), 0, -1):
        try:
            data = base64.b64decode("".join(rest[:count]), validate=True)
        except binascii.Error:
            continue
        comment = " ".join(rest[count:])
        digest = hashlib.md5(data).hexdigest().upper()  # noqa: S324 - what IOS-XE prints
        return f"key-hash {kind} {digest} {comment}".rstrip()
    del blob
    return None


def accepts(router: Router, name: str, blob: bytes) -> bool:
    """Tell whether this user may log in with this public key."""
    chain = router.running.child("ip ssh pubkey-chain")
    user = chain.child(f"username {name}") if chain else None
    digest = hashlib.md5(blob).hexdigest().upper()  # noqa: S324 - as above
    return user is not None and any(digest in node.text.upper().split() for node in user.children)
