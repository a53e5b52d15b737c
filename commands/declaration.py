"""Between a command's options and the run: signatures put together, refusals turned into exit codes."""

from __future__ import annotations

import inspect
import logging
import signal
import sys
from typing import TYPE_CHECKING, Any

from flexvpn.base.escapes import escaped

if TYPE_CHECKING:
    from collections.abc import Callable

REFUSED, STOPPED = 3, 130


def with_target(
    work: Callable[..., int], targeted: Callable[..., dict[str, Any]], name: str, *, default: bool = False
) -> Callable[..., int]:
    """A command with the options of ``work`` and those of ``targeted``; ``work`` gets a Run made from the latter.

    Args:
        work: takes ``run`` and its own options.
        targeted: takes the options that every command shares, and gives the arguments of a Target.
        name: of the command, for its document.
        default: what a group of commands does by itself; it takes a ``context`` and does nothing where that
            says that one of the group's commands was named.
    """
    shared = inspect.signature(targeted).parameters
    own = [one for key, one in inspect.signature(work).parameters.items() if key != "run"]

    def command(**given: Any) -> int:  # noqa: ANN401 - options have no common type
        if default and given["context"].invoked_subcommand:
            return 0
        from tasks.session.run import Run
        from tasks.session.workspace import Target

        target = Target(**targeted(**{key: given.pop(key) for key in shared}))
        return Run(name, target).guard(lambda run: work(run, **given))

    parameters = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in (*own, *shared.values())]
    command.__name__, command.__doc__ = work.__name__, work.__doc__
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {one.name: one.annotation for one in parameters}
    return command


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


def leave(
    work: Callable[[], Any], usage_error: type[Exception], interrupts: tuple[type[BaseException], ...]
) -> int:
    """Run the command line and give its exit code: what Typer calls a usage error is a refusal (it would be 2).

    SIGTERM is Ctrl-C: sessions are closed, and what was started on this machine is stopped.
    """
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        code = work()
    except usage_error as error:
        error.show()  # type: ignore[attr-defined]
        return REFUSED
    except interrupts:
        code = STOPPED
    except Exception as error:  # noqa: BLE001 - ours become text and an exit code, all others one line and a trace on demand
        from tasks.session.run import refused

        return refused(error)
    finally:
        signal.signal(signal.SIGTERM, before)
    if code == STOPPED:
        sys.stderr.write("\nstopped; nothing is left half done\n")
    return code if isinstance(code, int) else 0
