"""What each error code means and what to do: the pages of ``headend explain`` and of docs/errors.md."""

from __future__ import annotations

from typing import Final, NamedTuple


class Page(NamedTuple):
    """One error: what has happened, what usually causes it, what state it leaves, what to do."""

    title: str
    means: str
    state: str
    do: tuple[str, ...]


_NOTHING = "Nothing was connected to, nothing was changed. Exit code 3."
_UNCHANGED = "This headend is as it was; the others were done. Exit code 1."

PAGES: Final[dict[str, Page]] = {
    "E000": Page(
        "error", "Something of this program's own failed.", _UNCHANGED, ("report it with the message",)
    ),
    "E100": Page(
        "refused", "What was asked for cannot be done as it stands.", _NOTHING, ("follow the message",)
    ),
    "E101": Page(
        "the inventory is wrong",
        "A file of the inventory says something that cannot be: YAML that does not parse or repeats a key, an unknown "
        "key, a range that runs backwards, pools that overlap, a name that IOS-XE refuses, a reference that dangles, "
        "a password in clear text, a certificate that cannot serve. Or no users.yaml is there, or a users.yml "
        "that nothing reads: everybody in it would lose access. Every mistake is listed.",
        _NOTHING,
        ("mend each line that is named, with its file, line and key", "`headend validate` looks again"),
    ),
    "E102": Page(
        "a secret cannot be read",
        "A reference (env:, file:, keyring:, vault:, age:, cmd:) gave nothing: the variable is not set, the file is "
        "not there, the store is locked. The reference is named, the secret never.",
        _NOTHING,
        ("set what the reference names, or write another reference", "`headend validate` tries them all"),
    ),
    "E103": Page(
        "a ticket is wrong",
        "A ticket file lacks something or says something that cannot be. Every fault is listed.",
        "Nothing was changed anywhere. Exit code 3.",
        ("mend the ticket and hand it in again",),
    ),
    "E104": Page(
        "nobody agreed",
        "A change needs agreement: the answer was no, or nobody sits at the terminal and --yes was not given.",
        "Nothing was changed. Exit code 3.",
        ("look at `headend plan`, then answer y, or agree beforehand with --yes",),
    ),
    "E105": Page(
        "a PKCS12 file cannot be read",
        "The file is empty, cut short, of another kind, holds two keys, or the passphrase is not its own.",
        "Nothing was uploaded. Exit code 3.",
        ("`headend certificate check FILE --passphrase REFERENCE` says what the file holds",),
    ),
    "E106": Page(
        "the state folder cannot be used",
        "Locks, history and last outcomes are kept in a folder that cannot be made, written or read.",
        _NOTHING,
        ("name another folder with --state DIR", "a damaged file in it may be removed: it is made again"),
    ),
    "E107": Page(
        "the plan file cannot be used",
        "The file given as --plan is not one that `headend plan --out` of this version wrote.",
        _NOTHING,
        ("`headend plan --out FILE`, look at it, then `headend deploy --plan FILE`",),
    ),
    "E108": Page(
        "the folder is taken",
        "`headend init` writes into a new or an empty folder only.",
        _NOTHING,
        ("name another folder",),
    ),
    "E109": Page(
        "the lab is not installed",
        "Simulated headends need asyncssh, which is an extra: production machines do without.",
        _NOTHING,
        ("pip install 'flexvpn-headend[lab]', or `make demo` in a checkout",),
    ),
    "E110": Page(
        "no such code", "There is no error with this code.", _NOTHING, ("`headend explain all` lists them",)
    ),
    "E111": Page(
        "options are wrong",
        "Options name a host, a group, a check or a router that is not there. All of them are listed.",
        _NOTHING,
        ("the message names what is near, or what there is",),
    ),
    "E112": Page(
        "the requester's copy cannot be made",
        "New passwords go into one file per user before anything else happens. The folder cannot be written, or the "
        "ticket names a key that nothing can be encrypted to.",
        _NOTHING,
        (
            "`--credentials-out DIR` names another folder",
            "the ticket's `recipient`: an age key or an OpenPGP key block",
        ),
    ),
    "E120": Page(
        "a recording cannot be read",
        "The file given to `headend parse` is not there, may not be read or is no text, or nothing reads the command.",
        _NOTHING,
        (
            "name another file, or - for what comes in by a pipe",
            "give the command as it was typed on the router",
        ),
    ),
    "E121": Page(
        "the archive cannot be written",
        "`headend support` cannot write its archive where it was told to.",
        _NOTHING,
        ("name another file or folder",),
    ),
    "E190": Page(
        "a secret was rendered as asterisks",
        "A template printed a masked secret; the router would take the asterisks as the password. This is a fault of "
        "the template, not of the inventory.",
        _NOTHING,
        ("use the filter `secret` in the template", "report it where the template is ours"),
    ),
    "E200": Page(
        "a headend could not be done", "It failed, or was not started.", _UNCHANGED, ("follow the message",)
    ),
    "E201": Page(
        "unreachable",
        "The name does not resolve, nothing listens or answers at the address, it does not speak SSH with us, or the "
        "connection broke. Unreachable is never reported as in sync.",
        "Before a push: unchanged. During one: the message says what was seen; nothing is merged before the router has "
        "shown the revert timer by which it goes back by itself.",
        (
            "`ssh` from this machine to the address and port of hosts.yaml",
            "`show users` at the console: all lines may be taken",
        ),
    ),
    "E202": Page(
        "log-in refused",
        "The router refuses user, password or key, or does not give privilege 15 at log-in, which SCP needs.",
        _UNCHANGED,
        (
            "look at `login` of the host in the inventory, and at the secret that it names",
            "on the router: `username NAME privilege 15 …`, and `aaa authorization exec default local`",
        ),
    ),
    "E203": Page(
        "SSH host key refused",
        "The router shows a key that nobody has recorded, or not the recorded one. The second is also what a man in "
        "the middle causes.",
        "The password was not sent. Exit code 1.",
        (
            "compare the fingerprint with the one at the router's console (`show ip ssh`)",
            "`headend trust --limit HOST` records it once it is right",
        ),
    ),
    "E204": Page(
        "preflight refused",
        "The router is not fit for the push: release, algorithms that its release no longer takes, SCP server, archive "
        "path, free space, a pending commit, the clock, an interface that is not there, a pool that overlaps, lines "
        "that would lock us out, or more removals of users than --max-delete agrees to. Every reason is listed.",
        _UNCHANGED,
        (
            "`headend doctor` shows the same with what mends it",
            "`headend doctor --prepare` sends what can be sent",
            "`headend explain releases` lists what each release refuses",
        ),
    ),
    "E205": Page(
        "the plan is stale",
        "Since the plan was made the router, the intent or a secret has changed. Only the plan that was shown is "
        "applied, or nothing, even if it had no changes. The same is said of a headend of which no plan, or no "
        "difference, could be shown before the question.",
        _UNCHANGED,
        ("plan again and look at it again",),
    ),
    "E206": Page(
        "not enough space",
        "Bootflash has less free than the file and a tenth more.",
        _UNCHANGED,
        ("`dir bootflash:` and delete what is not needed", "`headend doctor` names what earlier pushes left"),
    ),
    "E207": Page(
        "a file arrived damaged",
        "The router's digest of the uploaded file is not ours; it was removed again.",
        _UNCHANGED,
        ("try again", "if it happens twice, look at bootflash (`show file systems`, `fsck`)"),
    ),
    "E208": Page(
        "the certificate was not imported",
        "After the import the router shows no certificate that could serve. Old releases read old encryptions only; "
        "the message holds the router's own words.",
        "What the import left was removed; the certificate in use is untouched. Exit code 1.",
        (
            "`headend certificate check FILE` looks at the file",
            "`show crypto pki certificates` at the console",
        ),
    ),
    "E209": Page(
        "the router refused a command",
        "The router answered a command or a configuration line with an error; its words are in the message.",
        "During a push: undone, and the message says what state it is in. Exit code 1.",
        ("the router's words name the line", "`release` in the inventory must be what the router runs"),
    ),
    "E210": Page(
        "an answer was not understood",
        "A command printed what no template knows. That is not an empty table, so nothing is concluded from it.",
        _UNCHANGED,
        ('`headend parse "COMMAND" FILE` shows what is read and what is not', "report it with the recording"),
    ),
    "E211": Page(
        "busy",
        "Another run of this program, or somebody else's commit that waits for its confirmation, holds this headend.",
        _UNCHANGED,
        (
            "wait until it has ended; the message says who, what and since when",
            "a pending commit: `configure confirm` or `configure revert now` at the console",
        ),
    ),
    "E212": Page(
        "rolled back",
        "A push failed on its way or was not proved, and was undone. The message says what failed, in the router's "
        "words where it has some, and what state the router is in now.",
        "Running-config, files and keys are as before; startup-config was never written. Exit code 1.",
        ("mend what failed and deploy again", "`headend doctor` names what is left, if anything"),
    ),
    "E213": Page(
        "SCP refused",
        "The router does not take files: its SCP server is off, or the log-in lacks privilege 15.",
        _UNCHANGED,
        ("`headend doctor --prepare` turns the SCP server on", "`aaa authorization exec default local`"),
    ),
    "E214": Page(
        "not proved",
        "The router took everything, and yet something is not as it should be: a line it quietly dropped, a check "
        "that passed before, users who no longer get in, a session that is gone, a second log-in that fails. Every "
        "reason is listed. A check that kept users out before the push does not undo it: the push stands, with exit "
        "code 2.",
        "Undone, as E212 says. Exit code 1.",
        ("mend the reasons and deploy again",),
    ),
    "E215": Page(
        "not finished",
        "The push stands on the running router, confirmed, but it was not saved or not recorded: that failed, or "
        "somebody else has changed the configuration meanwhile, which is never saved unasked. Or a user whom the push "
        "removed is still connected.",
        "Running-config is as intended; startup-config may be older. Exit code 1.",
        ("deploy again: it finishes what is left", "`write memory` at the console saves it at once"),
    ),
    "E216": Page(
        "stopped",
        "The program was told to stop (SIGTERM) before it came to this headend.",
        _UNCHANGED,
        ("run the same ticket again: it does only the rest",),
    ),
    "E220": Page(
        "debugging was refused",
        "`headend support --debug` turns nothing on: the router is busy, has no EEM, or command authorization would "
        "keep the applet that turns debugging off from doing so.",
        _UNCHANGED,
        ("the message says which; collect without --debug, or when the router is idle",),
    ),
    "E221": Page(
        "debugging may still be on",
        "Debugging was turned on, and it could not be seen to be off again. The router's own applet turns it off when "
        "its countdown is over.",
        "Nothing was saved on the router. Exit code 1.",
        (
            "at the console: `undebug all`, `show debugging`",
            "`headend drift` shows the applet until it has removed itself",
        ),
    ),
    "E299": Page(
        "a fault of this program",
        "It met what it does not expect.",
        "Other headends were done. During a push this one was rolled back. Exit code 1.",
        ("report it with the message",),
    ),
}
"""By code. A test makes sure that every error class has a page."""


def page(code: str) -> str:
    """The page of one code, as text.

    Raises:
        KeyError: there is no such code.
    """
    entry = PAGES[code]
    steps = "".join(f"  - {step}\n" for step in entry.do)
    return f"{code}  {entry.title}\n\n{entry.means}\n\nState: {entry.state}\n\nWhat to do:\n{steps}"


def markdown() -> str:
    """docs/errors.md: every page."""
    parts = [
        "# Errors\n\nMade by `make docs` from flexvpn/base/error_pages.py; `headend explain CODE` prints the same.\n"
    ]
    for code, entry in sorted(PAGES.items()):
        steps = "".join(f"- {step}\n" for step in entry.do)
        parts.append(f"## {code}: {entry.title}\n\n{entry.means}\n\n{entry.state}\n\n{steps}")
    return "\n".join(parts)
