"""How many examples a property is tried with: a profile's number, or a part of it for one that is tried on many inputs.

``HYPOTHESIS_PROFILE`` chooses: ``quick`` is what `make unit` takes, ``usual`` what `make test` and CI take,
``thorough`` is for a night. CI tries the same examples each time: what it says is about the change that it runs for.
"""

from __future__ import annotations

import os

from hypothesis import settings

EXAMPLES = {"quick": 8, "usual": 100, "thorough": 5000}


def load_profile() -> None:
    """Take the profile that the environment names. A busy machine makes an example slow, not wrong: no deadline."""
    same = bool(os.environ.get("CI"))
    for name, examples in EXAMPLES.items():
        settings.register_profile(name, deadline=None, max_examples=examples, derandomize=same)
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "usual"))


def effort(share: float) -> settings:
    """That share of the profile's examples, one at least."""
    profile = settings()
    return settings(profile, max_examples=max(1, round(share * profile.max_examples)))
