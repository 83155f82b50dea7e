"""`kb mcp`: the store for assistants, on standard input and output."""

from __future__ import annotations

import argparse

from kb.cli.options import Commands, add_command
from kb.config import Settings
from kb.errors import InputError


def register(commands: Commands) -> None:
    """Add `kb mcp`."""
    add_command(
        commands,
        "mcp",
        serve,
        help="answer an assistant's questions by the Model Context Protocol (stdio)",
    )


def serve(arguments: argparse.Namespace, settings: Settings) -> int:
    """Serve on standard input and output until the client closes them."""
    from kb.mcp.library import Library

    try:
        from kb.mcp import make_server
    except ModuleNotFoundError as error:
        raise InputError(f"kb mcp needs the package mcp: {error}") from None
    library = Library(settings)
    try:
        make_server(library).run("stdio")
    finally:
        library.close()
    return 0
