from __future__ import annotations

import paramiko
import pytest

from flexvpn.base.errors import HeadendFailed, LoginRefused, Unreachable
from flexvpn.base.secrets import Secret, SecretRef
from tasks.session.access import Access
from tasks.session.ssh_errors import host_key_refused, translated


def nothing(_: SecretRef) -> Secret:
    raise AssertionError("an error reveals no secret")


ACCESS = Access("edge", "192.0.2.1", "admin", nothing, port=2222)


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (paramiko.AuthenticationException("no"), LoginRefused, "refuses the password of user admin"),
        (paramiko.PasswordRequiredException("no"), LoginRefused, "the SSH key is encrypted"),
        (
            paramiko.ssh_exception.IncompatiblePeer("no acceptable kex algorithm"),
            Unreachable,
            "no SSH algorithm in common",
        ),
        (TimeoutError(), Unreachable, "stopped answering"),
        (EOFError(), Unreachable, "stopped answering"),
        (paramiko.SSHException("Error reading SSH protocol banner"), Unreachable, "does not speak SSH"),
        (OSError("odd"), Unreachable, "OSError"),
    ],
)
def test_each_way_to_fail_has_words_of_its_own(
    error: Exception, kind: type[HeadendFailed], words: str
) -> None:
    failure = translated(ACCESS, error)
    assert type(failure) is kind
    assert words in str(failure)
    assert failure.headend == "edge"


def test_algorithms_that_do_not_meet_come_with_what_to_configure() -> None:
    failure = translated(ACCESS, paramiko.ssh_exception.IncompatiblePeer("no acceptable host key"))
    assert "ip ssh server algorithm" in failure.hint


def test_an_unknown_and_a_changed_host_key_are_two_things() -> None:
    unknown = host_key_refused(ACCESS, "SHA256:abc", changed=False)
    changed = host_key_refused(ACCESS, "SHA256:abc", changed=True)
    assert "unknown" in unknown.what
    assert "not the recorded one" in changed.what
    assert "somebody may be in the middle" in changed.hint
    assert "192.0.2.1 port 2222" in changed.what
