"""One session of scrapli's IOS-XE driver (2025.1): JSON in, JSON out. Runs in an environment of its own."""

from __future__ import annotations

import asyncio
import importlib
import json
import sys
from typing import Any

Driver = Any


def open_close(driver: Driver, order: dict[str, Any]) -> object:
    """Open, look alive, close."""
    del order
    prompt = driver.get_prompt()
    alive = driver.isalive()
    driver.close()
    return {"prompt": prompt, "alive": alive, "after": driver.isalive()}


def send_command(driver: Driver, order: dict[str, Any]) -> object:
    """One command."""
    response = driver.send_command(order["commands"][0])
    return {"result": response.result, "failed": response.failed}


def send_commands(driver: Driver, order: dict[str, Any]) -> object:
    """Several commands."""
    return [response.result for response in driver.send_commands(order["commands"])]


def send_configs(driver: Driver, order: dict[str, Any]) -> object:
    """Configuration lines."""
    responses = driver.send_configs(order["configs"], stop_on_failed=order.get("stop", False))
    return [{"line": r.channel_input, "result": r.result, "failed": r.failed} for r in responses]


def send_config(driver: Driver, order: dict[str, Any]) -> object:
    """Configuration as one text."""
    return driver.send_config("\n".join(order["configs"])).failed


def send_interactive(driver: Driver, order: dict[str, Any]) -> object:
    """Questions and answers."""
    return driver.send_interactive([tuple(event) for event in order["events"]]).result


def acquire_priv(driver: Driver, order: dict[str, Any]) -> object:
    """From one privilege to the next."""
    seen = []
    for level in order["levels"]:
        driver.acquire_priv(level)
        seen.append([level, driver.get_prompt()])
    return seen


def textfsm(driver: Driver, order: dict[str, Any]) -> object:
    """A command, read by ntc-templates."""
    return driver.send_command(order["commands"][0]).textfsm_parse_output()


STEPS = {step.__name__: step for step in (
    open_close, send_command, send_commands, send_configs, send_config, send_interactive, acquire_priv, textfsm,
)}  # fmt: skip


def settings(order: dict[str, Any]) -> dict[str, Any]:
    """What every transport is told."""
    return {
        "host": order["host"],
        "port": order["port"],
        "auth_username": order["username"],
        "auth_password": order["password"],
        "auth_secondary": order.get("secret", ""),
        "auth_strict_key": False,
        "transport": order["transport"],
        "timeout_ops": 30,
    }


async def asynchronous(order: dict[str, Any]) -> object:
    """The same driver on asyncio."""
    core = importlib.import_module("scrapli.driver.core")
    async with core.AsyncIOSXEDriver(**settings(order)) as driver:
        response = await driver.send_command(order["commands"][0])
        return {"result": response.result, "failed": response.failed}


def main() -> None:
    """Do what the order says."""
    order = json.loads(sys.stdin.read())
    if order["transport"] == "asyncssh":
        print(json.dumps(asyncio.run(asynchronous(order))))  # noqa: T201 - a program's answer
        return
    core = importlib.import_module("scrapli.driver.core")
    driver = core.IOSXEDriver(**settings(order))
    driver.open()
    answer = STEPS[order["step"]](driver, order)
    if driver.isalive():
        driver.close()
    print(json.dumps(answer))  # noqa: T201 - a program's answer


if __name__ == "__main__":
    main()
