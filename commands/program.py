"""The command line as a whole: what stands before a command, and the exit code that it leaves with."""

from __future__ import annotations

import gc
import logging
import signal
import sys
from typing import Annotated, Any, NoReturn

import typer

from commands import COMMANDS
from commands.declaration import listing
from flexvpn.base.escapes import escaped

GC_THRESHOLD = 200_000
"""New objects between two collections. What is imported stays: to look through it again every 700, as Python does,
takes a seventh of the time of all imports."""
REFUSED, STOPPED = 3, 130
_UsageError: type[Exception] = typer.BadParameter.__mro__[1]
"""Of Click, which Typer carries under a private name or depends on, according to its version."""

app = typer.Typer(
    cls=listing(COMMANDS),
    help="Cisco IOS-XE routers as FlexVPN headends for Cisco Secure Client: planned, pushed, proved, kept.",
    epilog="Exit codes: 0 as it should be, 1 could not be done, 2 differs or a check failed, 3 refused beforehand.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _version(asked: bool) -> None:
    if asked:
        from tasks.session.run import tool_version

        typer.echo(f"headend {tool_version()}")
        raise typer.Exit


Debug = Annotated[bool, typer.Option("--debug", help="Say on stderr what is done on the way.")]
Version = Annotated[
    bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
]


@app.callback()
def before_the_command(debugging: Debug = False, version: Version = False) -> None:
    """What stands before the command."""
    del version
    if debugging:
        debug()


class _Harmless(logging.Formatter):
    """What a terminal would obey as escapes; a trace, and whatever it quotes, stands further in than records begin."""

    def format(self, record: logging.LogRecord) -> str:
        return escaped(super().format(record)).replace("\n", "\n  ")


def debug() -> None:
    """Say on stderr what is done on the way, and show where a fault of ours comes from."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Harmless("%(asctime)s %(name)s: %(message)s"))
    logging.basicConfig(handlers=[handler])
    logging.getLogger("headend").setLevel(logging.DEBUG)


def exit_code() -> int:
    """Run what was typed and give its exit code: what Typer calls a usage error is a refusal (it would be 2).

    SIGTERM is Ctrl-C: sessions are closed, and what was started on this machine is stopped.
    """
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        code: Any = app(standalone_mode=False)
    except _UsageError as error:
        error.show()  # type: ignore[attr-defined]
        return REFUSED
    except (KeyboardInterrupt, typer.Abort):
        code = STOPPED
    except Exception as error:  # noqa: BLE001 - ours become text and an exit code, all others one line and a trace on demand
        from tasks.session.run import refused

        return refused(error)
    finally:
        signal.signal(signal.SIGTERM, before)
    if code == STOPPED:
        sys.stderr.write("\nstopped; nothing is left half done\n")
    return code if isinstance(code, int) else 0


def main() -> NoReturn:
    """Run one command and leave with its exit code, whatever comes once that is known."""
    gc.set_threshold(GC_THRESHOLD)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # outside of `exit_code`, which takes it for Ctrl-C
    sys.exit(exit_code())
