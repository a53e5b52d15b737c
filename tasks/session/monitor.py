"""What a router prints without being asked: debugs and log messages, on a session with ``terminal monitor``."""

from __future__ import annotations

import codecs
import re
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tasks.session.link import Link

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tasks.session.access import Access

_CHUNK = 65536


@contextmanager
def monitor(access: Access) -> Iterator[Link]:
    """A separate session that shows what the router logs, so that no message falls into the other session's output.

    Raises:
        HeadendFailed: as `Link`; all VTYs of the router may be in use.
    """
    link = Link(access)
    try:
        link.must("terminal monitor")
        yield link
    finally:
        link.disconnect()


def overhear(link: Link, seconds: float, clock: Callable[[], float] = time.monotonic) -> str:
    """What the router prints on this session within so many seconds, or until the session ends.

    Args:
        link: a session of `monitor`; nothing is typed on it meanwhile.
        seconds: how long to listen.
        clock: a monotonic clock, in seconds.
    """
    return _without_prompts(link, _listen(link, seconds, clock))


def _listen(link: Link, seconds: float, clock: Callable[[], float]) -> str:
    channel: Any = link.remote_conn
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    heard, until = "", clock() + seconds
    while (left := until - clock()) > 0:
        channel.settimeout(left)
        try:
            data: bytes = channel.recv(_CHUNK)
        except TimeoutError:
            break
        except OSError as error:
            return f"{heard}\n(the session that listened broke here: {error})\n"
        if not data:
            return f"{heard}\n(the router closed the session that listened here)\n"
        heard += decoder.decode(data).replace("\r", "")
    return heard


def _without_prompts(link: Link, heard: str) -> str:
    """Only what was logged: a router prompts again after each message."""
    prompt = re.compile(rf"{re.escape(link.base_prompt)}[^\s#>]*[#>] ?")
    lines = (prompt.sub("", line) if prompt.match(line) else line for line in heard.splitlines())
    return "".join(f"{line}\n" for line in lines if line.strip())
