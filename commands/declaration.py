"""How a command is declared, once, where it stands: its options and its JSON documents follow from that.

Nothing is imported of a command before it is typed: ``headend --help`` and completion answer from lists.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from inspect import Parameter, Signature, signature
from typing import TYPE_CHECKING, Any, TypeAlias, cast, get_type_hints

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group

from commands import COMMANDS
from commands.options import targeted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pydantic import BaseModel

    Schema: TypeAlias = type[BaseModel] | Callable[[], dict[str, Any]]
    """A model, or what gives a JSON Schema."""


@dataclass(frozen=True, slots=True)
class Command:
    """What one command is.

    Attributes:
        words: as it is typed, and where it stands: ``("certificate", "rotate")``.
        work: takes its own options and gives the exit code. One that has an argument ``run`` is for the headends of an
            inventory: it gets the run, and takes the options that every such command shares.
        result: what its ``--json`` says of one headend.
        documents: whatever else it prints or writes as JSON, by the name of the schema.
        subcommands: what it is a group of, each with the first sentence of its docstring, in the order of ``--help``.
        settings: of Typer's context.
    """

    words: tuple[str, ...]
    work: Callable[..., int] | None = None
    result: type[BaseModel] | None = None
    documents: Mapping[str, Schema] = field(default_factory=dict)
    subcommands: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def over_fleet(self) -> bool:
        """True for a command that is for the headends of an inventory: it takes ``--json``."""
        return self.work is not None and "run" in signature(self.work).parameters

    def schemas(self) -> dict[str, Schema]:
        """Every JSON document of this command, by the name of its schema."""
        if self.result is None:
            return dict(self.documents)
        from flexvpn.report.document import Document

        return {"-".join(self.words): Document[self.result], **self.documents}  # type: ignore[name-defined]

    def parser(self, line: str) -> TyperCommand | TyperGroup:
        """What Typer reads the rest of the words with; ``line`` is what a list says of the command."""
        if not self.subcommands:
            alone = typer.Typer(rich_markup_mode=None, add_completion=False)
            alone.command(self.words[-1], context_settings=dict(self.settings))(self._typed())
            return cast("TyperCommand", get_command(alone))
        group = typer.Typer(
            cls=listing(self.subcommands, *self.words),
            help=line,
            no_args_is_help=self.work is None,
            rich_markup_mode=None,
        )
        if self.work is not None:
            group.callback(invoke_without_command=True)(self._typed())
        return get_group(group)

    def _typed(self) -> Callable[..., int]:
        """``work`` as Typer calls it, with every option that the command understands."""
        if (work := self.work) is None:
            raise TypeError(self.words)
        # `Run` stands in an annotation for whoever reads or checks the types: it would cost half a second.
        hints = get_type_hints(work, localns={"Run": object}, include_extras=True)
        parameters = [
            parameter.replace(annotation=hints[name], kind=Parameter.KEYWORD_ONLY)
            for name, parameter in signature(work).parameters.items()
            if name != "run"
        ]
        shared = list(signature(targeted, eval_str=True).parameters.values()) if self.over_fleet else []
        parameters += [parameter.replace(kind=Parameter.KEYWORD_ONLY) for parameter in shared]
        if self.subcommands:
            parameters.append(Parameter(_CONTEXT, Parameter.KEYWORD_ONLY, annotation=typer.Context))

        def typed(**given: Any) -> int:  # noqa: ANN401 - options have no common type
            if self.subcommands and given.pop(_CONTEXT).invoked_subcommand:
                return 0  # one of the group's commands was named, and does the work
            if not shared:
                return work(**given)
            from tasks.session.run import Run
            from tasks.session.workspace import Target

            target = Target(**targeted(**{parameter.name: given.pop(parameter.name) for parameter in shared}))
            return Run(self.words[-1], target).guard(lambda run: work(run, **given))

        typed.__name__, typed.__doc__ = work.__name__, work.__doc__
        typed.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
        typed.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        return typed


_CONTEXT = "context_of_group"


def command(
    *,
    result: type[BaseModel] | None = None,
    documents: Mapping[str, Schema] | None = None,
    subcommands: Mapping[str, str] | None = None,
    settings: Mapping[str, Any] | None = None,
) -> Callable[[Callable[..., int]], Command]:
    """Declare that a function is the command of the module that it stands in; the arguments are Command's."""

    def declared(work: Callable[..., int]) -> Command:
        words = tuple(work.__module__.split(".")[1:])
        return Command(words, work, result, documents or {}, subcommands or {}, settings or {})

    return declared


def load(*words: str) -> Command:
    """The command that is typed so, from its own module."""
    return cast("Command", getattr(import_module(".".join(("commands", *words))), words[-1]))


def every_command() -> Iterator[Command]:
    """All commands, in the order of ``--help``; all of them are imported."""
    for name in COMMANDS:
        yield (top := load(name))
        yield from (load(name, below) for below in top.subcommands)


def schemas() -> dict[str, Schema]:
    """Every JSON document of the program, by the name of its schema."""
    from flexvpn.report.document import Refusal

    by_command = {name: schema for each in every_command() for name, schema in each.schemas().items()}
    # Every command that takes --json says so where it is refused before any connection.
    return {"refusal": Refusal, **by_command}


def listing(lines: Mapping[str, str], *group: str) -> type[TyperGroup]:
    """A group that knows its commands by name and line, and imports the one that is typed.

    Args:
        lines: what ``--help`` says of each command.
        group: the words before theirs.
    """

    class Listing(TyperGroup):
        def __init__(self, **given: Any) -> None:  # noqa: ANN401 - whatever Typer gives a group
            super().__init__(**given)
            for name, line in lines.items():
                self.add_command(TyperCommand(name=name, help=line, rich_markup_mode=None))

        def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - Typer's, which are private
            name, listed, rest = super().resolve_command(ctx, args)
            return name, listed and load(*group, str(name)).parser(lines[str(name)]), rest

    return Listing
