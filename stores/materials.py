"""What a headend's intent needs from outside its YAML: secrets, the PKCS12 file, the bytes for bootflash."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic import BaseModel

from flexvpn.base.credentials import Credentials, token_name, token_names
from flexvpn.base.errors import CertificateUnreadable, IntentRefused, SecretUnavailable
from flexvpn.base.mistake import Mistake
from flexvpn.base.secrets import SecretRef
from flexvpn.certificates.fault import Severity, Unfit
from flexvpn.certificates.fingerprints import Fingerprints
from flexvpn.certificates.fitness import assess
from flexvpn.certificates.pem import read_chain
from flexvpn.certificates.pkcs12 import Identity
from flexvpn.intent.drafts import lacks
from flexvpn.intent.origins import SETTINGS, USERS
from flexvpn.router.materials import Materials
from flexvpn.sections.anyconnect_profile import AnyConnectProfile
from flexvpn.sections.headend import Headend
from flexvpn.sections.ikev2_profile import Ikev2Profile
from flexvpn.sections.intended import render
from flexvpn.sections.local_users import LocalUser
from flexvpn.sections.trustpoint import Trustpoint
from flexvpn.tickets.passwords import unfit, unsendable
from stores.certificate_file import certificate_bytes, open_identity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from flexvpn.base.secrets import Secret
    from flexvpn.intent.assembly import Drafted, Host
    from flexvpn.intent.documents import Path as Place
    from flexvpn.intent.inventory import Inventory
    from stores.secret_resolver import SecretResolver

_TRUSTPOINT = Headend.field_of(Trustpoint)


@dataclass(frozen=True, slots=True)
class Loaded:
    """One headend's materials, and the identities with their keys for the import itself.

    ``unfit`` says why its certificate cannot serve, where whoever asked changes nothing.
    """

    materials: Materials = field(repr=False)
    identities: dict[str, Identity] = field(repr=False)
    unfit: tuple[Mistake, ...] = ()


class Loader:
    """Reads each file and each secret once, however many headends use it."""

    def __init__(self, folder: Path, resolver: SecretResolver, inventory: Inventory, now: datetime) -> None:
        """Read files relative to ``folder``; what is wrong with them is said where ``inventory`` names them."""
        self._folder = folder
        self._resolver = resolver
        self._key = inventory.settings.fingerprint_key
        self._origins = inventory.origins
        self._now = now
        self._identities: dict[tuple[str, SecretRef | None], Identity] = {}
        self.warnings: dict[str, None] = {}

    def load(
        self,
        headends: Iterable[Headend],
        hosts: Iterable[Host] = (),
        *,
        looking: bool = False,
        fileless: bool = False,
    ) -> dict[str, Loaded]:
        """The materials of all headends; the secrets of our own log-ins to ``hosts`` are read with them.

        Args:
            headends: the intents.
            hosts: those whose log-ins' secrets are needed.
            looking: nothing will be changed. Then a certificate that cannot serve is told with its headend: on the day
                that one expires, `verify`, `drift` and `certificate` are what people need.
            fileless: a certificate that a router holds is meant; what is wrong with the inventory's file, if there is
                one, keeps nobody from going back.

        Raises:
            IntentRefused: every secret that cannot be resolved and every certificate that cannot serve, at once.
        """
        mistakes: dict[str, Mistake] = {}
        key = self._fingerprint_key(mistakes)
        self._logins(hosts, mistakes)
        certificates = {} if fileless else mistakes
        loaded = {
            headend.name: self._one(headend, key, mistakes, certificates, looking=looking)
            for headend in headends
        }
        _refuse(mistakes)
        return loaded

    def mistakes(self, hosts: Iterable[Host | Drafted]) -> list[Mistake]:
        """What is wrong with secrets and certificates where the inventory is refused anyway: said with the rest."""
        mistakes: dict[str, Mistake] = {}
        self._fingerprint_key(mistakes)
        for host in hosts:
            for path, reference in references(host.headend):
                self._secret(reference, host.name, path, mistakes)
            if host.login is not None and host.login.password is not None:
                self._secret(host.login.password, host.name, ("login", "password"), mistakes)
            if not lacks(host.headend, Trustpoint):
                self._identity(host.headend, mistakes, mistakes)
        return list(mistakes.values())

    def users(self, headend: Headend) -> Materials:
        """What a push of its users alone needs; certificate and profile are not looked at.

        Raises:
            IntentRefused: every secret that cannot be resolved.
        """
        mistakes: dict[str, Mistake] = {}
        key = self._fingerprint_key(mistakes)
        values = self._values(headend, mistakes)
        _refuse(mistakes)
        names = {name: str(reference) for name, reference in rendered_references(headend).items()}
        return Materials(credentials=Credentials(values, key), references=names)

    def logins(self, hosts: Iterable[Host]) -> None:
        """Read the secrets of our own log-ins, so that a missing one stops the run before the first connection.

        Raises:
            IntentRefused: every one that cannot be resolved.
        """
        mistakes: dict[str, Mistake] = {}
        self._logins(hosts, mistakes)
        _refuse(mistakes)

    def _logins(self, hosts: Iterable[Host], mistakes: dict[str, Mistake]) -> None:
        for host in hosts:
            if host.login.password is not None:
                self._secret(host.login.password, host.name, ("login", "password"), mistakes)

    def _fingerprint_key(self, mistakes: dict[str, Mistake]) -> Secret | None:
        if self._key is None:
            return None
        return self._secret(self._key, "", (SETTINGS, "fingerprint_key"), mistakes)

    def _one(
        self,
        headend: Headend,
        key: Secret | None,
        mistakes: dict[str, Mistake],
        certificates: dict[str, Mistake],
        *,
        looking: bool,
    ) -> Loaded:
        references = rendered_references(headend)
        values = self._values(headend, mistakes)
        unfit: dict[str, Mistake] = {}
        identity = self._identity(headend, certificates, unfit if looking else certificates)
        name = headend.trustpoint.name
        prints = Fingerprints.of(identity.certificate) if identity else None
        materials = Materials(
            files=headend.files(),
            identities={name: prints.sha1} if prints else {},
            identity_digests={name: prints.sha256} if prints else {},
            credentials=Credentials(values, key),
            references={token: str(reference) for token, reference in references.items()},
            moment=self._now,
        )
        return Loaded(materials, {name: identity} if identity else {}, tuple(unfit.values()))

    def _values(self, headend: Headend, mistakes: dict[str, Mistake]) -> dict[str, Secret]:
        rendered = rendered_references(headend)
        return {
            token_name(reference): secret
            for path, reference in references(headend)
            if token_name(reference) in rendered
            if (secret := self._secret(reference, headend.name, path, mistakes)) is not None
        }

    def _secret(
        self, reference: SecretRef, headend: str, path: Place, mistakes: dict[str, Mistake]
    ) -> Secret | None:
        try:
            secret = self._resolver.resolve(reference)
        except SecretUnavailable as error:
            self._unavailable(error, headend, path, mistakes)
            return None
        if path[0] != USERS:
            return secret
        if why := unsendable(secret):
            what = f"{reference}: no router can be given this password: {why}"
            mistakes.setdefault(str(reference), self._origins.mistake(headend, path, what))
            return None
        if why := unfit(secret):
            # Some releases take more than the command reference says: a router that refuses it undoes the push.
            self.warnings[str(self._origins.mistake(headend, path, f"{reference}: {why}"))] = None
        return secret

    def _unavailable(
        self, error: SecretUnavailable, headend: str, path: Place, mistakes: dict[str, Mistake]
    ) -> None:
        found = self._origins.mistake(headend, path, f"{error.reference}: {error.reason}", error.hint)
        mistakes.setdefault(error.reference, found)

    def _identity(
        self, headend: Headend, mistakes: dict[str, Mistake], unfit: dict[str, Mistake]
    ) -> Identity | None:
        trustpoint = headend.trustpoint
        key = "pkcs12" if trustpoint.pkcs12 else "certificate"
        path = trustpoint.pkcs12 or trustpoint.certificate or ""

        def mistake(what: str, hint: str = "") -> Mistake:
            return self._origins.mistake(headend.name, (_TRUSTPOINT, key), f"{path}: {what}", hint)

        try:
            data = certificate_bytes(self._folder / path)
        except OSError as error:
            hint = (
                "" if trustpoint.pkcs12 else "`headend certificate request` asks the router for its request"
            )
            mistakes.setdefault(path, mistake(f"cannot be read: {error.strerror or error}", hint))
            if trustpoint.passphrase is not None:
                # What is wrong with it is said in the same breath.
                self._secret(trustpoint.passphrase, headend.name, (_TRUSTPOINT, "passphrase"), mistakes)
            return None
        try:
            identity = self._read(path, trustpoint.passphrase, data)
        except CertificateUnreadable as error:
            mistakes.setdefault(path, mistake(error.reason.value, error.hint))
            return None
        except SecretUnavailable as error:
            self._unavailable(error, headend.name, (_TRUSTPOINT, "passphrase"), mistakes)
            return None
        unread = lacks(headend, AnyConnectProfile, Ikev2Profile)
        names = () if unread else headend.client_profile().host_names()
        for fault in assess(identity, names, self._now):
            if fault.kind is Unfit.NO_KEY and trustpoint.certificate:
                continue
            found = mistake(fault.what, fault.hint)
            if fault.severity is Severity.FAIL:
                unfit.setdefault(str(found), found)
            else:
                self.warnings[str(found)] = None
        return identity

    def _read(self, path: str, reference: SecretRef | None, data: bytes) -> Identity:
        known = (path, reference)
        if known not in self._identities:
            self._identities[known] = (
                read_chain(data, name=path)
                if reference is None
                else open_identity(data, reference, self._resolver, name=path)
            )
        return self._identities[known]


def rendered_references(headend: Headend) -> dict[str, SecretRef]:
    """Every secret that stands in the rendered configuration, by the name of its placeholder."""
    wanted = set(token_names(render(headend).text()))
    found = {token_name(reference): reference for _, reference in references(headend)}
    return {name: reference for name, reference in found.items() if name in wanted}


def references(model: BaseModel, path: Place = ()) -> Iterator[tuple[Place, SecretRef]]:
    """Every reference in a model, however deep, with its place in the inventory."""
    for name in type(model).model_fields:
        value = getattr(model, name)
        here = (*path, name)
        items = enumerate(value) if isinstance(value, tuple) else ((None, value),)
        for number, item in items:
            if isinstance(item, SecretRef):
                yield here if number is None else (*here, number), item
            elif isinstance(item, LocalUser):
                yield from references(item, (USERS, item.name))
            elif isinstance(item, BaseModel):
                yield from references(item, here if number is None else (*here, number))


def _refuse(mistakes: dict[str, Mistake]) -> None:
    if mistakes:
        raise IntentRefused(sorted(mistakes.values(), key=lambda one: (one.path, one.line or 0)))
