"""What can go wrong, as one tree.

    HeadendError
    ├── MaskRendered              a template printed a masked secret
    ├── InputRefused              exit 3: nothing was connected to
    │   ├── IntentRefused         the inventory, a section or a reference is wrong (all mistakes at once)
    │   ├── SecretUnavailable     a reference cannot be resolved
    │   ├── TicketRefused         a ticket file is wrong
    │   ├── QuestionUnanswered    a change was not agreed to
    │   ├── CertificateUnreadable a PKCS12 or PEM file cannot be read
    │   ├── StateUnusable         the state folder, or a file in it, cannot be used
    │   ├── PlanFileRefused       the file of --plan cannot be read, or lacks a headend
    │   ├── FolderTaken           init found something where the new inventory should go
    │   ├── LabMissing            the simulator is not installed
    │   ├── CodeUnknown           explain knows no such code
    │   ├── OptionsRefused        options name what is not there (all of them at once)
    │   ├── CopyRefused           the requester's copy of a password cannot be made
    │   ├── RecordingUnreadable   the recording given to parse cannot be read
    │   └── ArchiveRefused        the archive of support cannot be written there
    └── HeadendFailed             exit 1: this headend could not be done
        ├── Unreachable           no TCP, no SSH, no name
        │   └── ConnectionLost    the connection broke during a command
        ├── LoginRefused          the router refuses the credentials, or privilege 15
        ├── HostKeyRefused        unknown or changed SSH host key
        ├── PreflightRefused      the router is not fit for the push (all reasons at once)
        ├── PlanStale             router, intent or a secret differs from the plan that was given
        ├── NotEnoughSpace        bootflash is too full
        ├── TransferCorrupted     the router's digest of a file differs from ours
        ├── ImportFailed          the PKCS12 import left no usable certificate
        ├── CommandRefused        the router answered `%` or another error
        │   └── Unanswered        the router asked a question that we have no answer to
        ├── NotUnderstood         a show command printed what no template knows
        │   └── NotAsked          a check needs a show command that was not run
        ├── Busy                  another run, or somebody else's pending commit, holds this headend
        ├── RolledBack            a push failed its proof and was undone
        ├── ScpRefused            the router takes no files over SCP
        ├── NotProved             the router accepted everything and is still not as it should be
        ├── NotFinished           the push stands, but is not saved or not recorded
        ├── Stopped               told to stop before this headend's turn
        ├── DebugRefused          nothing was debugged: the router is busy
        ├── DebugLeftOn           debugs could not be turned off by us
        └── Crashed               this program met what it does not expect

Every class has a stable code (``headend explain CODE``), structured attributes, and a hint: what to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from flexvpn.base.escapes import one_line
from flexvpn.base.plurals import counted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from enum import Enum

    from flexvpn.base.mistake import Mistake

FAULT = "this is a fault of the program: `headend --debug …` shows where, please report it"
AGAIN = "then run it again; `headend doctor` names what is left, if anything"
"""The end of a hint about a push that was undone: what to do once its cause is mended."""


class HeadendError(Exception):
    """The root of all that this program raises on purpose."""

    code: ClassVar[str] = "E000"
    exit_code: ClassVar[int] = 1
    advice: ClassVar[str] = ""
    """What to do where nothing more is known: the hint of an error that was raised without one."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        """Say what failed in ``message`` and what to do in ``hint``; neither may hold a secret."""
        super().__init__(message)
        self.message = message
        self.hint = hint or self.advice

    def __str__(self) -> str:
        """Message, then the hint on a line of its own."""
        return f"{self.message}\n  {self.hint}" if self.hint else self.message


class MaskRendered(HeadendError):
    """A template printed a masked secret; the router would take the asterisks as the password."""

    code = "E190"


class InputRefused(HeadendError):
    """Refused before any connection: exit code 3."""

    code = "E100"
    exit_code = 3


class IntentRefused(InputRefused):
    """The inventory says something that cannot be; all mistakes are listed."""

    code = "E101"

    def __init__(self, mistakes: Sequence[Mistake], *, hint: str = "") -> None:
        """Carry every mistake found, in file and line order."""
        self.mistakes = tuple(sorted(mistakes, key=lambda mistake: (mistake.path, mistake.line or 0)))
        head = f"{counted(len(self.mistakes), 'mistake')} in the inventory; nothing was connected to"
        super().__init__("\n".join([head, *(f"  {mistake}" for mistake in self.mistakes)]), hint=hint)


class SecretUnavailable(InputRefused):
    """A secret's reference cannot be resolved; the reference is named, never the value."""

    code = "E102"

    def __init__(self, reference: str, reason: str, *, hint: str = "") -> None:
        """Name the ``reference`` (such as ``env:NAME``) and why it gave nothing."""
        self.reference, self.reason = reference, reason
        super().__init__(one_line(f"secret {reference}: {reason}"), hint=hint)


class TicketRefused(InputRefused):
    """A ticket is wrong; every fault is listed and nothing was changed anywhere."""

    code = "E103"

    def __init__(self, mistakes: Sequence[Mistake], *, hint: str = "") -> None:
        """Carry every mistake found in the ticket."""
        self.mistakes = tuple(mistakes)
        head = "the ticket was refused; nothing was changed"
        super().__init__("\n".join([head, *(f"  {mistake}" for mistake in self.mistakes)]), hint=hint)


class QuestionUnanswered(InputRefused):
    """A change needs agreement and nobody gave it (no ``--yes``, no terminal, or the answer was no)."""

    code = "E104"


class CertificateUnreadable(InputRefused):
    """A PKCS12 file cannot be read; nothing was uploaded."""

    code = "E105"

    def __init__(self, name: str, reason: Enum, *, hint: str = "") -> None:
        """Name the file and why, as one of `flexvpn.certificates.pkcs12.Unreadable`; never the passphrase."""
        self.name, self.reason = name, reason
        super().__init__(f"{name}: {reason.value}", hint=hint)


class StateUnusable(InputRefused):
    """The state folder, or a file in it, cannot be written, read or understood."""

    code = "E106"

    def __init__(self, path: str, reason: str, *, hint: str = "") -> None:
        """Name the ``path`` and what is wrong with it."""
        self.path, self.reason = path, reason
        super().__init__(one_line(f"state {path}: {reason}"), hint=hint or "another place: --state DIR")


class PlanFileRefused(InputRefused):
    """The file given as ``--plan`` cannot be read, or lacks a headend."""

    code = "E107"


class FolderTaken(InputRefused):
    """``init`` found something where the new inventory should go."""

    code = "E108"


class LabMissing(InputRefused):
    """The simulator's own dependency is not installed."""

    code = "E109"


class CodeUnknown(InputRefused):
    """There is no error with such a code."""

    code = "E110"


class OptionsRefused(InputRefused):
    """Options name a host, a group, a check or a router that does not exist; all of them are listed."""

    code = "E111"

    def __init__(self, mistakes: Sequence[Mistake], *, hint: str = "") -> None:
        """Carry every mistake found."""
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes), hint=hint)


class CopyRefused(InputRefused):
    """The requester's copy of a password cannot be made: the key cannot be used, or the folder not written."""

    code = "E112"


class RecordingUnreadable(InputRefused):
    """The recording given to ``parse`` is missing or is not text, or no template reads its command."""

    code = "E120"


class ArchiveRefused(InputRefused):
    """The archive cannot be written there, or its name ends neither in .tar.gz nor in .zip."""

    code = "E121"


class HeadendFailed(HeadendError):
    """One headend could not be done: exit code 1, the others go on."""

    code = "E200"

    def __init__(
        self, headend: str, step: str, what: str, *, reply: str = "", state: str = "", hint: str = ""
    ) -> None:
        """Name the headend, the step, what failed, the router's own words and the state it is in now."""
        self.headend, self.step, self.what, self.reply, self.state = headend, step, what, reply, state
        lines = [f"{headend}: {step}: {what}"]
        lines += [f"  the router said: {line}" for line in reply.strip().splitlines() if line.strip(" ^")]
        if state:
            lines.append(f"  state now: {state}")
        super().__init__("\n".join(lines), hint=hint)

    def leaving(self, state: str, *, hint: str = "") -> Self:
        """A copy of this failure that also says in what state it leaves the headend."""
        states = "; ".join(text for text in (self.state, state) if text)
        return type(self)(
            self.headend, self.step, self.what, reply=self.reply, state=states, hint=hint or self.hint
        )


class Unreachable(HeadendFailed):
    """The router does not resolve, does not answer, or does not speak SSH with us."""

    code = "E201"
    advice = "`ssh` from this machine to the address and port of hosts.yaml shows what is in the way"


class ConnectionLost(Unreachable):
    """The connection broke, or the router fell silent, while a command was being answered."""


class LoginRefused(HeadendFailed):
    """The router refuses the credentials, or gives less than privilege 15."""

    code = "E202"
    advice = "look at `login` of this host in the inventory, and at the secret that it names"


class HostKeyRefused(HeadendFailed):
    """The SSH host key is unknown, or not the recorded one."""

    code = "E203"
    advice = (
        "compare it with `show ip ssh` at the router's console; `headend trust` records it once it is right"
    )


class PreflightRefused(HeadendFailed):
    """The router is not fit for the push; every reason is listed."""

    code = "E204"
    advice = "`headend doctor` shows what mends it"


class PlanStale(HeadendFailed):
    """Router, intent or a secret has changed since the plan was made."""

    code = "E205"
    advice = "make a new plan and look at it"


class NotEnoughSpace(HeadendFailed):
    """Free space on bootflash is less than the file and a tenth more."""

    code = "E206"
    advice = (
        "`dir bootflash:`, then delete what is not needed; `headend doctor` names what earlier pushes left"
    )


class TransferCorrupted(HeadendFailed):
    """The router's digest of a file differs; the file was removed again."""

    code = "E207"
    advice = "try again; if it happens twice, look at bootflash itself (`show file systems`)"


class ImportFailed(HeadendFailed):
    """After a PKCS12 import the router shows no certificate that could serve."""

    code = "E208"
    advice = (
        "`headend certificate check FILE` looks at the file, `show crypto pki certificates` at the router"
    )


class CommandRefused(HeadendFailed):
    """The router answered a command or a configuration line with an error."""

    code = "E209"
    advice = "the router's words say why; `release` in the inventory must be what the router runs"


class Unanswered(CommandRefused):
    """The router asks a question that we have no answer to; whether the line took effect is not known."""


class NotUnderstood(HeadendFailed):
    """A command printed what no template knows: not an empty table."""

    code = "E210"
    advice = "`headend parse` shows what is read of a recording and what is not; please report it with one"


class NotAsked(NotUnderstood):
    """A check needs the answer to a show command that this inspection did not run."""


class Busy(HeadendFailed):
    """Another run, or somebody else's pending commit, holds this headend."""

    code = "E211"
    advice = "try again when it has ended"


class RolledBack(HeadendFailed):
    """A push failed and was undone."""

    code = "E212"
    advice = f"mend what failed, {AGAIN}"


class ScpRefused(HeadendFailed):
    """The router does not take files over SCP."""

    code = "E213"
    advice = "`headend doctor` says whether it is fit to take files; if it is, try again"


class NotProved(HeadendFailed):
    """The router accepted every line and every file, and is still not as it should be."""

    code = "E214"
    advice = "mend the reasons that are named"


class NotFinished(HeadendFailed):
    """The push stands on the running router, but it was not saved, not recorded, or a leaver is still connected."""

    code = "E215"
    advice = "run it again: it finishes what is left; `write memory` at the console saves it at once"


class Stopped(HeadendFailed):
    """The program was told to stop before it came to this headend; nothing was changed there."""

    code = "E216"


class DebugRefused(HeadendFailed):
    """Nothing was debugged: the router is busy, or nothing there would turn the debugs off again."""

    code = "E220"


class DebugLeftOn(HeadendFailed):
    """Debugs could not be turned off by us; the router's own applet does it."""

    code = "E221"
    advice = "`show debugging` at the console says whether they are on, `undebug all` ends them sooner"


class Crashed(HeadendFailed):
    """This program met what it does not expect; the trace is in the debug log."""

    code = "E299"
    advice = FAULT
