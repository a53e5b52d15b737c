"""``cmd:PROGRAM ARGUMENT…``: what a program prints, such as ``pass show vpn/test``. No shell reads the line."""

from __future__ import annotations

import os
import signal
import subprocess
from typing import TYPE_CHECKING, Final

from flexvpn.base.errors import SecretUnavailable

if TYPE_CHECKING:
    from pathlib import Path

    from flexvpn.base.secrets import SecretRef

TIMEOUT: Final = 30.0


def read(reference: SecretRef, folder: Path, *, timeout: float = TIMEOUT) -> str:
    """What the program prints, without its last line end; it runs in the inventory's folder.

    Its error output is not shown: a program may print there what it should not.

    Raises:
        SecretUnavailable: it does not exist, fails, takes too long, or prints something that is not text.
    """
    argv = reference.argv
    try:
        # A session of its own, so that a time-out also ends the processes that the program has started.
        program = subprocess.Popen(  # noqa: S603 -- the operator's own command line, run without a shell
            argv,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise SecretUnavailable(str(reference), f"{argv[0]} does not start: {error.strerror}") from error
    with program:
        try:
            printed, _ = program.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            os.killpg(program.pid, signal.SIGKILL)
            # Not chained: the error carries what was printed so far.
            raise SecretUnavailable(
                str(reference), f"{argv[0]} did not end within {timeout:g} seconds"
            ) from None
    if program.returncode != 0:
        raise SecretUnavailable(
            str(reference), f"{argv[0]} ended with {program.returncode}", hint="run it by hand to see why"
        )
    try:
        return printed.decode().removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        raise SecretUnavailable(str(reference), f"{argv[0]} printed what is not UTF-8 text") from None
