"""Resolves references to secrets; each is read once per run, however often it is asked for."""

from __future__ import annotations

import os
from threading import Lock
from typing import TYPE_CHECKING, Final

from flexvpn.base.errors import SecretUnavailable
from flexvpn.base.redactor import Redactor
from flexvpn.base.secrets import Scheme, Secret
from stores.secret_sources import age, cmd, env, file, keyring, vault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from flexvpn.base.secrets import SecretRef

EMPTY: Final = "it is empty"
"""The reason for refusing an empty value: no password is empty. Only the passphrase of a PKCS12 file may be."""


class SecretResolver:
    """Reads secrets for one run, and keeps them in memory only."""

    def __init__(
        self,
        folder: Path,
        *,
        environ: Mapping[str, str] | None = None,
        age_identity: Callable[[], str | None] = lambda: None,
    ) -> None:
        """Read files and run commands relative to ``folder``, the inventory's.

        ``age_identity`` returns the age key file that the inventory names; it is called when one is needed.
        """
        self._folder = folder
        self._age_identity = age_identity
        self._environ = os.environ if environ is None else environ
        self._answers: dict[SecretRef, Secret | SecretUnavailable] = {}
        self._warnings: dict[str, None] = {}
        self._reads = 0
        self._made: tuple[int, Redactor] = (0, Redactor(()))
        # One at a time: a password manager that asks its user must not ask once per worker.
        self._lock = Lock()

    def resolve(self, reference: SecretRef) -> Secret:
        """The secret behind a reference.

        Raises:
            SecretUnavailable: names the reference and the reason, never a value. The same answer is given
                again for the rest of the run.
        """
        with self._lock:
            answer = self._answers.get(reference)
            if answer is None:
                answer = self._answers[reference] = self._read(reference)
                self._reads += 1
        if isinstance(answer, SecretUnavailable):
            # A new one each time: workers do not share a traceback.
            raise SecretUnavailable(answer.reference, answer.reason, hint=answer.hint) from answer.__cause__
        return answer

    def resolve_all(
        self, references: Iterable[SecretRef]
    ) -> tuple[dict[SecretRef, Secret], tuple[SecretUnavailable, ...]]:
        """The secrets that can be read, and an error for each other one, so that all are reported at once."""
        secrets: dict[SecretRef, Secret] = {}
        refused: list[SecretUnavailable] = []
        for reference in dict.fromkeys(references):
            try:
                secrets[reference] = self.resolve(reference)
            except SecretUnavailable as error:
                refused.append(error)
        return secrets, tuple(refused)

    def remember(self, reference: SecretRef, secret: Secret) -> None:
        """Keep a secret that this run has made itself, so that its store is not asked for it."""
        with self._lock:
            self._answers[reference] = secret
            self._reads += 1

    @property
    def revealed(self) -> tuple[Secret, ...]:
        """All secrets read so far, which a Redactor has to keep out of reports and logs."""
        return tuple(answer for answer in self._answers.copy().values() if isinstance(answer, Secret))

    @property
    def redactor(self) -> Redactor:
        """A redactor of all secrets read so far; built once for each set of them.

        Building it for five thousand takes thirty milliseconds, and every line of a report uses it.
        """
        reads = (
            self._reads
        )  # read first: a secret that another thread adds meanwhile makes the next call rebuild it
        made, redactor = self._made
        if made != reads:
            redactor = Redactor(self.revealed)
            self._made = (reads, redactor)
        return redactor

    @property
    def warnings(self) -> tuple[str, ...]:
        """What somebody should mend, such as a file that others can read."""
        return tuple(self._warnings.copy())

    def _read(self, reference: SecretRef) -> Secret | SecretUnavailable:
        try:
            value = self._read_source(reference)
        except SecretUnavailable as error:
            return error
        if not value:
            return SecretUnavailable(str(reference), EMPTY)
        return Secret(value)

    def _read_source(self, reference: SecretRef) -> str:
        match reference.scheme:
            case Scheme.ENV:
                return env.read(reference, self._environ)
            case Scheme.FILE:
                return file.read(reference, self._folder, self._warn)
            case Scheme.KEYRING:
                return keyring.read(reference)
            case Scheme.VAULT:
                return vault.read(reference, self._environ)
            case Scheme.AGE:
                return age.read(reference, self._folder, self._environ, self._age_identity())
            case Scheme.CMD:
                return cmd.read(reference, self._folder)

    def _warn(self, text: str) -> None:
        self._warnings[text] = None
