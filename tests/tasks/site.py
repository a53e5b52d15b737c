"""A simulated router, an intent for it, and all that a push of it needs."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from flexvpn.base.credentials import Credentials, token_name
from flexvpn.base.secrets import Secret, SecretRef
from flexvpn.certificates.fingerprints import Fingerprints
from flexvpn.certificates.pkcs12 import read_identity
from flexvpn.checks import Subject, commands, examine
from flexvpn.planning.push import Bundle, replan
from flexvpn.router.materials import Materials
from stores.materials import rendered_references
from tasks.change.push_plan import push_plan
from tasks.read.inspect_headend import inspect_headend
from tasks.session.access import Access
from tasks.session.link import Link
from tests import certificate_factory as certificates
from tests.builders import headend

if TYPE_CHECKING:
    from collections.abc import Callable

    from flexvpn.base.finding import Finding
    from flexvpn.certificates.pkcs12 import Identity
    from flexvpn.planning.plan import Plan
    from flexvpn.planning.push import PushOutcome
    from flexvpn.router.inspection import Inspection
    from flexvpn.sections.headend import Headend
    from lab.testing import Lab, RunningRouter

USER_PASSWORD = "canary-Passw0rd-of-the-user"
LOGIN = SecretRef.parse("env:LOGIN")


@cache
def identity_of(issued: certificates.Issued) -> Identity:
    """What the file of a certificate reads as: a test asks for it at each look, and checking an RSA key takes 30 ms."""
    return read_identity(certificates.pkcs12(issued), certificates.PASSPHRASE)


@dataclass
class Site:
    """One lab router and what it should become."""

    lab: Lab
    name: str
    sections: dict[str, Any] = field(default_factory=dict)
    passwords: dict[str, str] = field(default_factory=lambda: {"env:TEST": USER_PASSWORD})
    issued: certificates.Issued = field(default_factory=certificates.server)
    identity: Identity | None = None
    options: dict[str, Any] = field(default_factory=dict)
    now: Callable[[], datetime] = field(default=partial(datetime.now, UTC))

    @property
    def router(self) -> RunningRouter:
        return self.lab[self.name]

    @property
    def access(self) -> Access:
        running = self.router
        words = running.host_key.split()
        at = next(index for index, word in enumerate(words) if word.startswith(("ssh-", "ecdsa-")))
        return Access(
            headend=self.name,
            host=running.host,
            port=running.port,
            username=running.username,
            resolve=lambda _: Secret(running.password),
            password=LOGIN,
            host_keys=((words[at], words[at + 1]),),
        )

    @property
    def headend(self) -> Headend:
        given: dict[str, Any] = {"name": self.name, "release": str(self.router.router.release)}
        return headend(**(given | self.sections))

    @property
    def bundle(self) -> Bundle:
        intent = self.headend
        identity = self.identity or identity_of(self.issued)
        prints = Fingerprints.of(identity.certificate)
        references = rendered_references(intent)
        section = intent.anyconnect_profile
        materials = Materials(
            files={section.file: intent.client_profile().xml()} if section.applies(intent.release) else {},
            identities={intent.trustpoint.name: prints.sha1},
            identity_digests={intent.trustpoint.name: prints.sha256},
            credentials=Credentials(
                {token_name(ref): Secret(self.passwords[str(ref)]) for ref in references.values()},
                Secret("a key for fingerprints"),
            ),
            references={name: str(ref) for name, ref in references.items()},
            moment=self.now(),
        )

        def checks(inspection: Inspection) -> tuple[Finding, ...]:
            return examine(Subject(intent, inspection, materials, self.now()))

        given: dict[str, Any] = {
            "headend": intent,
            "materials": materials,
            "now": self.now,
            "tool_version": "0.0.0",
            "identities": {intent.trustpoint.name: identity},
            "checks": checks,
            "also": commands(),
        }
        return Bundle(**(given | self.options))

    def link(self) -> Link:
        return Link(self.access)

    def plan(self) -> Plan:
        """What would be done now."""
        link = self.link()
        bundle = self.bundle
        try:
            return replan(bundle, inspect_headend(link, bundle.files).observation)
        finally:
            link.disconnect()

    def deploy(self, max_delete: int | None = None, **options: Any) -> PushOutcome:  # noqa: ANN401 - of Bundle
        """Log in, look, plan, push, leave."""
        bundle = replace(self.bundle, **options)
        link = self.link()
        try:
            before = inspect_headend(link, bundle.files, also=bundle.also)
            return push_plan(link, replan(bundle, before.observation), before, bundle, max_delete)
        finally:
            link.disconnect()

    def running(self) -> str:
        return self.lab.show(self.name, "show running-config")

    def files(self) -> set[str]:
        return self.lab.call(lambda: set(self.router.router.flash.names()))

    def lines_typed(self) -> list[str]:
        return self.lab.call(lambda: list(self.router.router.counters.lines))
