"""A configuration as ios_config reads it: Ansible's own reader as a filter, in its own environment.

In, a JSON string a line: a configuration. Out: ``[[parent, ..., line], ...]``, in its order.
"""

from __future__ import annotations

import importlib
import json
import sys


def main() -> None:
    """Answer until the input ends."""
    module = importlib.import_module(
        "ansible_collections.ansible.netcommon.plugins.module_utils.network.common.config"
    )
    for line in sys.stdin:
        read = module.NetworkConfig(indent=1, contents=json.loads(line))
        print(json.dumps([[*one.parents, one.text] for one in read.items]), flush=True)  # noqa: T201 - a program's answer


if __name__ == "__main__":
    main()
