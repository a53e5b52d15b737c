"""settings.yaml: what holds for the inventory as a whole."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from flexvpn.base.secrets import SecretRef
from flexvpn.base.values import FROZEN, TextLine

_DEFAULT_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"


class PasswordPolicy(BaseModel):
    """Length and characters of new users' passwords; by default without letters and digits that look alike."""

    model_config = FROZEN

    length: Annotated[int, Field(ge=12, le=25)] = 20
    alphabet: Annotated[str, StringConstraints(min_length=16, pattern=r"^[!-~]+$")] = _DEFAULT_ALPHABET


class KeyringStore(BaseModel):
    """New users' passwords go to this machine's keyring."""

    model_config = FROZEN

    kind: Literal["keyring"]
    service: TextLine = "headend"


class VaultStore(BaseModel):
    """New users' passwords go to Vault, each under ``path/NAME#password``."""

    model_config = FROZEN

    kind: Literal["vault"]
    path: TextLine


class AgeStore(BaseModel):
    """New users' passwords go to files encrypted to the team's age keys; they may be committed with the inventory."""

    model_config = FROZEN

    kind: Literal["age"]
    folder: TextLine = "passwords"
    recipients: tuple[Annotated[str, StringConstraints(pattern=r"^age1[0-9a-z]+$")], ...] = Field(
        min_length=1
    )
    identity_file: TextLine | None = None


class Settings(BaseModel):
    """How the tool works for this inventory.

    Attributes:
        fingerprint_key: secret that makes fingerprints comparable between operators; without it none are shown.
        passwords: length and characters of new passwords.
        secret_store: where a new password is written before a router gets it.
        canary: the host that a deployment to many begins with.
        batch: how many headends are changed at a time after it.
        max_failed: how many may fail, or not be proved, before the rest is left alone.
        workers: how many routers are connected to at once.
        notify: where notifications go (Apprise addresses hold tokens, so they are references).
        notify_minutes: at most one message in so many minutes; what is held back is in the next one.
        history_days: how long the history of runs is kept.
    """

    model_config = FROZEN

    fingerprint_key: SecretRef | None = None
    passwords: PasswordPolicy = PasswordPolicy()
    secret_store: Annotated[KeyringStore | VaultStore | AgeStore, Field(discriminator="kind")] | None = None
    canary: str | None = None
    batch: Annotated[int, Field(ge=1)] = 10
    max_failed: Annotated[int, Field(ge=1)] = 1
    workers: Annotated[int, Field(ge=1, le=500)] = 20
    notify: tuple[SecretRef, ...] = ()
    notify_minutes: Annotated[int, Field(ge=0, le=10080)] = 15
    history_days: Annotated[int, Field(ge=1, le=3650)] = 90
