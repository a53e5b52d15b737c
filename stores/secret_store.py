"""Where new users' passwords are kept: the write side of ``keyring:``, ``vault:`` and ``age:`` references.

Each password has an entry of its own, named after user and ticket. A reset does not overwrite the password to which
users.yaml still refers: the old one is removed once the new one is on every router.
"""

from __future__ import annotations

import os
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import quote

from flexvpn.base.errors import SecretUnavailable
from flexvpn.base.secrets import Scheme, SecretRef
from flexvpn.intent.settings import AgeStore, KeyringStore, VaultStore
from stores.atomic import write_atomically
from stores.secret_sources.vault import client_of, mount_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from flexvpn.base.secrets import Secret


_LONGEST: Final = 200
_DIGITS: Final = 16


class SecretStore(Protocol):
    """A store for passwords."""

    def reference(self, user: str, ticket: str) -> SecretRef:
        """The reference to the password that this ticket gives this user."""

    def put(self, reference: SecretRef, password: Secret) -> None:
        """Write a password, in place of an older one. Files are on the disk once `settle` returns.

        Raises:
            SecretUnavailable: it could not be written.
        """

    def discard(self, reference: SecretRef) -> None:
        """Remove a password that is in this store; references to other places are ignored.

        Raises:
            SecretUnavailable: it could not be removed.
        """


def open_store(
    settings: KeyringStore | VaultStore | AgeStore, folder: Path, environ: Mapping[str, str] | None = None
) -> SecretStore:
    """The store that an inventory names; paths are relative to its ``folder``."""
    if isinstance(settings, KeyringStore):
        return _Keyring(settings)
    if isinstance(settings, VaultStore):
        return _Vault(settings, os.environ if environ is None else environ)
    return _Age(settings, folder)


def _name(user: str, ticket: str) -> str:
    """A name made of user and ticket; if it is too long for a file name, cut, with a digest of the whole."""
    name = f"{quote(user, safe='')}@{quote(ticket, safe='')}"
    if len(name) <= _LONGEST:
        return name
    return f"{name[: _LONGEST - _DIGITS - 1]}~{sha256(name.encode()).hexdigest()[:_DIGITS]}"


class _Keyring:
    def __init__(self, settings: KeyringStore) -> None:
        self._service = settings.service

    def reference(self, user: str, ticket: str) -> SecretRef:
        return SecretRef(Scheme.KEYRING, self._service, _name(user, ticket))

    def put(self, reference: SecretRef, password: Secret) -> None:
        import keyring
        from keyring.errors import KeyringError, NoKeyringError

        try:
            keyring.set_password(reference.target, reference.key, password.reveal())
        except NoKeyringError as error:
            raise SecretUnavailable(
                str(reference),
                "this session has no keyring",
                hint="name another secret_store (age, vault) where nobody is logged in, as under systemd",
            ) from error
        except KeyringError as error:
            raise SecretUnavailable(
                str(reference), f"the keyring does not take it: {type(error).__name__}"
            ) from error

    def discard(self, reference: SecretRef) -> None:
        import keyring
        from keyring.errors import KeyringError, PasswordDeleteError

        if reference.scheme is not Scheme.KEYRING or reference.target != self._service:
            return
        try:
            keyring.delete_password(reference.target, reference.key)
        except PasswordDeleteError:
            return  # it is gone already
        except KeyringError as error:
            raise SecretUnavailable(
                str(reference), f"the keyring keeps it: {type(error).__name__}"
            ) from error


class _Vault:
    def __init__(self, settings: VaultStore, environ: Mapping[str, str]) -> None:
        self._path, self._environ = settings.path.strip("/"), environ

    def reference(self, user: str, ticket: str) -> SecretRef:
        return SecretRef(Scheme.VAULT, f"{self._path}/{_name(user, ticket)}", "password")

    def put(self, reference: SecretRef, password: Secret) -> None:
        def write(kv: Any, mount: str, path: str) -> None:  # noqa: ANN401 - hvac publishes no types
            kv.create_or_update_secret(
                path=path, secret={reference.key: password.reveal()}, mount_point=mount
            )

        self._do(reference, write)

    def discard(self, reference: SecretRef) -> None:
        if reference.scheme is not Scheme.VAULT or not reference.target.startswith(f"{self._path}/"):
            return

        def remove(kv: Any, mount: str, path: str) -> None:  # noqa: ANN401 - as above
            forget = getattr(kv, "delete_metadata_and_all_versions", None) or kv.delete_secret
            forget(path=path, mount_point=mount)

        self._do(reference, remove)

    def _do(self, reference: SecretRef, work: Any) -> None:  # noqa: ANN401 - as above
        from hvac.exceptions import VaultError
        from requests.exceptions import RequestException

        client = client_of(reference, self._environ)
        try:
            mount, version = mount_of(client, reference.target)
            kv = client.secrets.kv
            rest = reference.target.removeprefix(mount).strip("/")
            work(kv.v1 if version == 1 else kv.v2, mount, rest)
        except VaultError as error:
            # Vault's own words, and not chained: the exception carries the request.
            words = "; ".join(error.errors or ()) or type(error).__name__
            raise SecretUnavailable(str(reference), f"Vault does not take it: {words}") from None
        except RequestException as error:
            raise SecretUnavailable(
                str(reference), f"Vault does not answer: {type(error).__name__}"
            ) from None
        finally:
            client.adapter.close()


class _Age:
    def __init__(self, settings: AgeStore, folder: Path) -> None:
        self._settings, self._folder = settings, folder

    def reference(self, user: str, ticket: str) -> SecretRef:
        return SecretRef(Scheme.AGE, f"{self._settings.folder}/{_name(user, ticket)}.age")

    def put(self, reference: SecretRef, password: Secret) -> None:
        import pyrage

        try:
            keys = [pyrage.x25519.Recipient.from_str(text) for text in self._settings.recipients]
            path = self._folder / reference.target
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_atomically(path, pyrage.encrypt(password.reveal().encode(), keys), durable=False)
        except pyrage.RecipientError as error:
            hint = "secret_store.recipients in settings.yaml"
            raise SecretUnavailable(
                str(reference), f"a recipient is no age key: {error}", hint=hint
            ) from error
        except OSError as error:
            raise SecretUnavailable(
                str(reference), f"it cannot be written: {error.strerror or error}"
            ) from error

    def discard(self, reference: SecretRef) -> None:
        if reference.scheme is not Scheme.AGE or not reference.target.startswith(f"{self._settings.folder}/"):
            return
        try:
            (self._folder / reference.target).unlink(missing_ok=True)
        except OSError as error:
            raise SecretUnavailable(
                str(reference), f"it cannot be removed: {error.strerror or error}"
            ) from error
