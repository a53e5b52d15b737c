"""The command line: one Typer command per playbook; what they do stands in commands/.

Groups of commands and options that several share stand in commands/: together they would pass 300 lines. Whatever costs
time to import is imported inside the command that needs it: `headend --help` answers at once.
"""

import gc
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands import options as opt
from commands.declaration import debug, leave
from commands.options import playbook
from commands.signatures import certificate, lab, support, users

if TYPE_CHECKING:
    from tasks.session.run import Run

GC_THRESHOLD = 200_000
"""New objects between two collections. What is imported stays: to look through it again every 700, as Python does,
takes a seventh of the time of all imports."""

app = typer.Typer(
    help="Cisco IOS-XE routers as FlexVPN headends for Cisco Secure Client: planned, pushed, proved, kept.",
    epilog="Exit codes: 0 as it should be, 1 could not be done, 2 differs or a check failed, 3 refused beforehand.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.callback()
def everything(debugging: opt.Debug = False, version: opt.Version = False) -> None:
    """What stands before the command."""
    del version
    if debugging:
        debug()


@app.command()
def init(folder: Annotated[Path, typer.Argument(help="New folder.")] = Path("inventory")) -> int:
    """Start an inventory: Cisco's document as an example."""
    from commands.validate import init

    return init(folder)


@playbook(app)
def validate(run: "Run", secrets: opt.Secrets = True, strict: opt.Strict = False) -> int:
    """Check the inventory, all mistakes at once. Touches no router."""
    from commands.validate import validate

    return validate(run, with_secrets=secrets, strict=strict)


@playbook(app)
def render(run: "Run", out: opt.OutDir) -> int:
    """Write the configuration and files that are intended. Touches no router."""
    from commands.validate import render

    return render(run, out)


@playbook(app)
def trust(run: "Run", yes: opt.Yes = False) -> int:
    """Show routers' SSH host keys; record those that are agreed to."""
    from commands.trust import trust

    return trust(run, yes=yes)


@playbook(app)
def doctor(run: "Run", prepare: opt.Prepare = False, yes: opt.Yes = False) -> int:
    """Say whether routers are fit for a push, and what mends them."""
    from commands.doctor import doctor

    return doctor(run, mend=prepare, yes=yes)


@playbook(app)
def plan(run: "Run", out: opt.OutFile = None) -> int:
    """Show what a push would change. Changes nothing."""
    from commands.plan import plan

    return plan(run, out)


@playbook(app)
def deploy(
    run: "Run",
    plan: opt.PlanFile = None,
    confirm: opt.Confirm = 10,
    batch: opt.Batch = None,
    max_failed: opt.MaxFailed = None,
    ticket: opt.Ticket = "",
    max_delete: opt.MaxDelete = None,
    yes: opt.Yes = False,
) -> int:
    """Push what differs, prove it, save it; or undo it. Exit code 2 where users do not get in all the same."""
    from commands.deploy import Choices, deploy

    return deploy(run, Choices(plan, confirm, batch, max_failed, ticket, yes, max_delete))


@playbook(app)
def verify(
    run: "Run",
    only: opt.Only = None,
    everything: opt.Everything = False,
    strict: opt.Strict = False,
    quiet: opt.Quiet = False,
    out: opt.Outputs = None,
    more: opt.MoreWords = None,
) -> int:
    """Prove that users would get in now, and as it was meant."""
    from commands.verify import Choices, verify

    words = (*(only or ()), *(more or ()))
    return verify(run, Choices.of(words, out or (), strict=strict, everything=everything, quiet=quiet))


@playbook(app)
def sessions(
    run: "Run",
    csv: opt.Csv = False,
    watch: opt.Watch = False,
    every: opt.Every = 5.0,
    times: opt.Times = 0,
    disconnect: opt.Disconnect = None,
) -> int:
    """Show who is connected; end one person's sessions."""
    from commands import sessions as connected

    if disconnect is not None:
        return connected.disconnect(run, disconnect)
    return connected.sessions(run, connected.Choices(csv, watch, every, times))


@playbook(app)
def drift(
    run: "Run",
    out: opt.Outputs = None,
    notify: opt.Notify = False,
    history: opt.PastRuns = False,
    fix: opt.Fix = False,
    max_delete: opt.MaxDelete = None,
    yes: opt.Yes = False,
    quiet: opt.Quiet = False,
    more: opt.MoreOutputs = None,
) -> int:
    """Compare every headend with its intent. Changes nothing, unless --fix."""
    from commands.drift import Choices, drift

    outputs = (*(out or ()), *(more or ()))
    return drift(run, Choices(outputs, notify, history, fix, yes, quiet, max_delete))


users.add(app)
app.add_typer(
    certificate.app, name="certificate", help="Certificates: expiry over the fleet; check, rotate, …"
)


@playbook(app)
def kit(run: "Run", out: opt.OutDir) -> int:
    """Write what clients need: profile, local policy, a page."""
    from commands.validate import kit

    return kit(run, out)


support.add(app)


@app.command()
def explain(
    code: Annotated[str, typer.Argument(help="Such as E204; `all` for every one; `releases`.")],
) -> int:
    """Say what an error code means and what to do."""
    from commands.explain import explain

    return explain(code)


app.add_typer(lab.app, name="lab")


def main() -> None:
    """Run one command and leave with its exit code, whatever comes once that is known."""
    gc.set_threshold(GC_THRESHOLD)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # outside of `leave`, which takes it for Ctrl-C
    usage_error = typer.BadParameter.__mro__[1]
    sys.exit(leave(lambda: app(standalone_mode=False), usage_error, (KeyboardInterrupt, typer.Abort)))


if __name__ == "__main__":
    main()
