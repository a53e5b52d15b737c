"""``show`` commands about services: logging, AAA method lists, SSH, HTTP, file systems of the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab import sshkeys
from lab.dialogue import Ask, ExecCommand
from lab.releases import Behaviour

if TYPE_CHECKING:
    from lab.dialogue import Dialogue
    from lab.router import Router
    from lab.session import Session

AUTHENTICATION_QUEUES = ("LOGIN", "ENABLE", "PPP", "SGBP", "ARAP", "DOT1X", "8021X", "EAPOUDP", "WEBAUTH")
AUTHORIZATION_QUEUES = ("SHELL", "NET", "CONN", "IPMOBILE", "RM", "CONFIG", "AUTH_PROXY", "COMMAND")
SERVICES = {"LOGIN": "authentication login", "SHELL": "authorization exec", "NET": "authorization network"}
CIPHERS = (
    "rsa-aes-cbc-sha2 rsa-aes-gcm-sha2",
    "        dhe-aes-cbc-sha2 dhe-aes-gcm-sha2 ecdhe-rsa-aes-cbc-sha2",
    "        ecdhe-rsa-aes-gcm-sha2 ecdhe-ecdsa-aes-gcm-sha2",
)
MODULES = (
    ("HTTP_IFS", "HTTP based IOS File Server"),
    ("SL_HTTP", "HTTP REST IOS-XE Smart License Server"),
    ("HOME_PAGE", "IOS Homepage Server"),
    ("BANNER_PAGE", "HTTP Banner Page Server"),
    ("WEB_EXEC", "HTTP based IOS EXEC Server"),
    ("NG_WEBUI", "Web GUI"),
)


def show_log(router: Router, _session: Session, _args: str) -> Dialogue:
    """The log buffer with the head that IOS-XE prints above it."""
    count = len(router.log)
    yield "Syslog logging: enabled (0 messages dropped, 0 messages rate-limited, 0 flushes, 0 overruns, "
    yield "xml disabled, filtering disabled)\n\n"
    yield "No Active Message Discriminator.\n\n\n\nNo Inactive Message Discriminator.\n\n\n"
    for name, logged in (("Console logging:", count), ("Monitor logging:", 0), ("Buffer logging: ", count)):
        yield f"    {name} level debugging, {logged} messages logged, xml disabled,\n"
        yield "                     filtering disabled\n"
    yield "    Exception Logging: size (4096 bytes)\n"
    yield "    Count and timestamp logging messages: disabled\n"
    yield "    Persistent logging: disabled\n\n"
    yield "No active filter modules.\n\n"
    yield f"    Trap logging: level informational, {count} message lines logged\n"
    yield "        Logging Source-Interface:       VRF Name:\n\nLog Buffer (4096 bytes):\n\n"
    yield "".join(f"{entry.render()}\n" for entry in router.log)


def clear_log(router: Router, _session: Session, _args: str) -> Dialogue:
    """``clear logging``."""
    answer = yield Ask("Clear logging buffer [confirm]")
    if answer.strip().lower() in ("", "y"):
        router.log.clear()


def show_method_lists(router: Router, _session: Session, args: str) -> Dialogue:
    """AAA method lists, as far as they are local (form REAL, C9500)."""
    if not args.startswith("author"):
        yield from _queues(router, "authen", "AUTHEN", AUTHENTICATION_QUEUES)
    if not args.startswith("authen"):
        yield from _queues(router, "author", "AUTHOR", AUTHORIZATION_QUEUES)


def _queues(router: Router, word: str, code: str, queues: tuple[str, ...]) -> Dialogue:
    for queue in queues:
        yield f"{word} queue=AAA_ML_{code}_{queue}\n"
        for node in router.running.find(f"aaa {SERVICES[queue]}") if queue in SERVICES else ():
            name, *methods = node.text.split()[3:]
            text = " ".join(method.upper() for method in methods)
            yield f"  name={name} valid=TRUE id=0 :state=ALIVE : {text} \n"


def show_ssh_server(router: Router, _session: Session, _args: str) -> Dialogue:
    """``show ip ssh``."""
    if sshkeys.in_use(router):
        yield "SSH Enabled - version 2.0\n"
    else:
        yield "SSH Disabled - version 2.0\n"
        new = router.does(Behaviour.HOST_KEY_ADVICE)
        yield sshkeys.NEW_ADVICE if new else sshkeys.ADVICE
    yield "Authentication methods:publickey,keyboard-interactive,password\n"
    yield "Authentication timeout: 120 secs; Authentication retries: 3\n"


def show_http(router: Router, _session: Session, _args: str) -> Dialogue:
    """``show ip http server status``: two lines say whether it answers, the rest how (form REAL)."""
    plain = "Enabled" if router.running.has("ip http server") else "Disabled"
    secure = "Enabled" if router.running.has("ip http secure-server") else "Disabled"
    trustpoint = router.running.value("ip http secure-trustpoint") or next(
        (name for name in router.pki.trustpoints() if name.startswith("TP-self-signed")), ""
    )
    method = (router.running.value("ip http authentication") or "enable").split()[0]
    yield f"HTTP server status: {plain}\nHTTP server port: 80\n"
    yield "HTTP server active supplementary listener ports: 21111\n"
    yield f"HTTP server authentication method: {method}\nHTTP server auth-retry 0 time-window 0\n"
    yield "HTTP server digest algorithm: md5\nHTTP server access class: 0\n"
    yield "HTTP server IPv4 access class: None\nHTTP server IPv6 access class: None\n"
    yield "HTTP server base path:\nHTTP File Upload status: Disabled\nHTTP server upload path:\n"
    yield "HTTP server help root:\n"
    yield "Maximum number of concurrent server connections allowed: 300\n"
    yield "Maximum number of secondary server connections allowed: 50\n"
    yield "Server idle time-out: 180 seconds\nServer life time-out: 180 seconds\n"
    yield "Server session idle time-out: 600 seconds\n"
    yield "Maximum number of requests allowed on a connection: 25\nServer linger time : 60 seconds\n"
    yield "HTTP server active session modules: ALL\n"
    yield f"HTTP secure server capability: Present\nHTTP secure server status: {secure}\n"
    yield "HTTP secure server port: 443\nHTTP secure server ciphersuite:  " + "\n".join(CIPHERS) + "\n"
    versions = "TLSv1.3 TLSv1.2" if router.does(Behaviour.HTTPS_TLS13) else "TLSv1.2 TLSv1.1"
    yield f"HTTP secure server TLS version:  {versions}\nHTTP secure server client authentication: Disabled\n"
    yield "HTTP secure server PIV authentication: Disabled\n"
    yield "HTTP secure server PIV authorization only: Disabled\n"
    yield f"HTTP secure server trustpoint: {trustpoint}\nHTTP secure server peer validation trustpoint:\n"
    yield "HTTP secure server ECDHE curve: secp256r1\nHTTP secure server active session modules: ALL\n"


def show_http_all(router: Router, session: Session, args: str) -> Dialogue:
    """``show ip http server all``: status, modules, connections and counters (form REAL)."""
    yield from show_http(router, session, args)
    plain = "Active" if router.running.has("ip http server") else "Inactive"
    secure = "Active" if router.running.has("ip http secure-server") else "Inactive"
    yield "\nHTTP server application session modules:\n"
    yield " Session module Name  Handle Status   Secure-status     Description\n"
    for number, (name, described) in enumerate(MODULES, start=1):
        yield f"{name:22}{number:<7}{plain:9}{secure:15}{described}\n"
    yield "\nHTTP server current connections:\n"
    yield "local-ipaddress:port  remote-ipaddress:port  in-bytes  out-bytes\n\n\n"
    yield "Nginx Internal Counters:\nNginx pool = 915\nActive connection = 0\nNginx pool available = 898\n"
    yield "Maxmum connection Hit = 0\n\n\n\nHTTP server statistics:\nAccepted connections total: 0\n"
    yield "server accepts handled requests\n 0 0 0\nReading: 0 Writing: 0 Waiting: 0\n\n\n\n"
    yield "HTTP server history:\n"
    yield "local-ipaddress:port  remote-ipaddress:port  in-bytes  out-bytes  end-time\n\n"
    yield "\nconn_history_current_pos: 0\n\n\n\nHTTP server help path:\n"


COMMANDS = (
    ExecCommand("show logging", show_log, 1, "Show the contents of logging buffers", ""),
    ExecCommand("clear logging", clear_log, 15, "Clear logging buffer", ""),
    ExecCommand(
        "show aaa method-lists",
        show_method_lists,
        15,
        "Display AAA method lists",
        "{all|authentication|authorization}",
    ),
    ExecCommand("show ip ssh", show_ssh_server, 1, "SSH server", ""),
    ExecCommand("show ip http server status", show_http, 1, "HTTP server status", ""),
    ExecCommand("show ip http server all", show_http_all, 1, "HTTP server all", ""),
)
