"""All that a command works with: inventory, secrets, state, host keys, the fleet. Nothing is global."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from flexvpn.base.errors import IntentRefused
from flexvpn.base.escapes import escaped
from flexvpn.intent.selection import select
from flexvpn.intent.settings import AgeStore
from stores.clock import now
from stores.inventory import read_inventory
from stores.known_hosts import KnownHosts
from stores.materials import Loaded, Loader
from stores.secret_resolver import SecretResolver
from stores.state import StateDir
from stores.users_file import users_stamp

if TYPE_CHECKING:
    from datetime import datetime

    from flexvpn.intent.assembly import Drafted, Host
    from flexvpn.intent.inventory import Built, Inventory
    from flexvpn.router.inspection import Inspection
    from flexvpn.router.materials import Materials
    from flexvpn.sections.headend import Headend
    from tasks.session.access import Access
    from tasks.session.fleet import Fleet


@dataclass(frozen=True, slots=True)
class Target:
    """The options of every command that reads an inventory.

    Attributes:
        inventory: its folder.
        limit: names, globs and groups of hosts; none means all hosts.
        filters: ``KEY=VALUE``; a host has to fit all of them.
        workers: routers at once; None for the inventory's own setting.
        state: the state folder; None for this inventory's own.
        json: print one document on stdout.
    """

    inventory: Path = Path("inventory")
    limit: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    workers: int | None = None
    state: Path | None = None
    json: bool = False


@dataclass
class Workspace:
    """One command's view of the inventory. Each part is read once, when it is first needed."""

    target: Target
    started: datetime = field(default_factory=now)
    looking: bool = field(default=False, init=False)
    _stamp: tuple[tuple[str, int, int], ...] = field(default=(), init=False, repr=False)

    @property
    def folder(self) -> Path:
        """The inventory's folder; all paths in it are relative to it."""
        return self.target.inventory

    @cached_property
    def inventory(self) -> Inventory:
        """The whole inventory.

        Raises:
            IntentRefused: every mistake in it.
        """
        if self._built.mistakes:
            raise IntentRefused(self._built.mistakes)
        return self._built.inventory

    @cached_property
    def _built(self) -> Built:
        # Taken before users.yaml is read: if a ticket writes in between, the stamp is too old, never too new.
        self._stamp = users_stamp(self.folder)
        return read_inventory(self.folder, self.started.date())

    @property
    def current(self) -> bool:
        """False where a ticket or a person has written users.yaml since it was read."""
        _ = self.inventory
        return self._stamp == users_stamp(self.folder)

    @cached_property
    def hosts(self) -> tuple[Host, ...]:
        """The hosts that the command is for, in the inventory's order.

        Raises:
            IntentRefused: as `select`.
        """
        return select(self.inventory.hosts, self.target.limit, self.target.filters)

    @cached_property
    def resolver(self) -> SecretResolver:
        """Gives the secret of a reference."""
        return SecretResolver(self.folder, age_identity=self._age_identity)

    @cached_property
    def state(self) -> StateDir:
        """Locks, history, last outcomes.

        Raises:
            StateUnusable: the folder cannot be made or written to.
        """
        return StateDir.open(self.target.state, self.folder)

    @cached_property
    def known_hosts(self) -> KnownHosts:
        """SSH host keys."""
        return KnownHosts.for_inventory(self.folder, Path.home())

    @cached_property
    def loader(self) -> Loader:
        """Reads what the intent needs beside its YAML."""
        return Loader(self.folder, self.resolver, self.inventory, self.started)

    @cached_property
    def loaded(self) -> dict[str, Loaded]:
        """The materials of every headend that the command is for.

        Raises:
            IntentRefused: secrets that cannot be resolved, certificates that cannot serve, and every mistake of the
                inventory itself.
        """
        if self._built.mistakes:
            inventory = self._built.inventory
            loader = Loader(self.folder, self.resolver, inventory, self.started)
            every: tuple[Host | Drafted, ...] = (*self._built.drafts, *inventory.hosts.values())
            raise IntentRefused([*self._built.mistakes, *loader.mistakes(every)])
        return self.loader.load((host.headend for host in self.hosts), self.hosts, looking=self.looking)

    def look(self) -> tuple[str, ...]:
        """Read all materials for a command that changes nothing.

        Returns:
            Why certificates of the inventory cannot serve; such a command goes on all the same.

        Raises:
            IntentRefused: secrets that cannot be resolved, certificates that cannot be read.
        """
        self.looking = True
        return tuple(dict.fromkeys(str(fault) for loaded in self.loaded.values() for fault in loaded.unfit))

    def anew(self, target: Target | None = None) -> Workspace:
        """A workspace with the inventory as it is on disk now; secrets that were read stay withheld from output."""
        workspace = Workspace(target or self.target, self.started)
        workspace.looking = self.looking
        workspace.__dict__["resolver"] = self.resolver
        return workspace

    def _age_identity(self) -> str | None:
        store = self._built.inventory.settings.secret_store
        return store.identity_file if isinstance(store, AgeStore) else None

    def host(self, name: str) -> Host:
        """One host."""
        return self.inventory.hosts[name]

    def headend(self, name: str) -> Headend:
        """One host's intent."""
        return self.inventory.hosts[name].headend

    def materials(self, inspection: Inspection) -> Materials:
        """One headend's materials, with its record's fingerprints of what was last sent."""
        materials = self.loaded[inspection.headend].materials
        record = inspection.observation.record
        return materials.knowing(record)

    def clean(self, text: str) -> str:
        """A text without any secret that this command has read, and with control characters escaped."""
        return escaped(self.resolver.redactor.clean(text))

    @cached_property
    def fleet(self) -> Fleet:
        """The routers of the hosts that the command is for; no connection is open yet.

        Raises:
            IntentRefused: a log-in's own secret cannot be resolved.
        """
        from tasks.session.fleet import Fleet

        self.loader.logins(self.hosts)
        workers = self.target.workers or self.inventory.settings.workers
        accesses = {host.name: self._access(host) for host in self.hosts}
        return Fleet.load(self.folder, accesses, workers=workers, clean=self.clean)

    def close(self) -> None:
        """End the sessions that a run has left open; a later run logs in again."""
        if "fleet" in self.__dict__:
            self.fleet.close()

    def _access(self, host: Host) -> Access:
        from tasks.session.access import access_to

        keys = self.known_hosts.lookup(host.hostname, host.port)
        return access_to(
            host, self.folder, self.resolver.resolve, ((key.algorithm, key.encoded) for key in keys)
        )
