"""Questions that many commands ask. They stand in flexvpn, where they are tested without a router."""

from __future__ import annotations

from flexvpn.ios.dialogues import CONFIRM, FILENAME, YES, Question

__all__ = ["CONFIRM", "FILENAME", "YES", "Question"]
