"""What a push consumes and what it gives; and what it is judged by. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from flexvpn.base.credentials import TOKEN, withheld_names
from flexvpn.base.plurals import counted
from flexvpn.base.secrets import MASK
from flexvpn.certificates.label import hierarchy
from flexvpn.facts import crypto_session
from flexvpn.ios.change import walk
from flexvpn.ios.config import alike
from flexvpn.ios.line import path_of
from flexvpn.planning.gates import worse
from flexvpn.planning.plan import ImportPkcs12, MergeConfig, Plan, PutFile, RemoveCertificate
from flexvpn.planning.planner import build_plan, unseen_lines, withheld_values
from flexvpn.planning.waivers import spare, waived_users
from flexvpn.router.generations import recorded_labels, retire
from flexvpn.router.inspection import live_sessions
from flexvpn.router.leavers import intended, leavers, of_others
from flexvpn.router.materials import Materials, choose_labels
from flexvpn.router.record import Record, recorded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime, timedelta

    from flexvpn.base.finding import Finding
    from flexvpn.base.secrets import Secret
    from flexvpn.certificates.pkcs12 import Identity
    from flexvpn.facts.crypto_session import CryptoSession
    from flexvpn.planning.scope import UserScope
    from flexvpn.router.inspection import Inspection, Observation
    from flexvpn.sections.expectations import Waiver
    from flexvpn.sections.headend import Headend
    from flexvpn.sections.section import Ref

_CHURN = 100
_MOST = 5


def _no_checks(_: Inspection) -> tuple[Finding, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Bundle:
    """Beside the plan, all that a push of one headend needs. Secrets lie in ``materials``, masked.

    Attributes:
        headend: the intent.
        materials: files, fingerprints and secrets; the plan was made from the same.
        now: the present, with a time zone; asked when the record is written.
        tool_version: for the record.
        identities: the PKCS12 files, opened, by trustpoint.
        checks: what proves the headend; called before and after.
        also: commands that the checks ask beside those of every inspection.
        ticket: for the record.
        confirm_minutes: after so many the router goes back by itself.
        keep: how long replaced certificates stay on the router at most; None for the usual time.
        scope: the users that the push is for; None for all of the headend.
        waivers: by the line that they name; what they name is not sent.
    """

    headend: Headend
    materials: Materials = field(repr=False)
    now: Callable[[], datetime]
    tool_version: str
    identities: Mapping[str, Identity] = field(default_factory=dict, repr=False)
    checks: Callable[[Inspection], tuple[Finding, ...]] = _no_checks
    also: tuple[str, ...] = ()
    ticket: str = ""
    confirm_minutes: int = 10
    keep: timedelta | None = None
    scope: UserScope | None = None
    waivers: Mapping[str, Waiver] = field(default_factory=dict)

    @property
    def files(self) -> frozenset[str]:
        """Names of the files on bootflash whose digests an inspection has to have."""
        return frozenset(self.materials.files)

    def refs(self, record: Record | None = None) -> frozenset[Ref]:
        """The objects that are ours on this router once the push is done; ``record`` is what it holds now."""
        intended = frozenset(
            ref
            for _, section in self.headend.sections()
            if section.applies(self.headend.release)
            for ref in section.defines()
        )
        if self.scope is not None:
            return self.scope.refs(intended, record)
        # Whom a waiver keeps stays ours: once it is over, they are to be removed.
        waived = {
            ref for ref in (record.refs() if record else ()) if self.headend.naming(ref) in self.waivers
        }
        return intended | waived

    def leavers(self, plan: Plan, before: Observation) -> frozenset[str]:
        """Whose sessions end with a push of this plan, in lower case."""
        if self.scope is not None:
            return frozenset(name.lower() for name in self.scope.names) - intended(self.headend)
        return leavers(self.headend, before, plan.removed_users) - waived_users(self.waivers)


@dataclass(frozen=True, slots=True)
class PushOutcome:
    """A push that was confirmed and saved, or that had nothing to do; proved, unless a finding keeps everybody out.

    Attributes:
        plan: digest of the plan.
        changed: measured: configuration, files or certificates differ from before.
        findings: the checks afterwards.
        cut: users or peers whose sessions were cut.
        said: what the router warned of while it took the lines.
        unfinished: what could not be cleaned up; the next deploy tries again.
        plan_model: the plan itself.
    """

    plan: str
    changed: bool
    findings: tuple[Finding, ...] = ()
    cut: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    unfinished: tuple[str, ...] = ()
    plan_model: Plan | None = field(default=None, repr=False)

    @property
    def shut(self) -> bool:
        """True where a check fails, and `verify` would say that users do not get in: nothing is proved then."""
        return any(finding.shuts for finding in self.findings)

    @property
    def lets_in(self) -> bool:
        """True where somebody can log in whose access has ended: their account is not ours to remove."""
        return any(finding.check == "users-ended" and not finding.ok for finding in self.findings)


def replan(bundle: Bundle, observation: Observation, sent: Mapping[str, str] | None = None) -> Plan:
    """The plan for what the router holds now.

    Args:
        bundle: the intent and its materials.
        observation: the router.
        sent: keyed fingerprints of secrets sent since the router's record was written.
    """
    materials = _knowing(bundle, observation, sent or {})
    return spare(build_plan(bundle.headend, materials, observation, bundle.scope), bundle.waivers)


def withheld(plan: Plan, bundle: Bundle, observation: Observation) -> Mapping[str, Secret]:
    """By placeholder, the router's own values that a plan's lines repeat: to fill in, and to keep out of messages.

    Args:
        plan: made of the same bundle and observation.
        bundle: the intent and its materials.
        observation: the router.
    """
    if not withheld_names("\n".join(plan.lines)):
        return {}
    return withheld_values(bundle.headend, _knowing(bundle, observation, {}), observation, bundle.scope)


def reading_again(plan: Plan, headend: Headend) -> tuple[tuple[str, ...], ...]:
    """The lines of a plan that make the router read a file again in place of one that it has read before."""
    kinds = dict(headend.section_types())
    return tuple(
        part.lines
        for step in plan.steps
        for part in (step.parts if isinstance(step, MergeConfig) else ())
        if (again := kinds[part.section].reads_again) is not None and again.takes_away(part.changes)
    )


def _knowing(bundle: Bundle, observation: Observation, sent: Mapping[str, str]) -> Materials:
    last = {**(observation.record.fingerprints if observation.record else {}), **sent}
    return replace(bundle.materials, credentials=replace(bundle.materials.credentials, sent=last))


def judge(
    plan: Plan, bundle: Bundle, before: Inspection, after: Inspection
) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """Why this push does not stand, and the findings of its checks (DESIGN.md section 4.5).

    Returns:
        Reasons to undo it, none if it is proved; and every finding afterwards.
    """
    # A password of type 6 is known by what was sent, which the record is about to say.
    found = bundle.checks(
        replace(
            after, observation=replace(after.observation, record=new_record(plan, bundle, after.observation))
        )
    )
    return (
        *not_kept(plan, bundle, after.observation),
        *(worse(plan, bundle.checks(before), found) if bundle.scope is None else ()),
        *_lost(plan, before, after, bundle.leavers(plan, before.observation)),
        *(bundle.scope.beyond(before.observation.config, after.observation.config) if bundle.scope else ()),
    ), found


def not_kept(plan: Plan, bundle: Bundle, after: Observation) -> tuple[str, ...]:
    """What the router does not show though it was sent: which lines it refused, where its own words leave that open."""
    left = replan(bundle, replace(after, taken=took(plan, bundle, after)), plan.fingerprints)
    return tuple(_remaining(left))


def took(plan: Plan, bundle: Bundle, after: Observation) -> frozenset[str]:
    """Lines that this push or an earlier one sent, that no reply refused and that the router does not show."""
    sent = {change.line for _, change in walk(plan.changes)}
    known = frozenset(after.record.unseen if after.record else ())
    hidden = unseen_lines(bundle.headend, bundle.materials, after)
    return frozenset(path for path in hidden if path in known or path_of(path)[-1] in sent)


def _remaining(rest: Plan) -> Iterator[str]:
    for step in rest.steps:
        if isinstance(step, PutFile):
            yield f"{step.name} on bootflash is not the one that was put there"
        elif isinstance(step, ImportPkcs12):
            yield f"trustpoint {step.label} does not hold the certificate"
        elif isinstance(step, MergeConfig):
            lines = [_shown(change.line, rest.references) for _, change in walk(step.changes)]
            more = f" and {len(lines) - _MOST} more" if len(lines) > _MOST else ""
            yield f"the router did not keep every line; still missing: {'; '.join(lines[:_MOST])}{more}"


def _shown(line: str, references: Mapping[str, str]) -> str:
    """A line with the references of its secrets, as a person knows them."""
    return TOKEN.sub(lambda placeholder: references.get(placeholder[1], MASK), line)


def sessions(inspection: Inspection) -> tuple[CryptoSession, ...]:
    """Client sessions that were up."""
    return live_sessions(inspection.headend, inspection.answers[crypto_session.read.command])


def lost_sessions(before: Inspection, after: Inspection) -> tuple[CryptoSession, ...]:
    """Client sessions that were up before and are not any more."""
    there = {_key(session) for session in sessions(after)}
    return tuple(session for session in sessions(before) if _key(session) not in there)


def _lost(plan: Plan, before: Inspection, after: Inspection, gone: frozenset[str]) -> tuple[str, ...]:
    if plan.cuts_sessions:
        return ()
    # Whoever leaves with this push is not missed.
    were, lost = sessions(before), of_others(lost_sessions(before, after), before.observation.sessions, gone)
    # On a large headend somebody always hangs up meanwhile; on a small one a lost session counts as our doing.
    if len(lost) <= len(were) // _CHURN:
        return ()
    names = ", ".join(sorted(session.username or str(session.peer) for session in lost)[:5])
    return (f"{len(lost)} of {counted(len(were), 'session')} gone: {names}",)


def _key(session: CryptoSession) -> tuple[Any, ...]:
    return session.peer, session.port, session.username


def changed(before: Inspection, after: Inspection) -> bool:
    """True where configuration, files of ours or certificates differ: measured, not inferred."""
    one, other = before.observation, after.observation
    return (
        not alike(one.config, other.config)
        or one.digests != other.digests
        or one.identities != other.identities
    )


def new_record(
    plan: Plan, bundle: Bundle, after: Observation, remaining: frozenset[str] = frozenset()
) -> Record:
    """What the router is given to know our work by; certificates that it would not let go (``remaining``) stay ours."""
    old = after.record
    removed = {
        label
        for step in plan.steps
        if isinstance(step, RemoveCertificate) and step.label not in remaining
        for label in (step.label, *hierarchy(step.label, after.labels_in_use))
    }
    now = bundle.now()
    return Record(
        tool_version=bundle.tool_version,
        pushed_at=now,
        plan_digest=plan.digest(),
        ticket=bundle.ticket,
        profile_digest=_profile_digest(bundle, after),
        objects=recorded(bundle.refs(old)),
        generations=tuple(one for one in recorded_labels(plan.labels, after) if one not in removed),
        retired=tuple(
            one for one in retire(plan.labels, after, now, bundle.keep) if one.label not in removed
        ),
        requested=tuple(
            label for label in (old.requested if old else ()) if label not in plan.labels.values()
        ),
        fingerprints={
            **(old.fingerprints if old else {}),
            **{k: v for k, v in plan.fingerprints.items() if v},
        },
        unseen=tuple(sorted(took(plan, bundle, after))),
    )


def _profile_digest(bundle: Bundle, after: Observation) -> str:
    if bundle.scope is not None:
        return after.record.profile_digest if after.record else ""
    return next((after.digests[name] for name in sorted(bundle.files) if name in after.digests), "")


def is_unfinished(bundle: Bundle, observation: Observation) -> bool:
    """True where a push that has nothing left to send still has to save and record."""
    record = observation.record
    if record is None or record.refs() != bundle.refs(record):
        return True
    if bundle.scope is not None:
        return False
    if {one.label for one in record.retired} - {*observation.labels_in_use}:
        # It was removed, and the run ended before it saved that: startup-config and the record have it still.
        return True
    return not {*choose_labels(bundle.materials, observation).values()} <= {*record.generations}
