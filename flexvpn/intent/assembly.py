"""One host's data, from wherever it is inherited -> its headend, with every mistake where it can be mended."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, Field, TypeAdapter, ValidationError, create_model, model_validator

from flexvpn.base.secrets import SecretRef
from flexvpn.base.values import FROZEN, HostName, TextLine, UserName
from flexvpn.intent.consistency import problems
from flexvpn.intent.drafts import Draft, Remains, remains
from flexvpn.intent.origins import USERS, Origins
from flexvpn.intent.problems import Problem
from flexvpn.intent.unsupported import foreign_mistakes
from flexvpn.intent.validation import nearest, read
from flexvpn.sections.headend import Headend
from flexvpn.sections.local_users import LocalUsers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from flexvpn.base.mistake import Mistake
    from flexvpn.intent.documents import Document, Path
    from flexvpn.intent.hosts import Origin, RawHost, Sources
    from flexvpn.intent.users import UserEntry
    from flexvpn.sections.local_users import LocalUser

_OTHER_KEYS = frozenset({"login", "labels"})
_LOCAL_USERS = Headend.field_of(LocalUsers)
_SECTION_KEYS = frozenset(Headend.model_fields) - {"name"}
_PORT = TypeAdapter(Annotated[int, Field(ge=1, le=65535)])
_ADDRESS = TypeAdapter(HostName)
_SHOWN_HOSTS = 3


class Login(BaseModel):
    """How we log in ourselves: a password by reference, a key file, or both."""

    model_config = FROZEN

    username: UserName
    password: SecretRef | None = None
    key_file: TextLine | None = None

    @model_validator(mode="after")
    def _something(self) -> Login:
        if self.password is None and self.key_file is None:
            raise ValueError("password (a reference) or key_file is needed")
        return self


@dataclass(frozen=True, slots=True)
class Host:
    """One host: how to reach it and what it should be.

    Attributes:
        name: in the inventory.
        hostname: address or name to connect to.
        port: of its SSH server.
        login: our own log-in.
        groups: every group it is in, nearest first; users and ``--limit`` name them.
        labels: free words for ``--filter KEY=VALUE``.
        headend: the intent.
        barred: users whom users.yaml names for this host and who may not connect today, each with the reason.
    """

    name: str
    hostname: str
    port: int
    login: Login
    groups: tuple[str, ...]
    labels: Mapping[str, str]
    headend: Headend
    barred: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Drafted:
    """A host that is refused: its headend is not validated, and may lack what it needs."""

    name: str
    headend: Headend
    login: Login | None


@dataclass(slots=True)
class Assembly:
    """Reads each section once, however many hosts inherit it, and remembers who saw which problem."""

    sources: Sources
    users: tuple[UserEntry, ...]
    origins: Origins
    today: date
    _read: dict[tuple[str, Path], Any] = field(default_factory=dict)
    _local: dict[str, LocalUser] = field(default_factory=dict)
    _barred: tuple[tuple[UserEntry, str], ...] = ()
    _wrong: list[Mistake] = field(default_factory=list)
    _foreign: set[str] = field(default_factory=set)
    _absent: dict[str, list[RawHost]] = field(default_factory=dict)
    _seen: dict[tuple[str, str, Path, str, str], tuple[Document, list[str]]] = field(default_factory=dict)

    drafts: list[Drafted] = field(default_factory=list)
    _remains: dict[tuple[str, Path], Remains] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._local = {entry.name: entry.local_user() for entry in self.users}
        self._barred = tuple((entry, why) for entry in self.users if (why := entry.barred(self.today)))

    def host(self, raw: RawHost) -> Host | None:
        """The host, or None where something about it is wrong; what is left of it is then among the drafts."""
        before = len(self._wrong)
        hostname = self._value(raw, "hostname", _ADDRESS, raw.name)
        port = self._value(raw, "port", _PORT, 22)
        self._unknown(raw)
        values = {name: self._section(raw.data[name], name) for name in _SECTION_KEYS if name in raw.data}
        login = self._login(raw)
        refused = any(value is _REFUSED for value in values.values())
        if self._missing(raw) or refused or login is None or len(self._wrong) > before:
            draft = self._draft(raw, values)
            self._note(raw, [*draft.problems(), *_own_account(draft.headend, login)])
            self.drafts.append(Drafted(raw.name, draft.headend, login))
            return None
        headend = Headend(name=raw.name, **self._with_users(raw, values))
        if self._note(raw, [*problems(headend), *_own_account(headend, login)]):
            self.drafts.append(Drafted(raw.name, headend, login))
            return None
        labels = raw.data.get("labels")
        words = {key: str(value) for key, value in labels.value.items()} if labels else {}
        barred = {entry.name: why for entry, why in self._barred if entry.given(raw.name, raw.groups)}
        return Host(raw.name, hostname, port, login, raw.groups, words, headend, barred)

    def _draft(self, raw: RawHost, values: dict[str, Any]) -> Draft:
        damaged: dict[str, Remains] = {}
        for name in (name for name, value in values.items() if value is _REFUSED):
            document, path, data = raw.data[name]
            known = (document.path, path)
            if known not in self._remains:
                self._remains[known] = remains(name, data)
            damaged[name] = self._remains[known]
        whole = {name: value for name, value in values.items() if value is not _REFUSED}
        if _LOCAL_USERS not in damaged:
            whole = self._with_users(raw, whole)
        return Draft.of(raw.name, whole, damaged)

    def mistakes(self) -> list[Mistake]:
        """What is refused."""
        return [*self._wrong, *self._absences(), *self._placed("error")]

    def warnings(self) -> list[Mistake]:
        """What is said."""
        return self._placed("warning")

    def _placed(self, wanted: str) -> list[Mistake]:
        placed: list[Mistake] = []
        for (level, _, path, what, hint), (document, names) in self._seen.items():
            if level == wanted:
                more = f" and {len(names) - _SHOWN_HOSTS} more" if len(names) > _SHOWN_HOSTS else ""
                own = path[:1] == (names[0],) and document is self.sources.hosts
                who = "" if own else f" [{', '.join(names[:_SHOWN_HOSTS])}{more}]"
                placed.append(document.mistake(path, what + who, hint))
        return placed

    def _value(self, raw: RawHost, key: str, adapter: TypeAdapter[Any], default: Any) -> Any:  # noqa: ANN401
        if key not in raw.values:
            return default
        document, path, value = raw.values[key]
        try:
            return adapter.validate_python(value)
        except ValidationError:
            what = "a port is a number from 1 to 65535" if key == "port" else "a host name or an address"
            self._wrong.append(document.mistake(path, what))
            return default

    def _unknown(self, raw: RawHost) -> None:
        for key, origin in raw.data.items():
            foreign = list(foreign_mistakes(origin)) if key != "labels" else []
            self._wrong += foreign
            self._foreign |= {mistake.key for mistake in foreign}
            if key not in _SECTION_KEYS | _OTHER_KEYS and not foreign:
                hint = nearest(key, _SECTION_KEYS | _OTHER_KEYS)
                self._wrong.append(
                    origin.document.mistake(origin.path, "unknown key", f"{hint} Free words go below labels")
                )
            if key == "labels" and not isinstance(origin.value, dict):
                self._wrong.append(origin.document.mistake(origin.path, "labels are written as `key: word`"))

    def _missing(self, raw: RawHost) -> bool:
        required = {name for name, info in Headend.model_fields.items() if info.is_required()} | {"login"}
        missing = required - {"name"} - set(raw.data)
        for name in missing:
            self._absent.setdefault(name, []).append(raw)
        return bool(missing)

    def _absences(self) -> Iterator[Mistake]:
        """One mistake for all hosts where all of them lack a section."""
        for name, hosts in self._absent.items():
            if len(hosts) > 1 and len(hosts) == len(self.sources.hosts.data):
                yield self.sources.defaults.mistake(
                    ("data", name), "is missing for every host", "give it to all of them here"
                )
                continue
            for raw in hosts:
                place = (*raw.place.path, "data", name)
                yield raw.place.document.mistake(
                    place, "is missing", "give it to the host, to a group of it, or to all in defaults.yaml"
                )

    def _login(self, raw: RawHost) -> Login | None:
        if "login" not in raw.data:
            return None
        document, path, value = raw.data["login"]
        key = (document.path, path)
        if key not in self._read:
            self._read[key], wrong = read(Login, document, path, value)
            self._wrong += wrong
        login: Login | None = self._read[key]
        return login

    def _section(self, origin: Origin, name: str) -> Any:  # noqa: ANN401 - a section, several, or a release
        document, path, value = origin
        key = (document.path, path)
        if key not in self._read:
            found, wrong = read(_ONE_FIELD[name], document, path[:-1], {name: value})
            if name == _LOCAL_USERS and isinstance(value, dict) and "users" in value:
                wrong.append(
                    document.mistake((*path, "users"), "users are kept in users.yaml", "move them there")
                )
                found = None
            self._read[key] = getattr(found, name) if found else _REFUSED
            self._wrong += [mistake for mistake in wrong if mistake.key not in self._foreign]
        return self._read[key]

    def _with_users(self, raw: RawHost, values: dict[str, Any]) -> dict[str, Any]:
        policy = values.get(_LOCAL_USERS) or Headend.model_fields[_LOCAL_USERS].default
        users = tuple(
            self._local[entry.name] for entry in self.users if entry.on(raw.name, raw.groups, self.today)
        )
        return {**values, _LOCAL_USERS: policy.model_copy(update={"users": users})}

    def _note(self, raw: RawHost, found: list[Problem]) -> bool:
        """Note every problem where it can be mended; True where one of them is an error."""
        for problem in found:
            document, path = self._where(raw, problem)
            key = (problem.level, document.path, path, problem.what, problem.hint)
            self._seen.setdefault(key, (document, []))[1].append(raw.name)
        return any(problem.level == "error" for problem in found)

    def _where(self, raw: RawHost, problem: Problem) -> tuple[Document, Path]:
        name, *rest = problem.key.split(".")
        if name == USERS:  # names of users may hold dots
            return self.origins.find(raw.name, (name, ".".join(rest)))
        below: Path = tuple(int(part) if part.isdigit() else part for part in rest)
        return self.origins.find(raw.name, (name, *below))


_REFUSED = object()


def _one_field_models() -> dict[str, type[BaseModel]]:
    """For each key of a host's data a model of that field alone, so that it is read once for all who inherit it."""
    return {
        name: create_model(name, __config__=FROZEN, **{name: (info.annotation, ...)})  # type: ignore[call-overload]
        for name, info in Headend.model_fields.items()
        if name in _SECTION_KEYS
    }


_ONE_FIELD = _one_field_models()


def _own_account(headend: Headend, login: Login | None) -> Iterator[Problem]:
    """Our own log-in is nobody's VPN user and is not cleared away."""
    users: LocalUsers | None = headend.local_users
    if login is None or users is None:  # a draft
        return
    if any(user.name == login.username for user in users.users):
        yield Problem(
            "error",
            f"users.{login.username}",
            f"{login.username} is our own log-in and a VPN user",
            "give the VPN user another name",
        )
    if users.exclusive and login.username not in users.administrators:
        yield Problem(
            "error",
            f"{_LOCAL_USERS}.administrators",
            f"exclusive would remove {login.username}, our own log-in",
            "list it among the administrators",
        )
