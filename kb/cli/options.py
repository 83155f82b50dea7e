"""The frame of the command line: options that every command has, and how a command is added."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import ModuleType
from typing import TypeAlias

from kb import __version__
from kb.config import LOG_FORMATS, LOG_LEVELS, SETTINGS, Settings

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
Command: TypeAlias = Callable[[argparse.Namespace, Settings], int]


def build_parser(modules: Iterable[ModuleType]) -> argparse.ArgumentParser:
    """Return the parser of the whole command line, with the commands of `modules`."""
    parser = argparse.ArgumentParser(
        prog="kb", description="From news articles to a graph of who did what to whom."
    )
    parser.add_argument("--version", action="version", version=f"kb {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in modules:
        if hasattr(module, "register"):
            module.register(commands)
    return parser


def add_command(
    commands: Commands, name: str, run: Command, *, help: str, epilog: str | None = None
) -> argparse.ArgumentParser:
    """Add the sub-command `name`, which calls `run(arguments, settings)`, and return its parser.

    It gets the common options (`--store`, `--config`, `--log-level`, `--log-format`). Any other
    option whose `dest` is the name of a setting, with default None, overrides that setting.
    """
    parser = commands.add_parser(
        name,
        help=help,
        description=help[:1].upper() + help[1:] + ".",
        epilog=epilog,
        parents=[_common_options()],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run)
    return parser


def given_options(arguments: argparse.Namespace) -> dict[str, object]:
    """Return those of the command line's options that are settings."""
    values = vars(arguments)
    return {row.name: values[row.name] for row in SETTINGS if values.get(row.name) is not None}


def config_option(argv: Sequence[str]) -> Path | None:
    """Return the value of `--config`, read ahead of all other arguments."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--config", type=Path)
    path: Path | None = parser.parse_known_args(list(argv))[0].config
    return path


def _common_options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(add_help=False)
    group = parser.add_argument_group("common options")
    group.add_argument("--store", metavar="DIR|URL", help="where the graph is kept")
    group.add_argument("--config", type=Path, metavar="FILE", help="TOML file with settings")
    group.add_argument("--log-level", choices=LOG_LEVELS, help="least level logged to stderr")
    group.add_argument("--log-format", choices=LOG_FORMATS, help="log lines as text or json")
    return parser
