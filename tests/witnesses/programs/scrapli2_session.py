"""One session of scrapli 2 with its ``cisco_iosxe`` definition: JSON in, JSON out, in an environment of its own."""

from __future__ import annotations

import importlib
import json
import sys
from typing import Any


def main() -> None:
    """Open, ask, configure in its configuration mode, answer a prompt, close."""
    order = json.loads(sys.stdin.read())
    scrapli: Any = importlib.import_module("scrapli")
    cli = scrapli.Cli(
        host=order["host"],
        port=order["port"],
        definition_file_or_name="cisco_iosxe",
        auth_options=scrapli.AuthOptions(username=order["username"], password=order["password"]),
        transport_options=scrapli.TransportBinOptions(enable_strict_key=False, extra_open_args=order["ssh"]),
    )
    with cli as connection:
        prompt = connection.get_prompt().result
        shown = connection.send_input(input_=order["commands"][0])
        configured = connection.send_inputs(inputs=order["configs"], requested_mode="configuration")
        refused = connection.send_input(input_="bogus line", requested_mode="configuration")
        answered = connection.send_prompted_input(
            input_="clear logging", prompt="", prompt_pattern=r"\[confirm\]", response=""
        )
    print(  # noqa: T201 - a program's answer
        json.dumps(
            {
                "prompt": prompt,
                "result": shown.result,
                "configured": configured.failed,
                "refused": refused.failed,
                "answered": answered.result,
            }
        )
    )


if __name__ == "__main__":
    main()
