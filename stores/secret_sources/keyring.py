"""``keyring:SERVICE/NAME``: an entry of the user's keyring (Secret Service, macOS Keychain, Windows locker)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.base.errors import SecretUnavailable

if TYPE_CHECKING:
    from flexvpn.base.secrets import SecretRef


def read(reference: SecretRef) -> str:
    """The entry's password.

    Raises:
        SecretUnavailable: there is no keyring, it is locked, or it has no such entry.
    """
    import keyring
    from keyring.errors import KeyringError, NoKeyringError

    try:
        value = keyring.get_password(reference.target, reference.key)
    except NoKeyringError as error:
        raise SecretUnavailable(
            str(reference),
            "this session has no keyring",
            hint="use env:, file: or cmd: where nobody is logged in, such as under cron or systemd",
        ) from error
    except KeyringError as error:
        raise SecretUnavailable(str(reference), f"the keyring refuses: {error}") from error
    if value is None:
        raise SecretUnavailable(
            str(reference),
            "the keyring has no such entry",
            hint=f"add it: keyring set {reference.target} {reference.key}",
        )
    return value
