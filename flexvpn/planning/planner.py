"""Headend, materials and observation -> plan."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from hashlib import md5, sha256
from typing import TYPE_CHECKING

from flexvpn.base.credentials import token_names
from flexvpn.ios.change import walk
from flexvpn.ios.claims import owned
from flexvpn.ios.config import Config
from flexvpn.ios.line import bare
from flexvpn.ios.secret_lines import masked
from flexvpn.planning.plan import (
    AnyStep,
    ImportPkcs12,
    MergeConfig,
    Plan,
    PutFile,
    RemoveCertificate,
    RemoveFile,
)
from flexvpn.planning.section_changes import Replaced, SectionChanges, replaced
from flexvpn.router.debugs import what_is_left
from flexvpn.router.generations import due
from flexvpn.router.held import Held, hold
from flexvpn.router.leavers import leavers, nameless, of_users
from flexvpn.router.materials import Materials, choose_labels
from flexvpn.router.ownership import supposed, unseen
from flexvpn.sections.intended import render

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from flexvpn.base.secrets import Secret
    from flexvpn.planning.scope import UserScope
    from flexvpn.router.inspection import Observation
    from flexvpn.sections.headend import Headend
    from flexvpn.sections.intended import Intended
    from flexvpn.sections.section import Ref, Section


@dataclass(frozen=True, slots=True)
class _Decided:
    """A plan, and the router's own values that its lines repeat, by placeholder."""

    plan: Plan
    withheld: Mapping[str, Secret]


def build_plan(
    headend: Headend, materials: Materials, observation: Observation, scope: UserScope | None = None
) -> Plan:
    """Decide what takes this router to its intent; the same input gives the same plan.

    With a ``scope`` the plan is for these users alone, whatever else differs.

    Files come first, then certificates under unused labels, then one merge of configuration (additions in the order
    of the sections, removals in the reverse order), then what nothing uses any more.
    """
    return _decide(headend, materials, observation, scope).plan


def withheld_values(
    headend: Headend, materials: Materials, observation: Observation, scope: UserScope | None = None
) -> Mapping[str, Secret]:
    """By placeholder, the router's own values that the same plan repeats: what to fill in at the last hop."""
    return _decide(headend, materials, observation, scope).withheld


def _decide(
    headend: Headend, materials: Materials, observation: Observation, scope: UserScope | None
) -> _Decided:
    if scope is not None:
        return _for_users(headend, materials, observation, scope)
    labels = choose_labels(materials, observation)
    imports = tuple(
        ImportPkcs12(trustpoint=name, label=label, sha1=materials.identities[name])
        for name, label in labels.items()
        if observation.identities.get(label) != materials.identities[name]
    )
    puts = _files_to_put(materials, observation)
    intended = render(headend, labels)
    merged = _merge_lines(headend, intended, materials, observation)
    parts = merged.parts + tuple(
        part for put in puts for part in _read_again(headend, put.name, intended, observation)
    )
    merge = MergeConfig(parts=parts)
    names = token_names("\n".join(merge.lines))
    plan = Plan(
        headend=headend.name,
        release=str(observation.release),
        steps=(*puts, *imports, *((merge,) if parts else ()), *_leftovers(headend, materials, observation)),
        basis=_basis(merged.compared, observation, materials),
        fingerprints=materials.credentials.fingerprints(names),
        references={name: materials.references.get(name, "") for name in names},
        labels=labels,
        cuts_sessions=observation.live_sessions if _cuts(headend, merge.parts) else 0,
        held=merged.held,
        replaced=tuple(merged.replaced),
        notes=(*_notes(observation), *merged.costs),
    )
    return _Decided(plan.model_copy(update=_endings(plan, headend, observation)), merged.withheld)


def _endings(plan: Plan, headend: Headend, observation: Observation) -> dict[str, object]:
    """The sessions that end because their users leave, and how many may be among them."""
    names = leavers(headend, observation, plan.removed_users)
    unsaid = nameless(observation.sessions) if names else 0
    return {"ends": of_users(observation.sessions, names), "nameless": unsaid}


def _for_users(
    headend: Headend, materials: Materials, observation: Observation, scope: UserScope
) -> _Decided:
    wanted = next((part.config for part in render(headend) if part.name == scope.field), Config())
    running = scope.of(observation.config)
    compared = scope.section.compare(running, scope.of(wanted), materials.credentials)
    changes = (*compared.remediation.changes, *compared.remediation.removals)
    merge = MergeConfig(parts=(SectionChanges(scope.field, changes),))
    names = token_names("\n".join(merge.lines))
    plan = Plan(
        headend=headend.name,
        release=str(observation.release),
        steps=(merge,) if changes else (),
        basis=_basis(((scope.section, running),), observation, Materials(credentials=materials.credentials)),
        fingerprints=materials.credentials.fingerprints(names),
        references={name: materials.references.get(name, "") for name in names},
    )
    return _Decided(plan, compared.withheld)


def unseen_lines(headend: Headend, materials: Materials, observation: Observation) -> frozenset[str]:
    """Intended lines that this router does not show and may have taken all the same."""
    intended = render(headend, choose_labels(materials, observation))
    found: set[str] = set()
    for part in intended:
        for section in {type(item) for item in part.sections if type(item).unseen}:
            refs = frozenset(ref for item in part.sections for ref in item.defines())
            found |= unseen(owned(observation.config, section.claims(refs)), part.config, section.unseen)
    return frozenset(found)


def _files_to_put(materials: Materials, observation: Observation) -> tuple[PutFile, ...]:
    puts: list[PutFile] = []
    for name, content in sorted(materials.files.items()):
        digest = md5(content, usedforsecurity=False).hexdigest()
        if observation.digests.get(name) != digest:
            puts.append(PutFile(name=name, md5=digest, size=len(content), replaces=name in observation.files))
    return tuple(puts)


def _recorded(observation: Observation) -> frozenset[Ref]:
    return observation.record.refs() if observation.record else frozenset()


@dataclass(frozen=True, slots=True)
class _Merge:
    """Changes by the field they belong to, in order; what they were compared with, what they cost, what stays."""

    parts: tuple[SectionChanges, ...]
    compared: tuple[tuple[type[Section], Config], ...]
    costs: tuple[str, ...]
    held: tuple[Held, ...]
    withheld: Mapping[str, Secret]

    @property
    def replaced(self) -> Iterator[Replaced]:
        """Lines of the router that others take the place of."""
        for part in self.parts:
            yield from replaced(part)


def _merge_lines(
    headend: Headend, intended: Intended, materials: Materials, observation: Observation
) -> _Merge:
    recorded = _recorded(observation)
    taken = observation.taken | frozenset(observation.record.unseen if observation.record else ())
    rendered = {part.name: part for part in intended}
    changes: list[SectionChanges] = []
    removals: list[SectionChanges] = []
    compared: list[tuple[type[Section], Config]] = []
    costs: list[str] = []
    held: list[Held] = []
    withheld: dict[str, Secret] = {}
    for name, section in headend.section_types():
        part = rendered.get(name)
        items = part.sections if part else ()
        refs = recorded | frozenset(ref for item in items for ref in item.defines())
        covered = tuple(claim for item in items for claim in item.covers())
        running = owned(observation.config, (*section.claims(refs), *covered))
        compared.append((section, running))
        sides = hold(name, section, running, part.config if part else Config(), observation.config)
        running, wanted = sides.running, sides.intended
        held += sides.held
        difference = section.compare(supposed(running, wanted, taken), wanted, materials.credentials)
        remediation = difference.remediation
        withheld |= difference.withheld
        costs += section.costs(running, wanted, observation.leased)
        if remediation.changes:
            changes.append(SectionChanges(name, remediation.changes))
        if remediation.removals:
            removals.insert(0, SectionChanges(name, remediation.removals))
    return _Merge((*changes, *removals), tuple(compared), tuple(costs), tuple(held), withheld)


def _read_again(
    headend: Headend, file: str, intended: Intended, observation: Observation
) -> tuple[SectionChanges, ...]:
    """Changes that make the router read a changed file again, where it has it configured already (IOSXE.md section 5).

    Only blocks that stay count: a profile that the same merge renames is not opened again under its old name.
    """
    stay = {block.line for part in intended for block in part.config}
    running = Config(tuple(block for block in observation.config if block.line in stay))
    for name, section in headend.sections():
        if file in section.brings() and section.applies(headend.release):
            changes = section.read_again(file, running)
            return (SectionChanges(name, changes),) if changes else ()
    return ()


def _cuts(headend: Headend, parts: tuple[SectionChanges, ...]) -> bool:
    """True where changes are among them of which a section says that they end the sessions that are up."""
    kinds = dict(headend.section_types())
    return any(
        kinds[part.section].ends_sessions(tuple(map(bare, (*path, change.line))))
        for part in parts
        for path, change in walk(part.changes)
    )


def _leftovers(headend: Headend, materials: Materials, observation: Observation) -> tuple[AnyStep, ...]:
    """Files of ours that the intent no longer has, and certificates that were replaced and whose days are over."""
    wanted = {
        file
        for _, section in headend.sections()
        if section.applies(headend.release)
        for file in section.brings()
    }
    ours = {ref.name for ref in _recorded(observation) if ref.kind == "file"}
    files = tuple(RemoveFile(name=name) for name in sorted(ours - wanted) if name in observation.files)
    older = due(materials.identities, observation, materials.moment)
    return (*files, *(RemoveCertificate(label=one.label) for one in older))


def _basis(
    parts: Iterable[tuple[type[Section], Config]], observation: Observation, materials: Materials
) -> str:
    """What the plan was made from, keyed: running-config holds secrets, and a plan is passed around."""
    key = materials.credentials.key
    lines = [
        block.text() if key else masked(block, section.secrets).text()
        for section, part in parts
        for block in part
    ]
    content = {
        "lines": lines,
        "digests": {name: observation.digests.get(name, "") for name in materials.files},
        "identities": dict(observation.identities),
    }
    secret = key.reveal().encode() if key else b""
    return hmac.new(secret, json.dumps(content, sort_keys=True).encode(), sha256).hexdigest()[:16]


def _notes(observation: Observation) -> tuple[str, ...]:
    left = tuple(filter(None, (what_is_left(observation.config),)))
    if observation.record_damaged:
        what = "bootflash:/headend.json cannot be read"
    elif observation.record is None:
        what = "no bootflash:/headend.json yet"
    else:
        return left
    return (f"{what}: only the intent counts, nothing of an older intent is removed", *left)
