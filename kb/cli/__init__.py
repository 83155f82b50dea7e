"""The command line: sub-commands only parse arguments, make one call and print.

Every module of this package that has `register(commands)` adds its sub-commands with
`kb.cli.options.add_command`; a new module needs no entry anywhere. A sub-command is a function
`(arguments, settings) -> exit status`.
"""

from __future__ import annotations

import importlib
import logging
import os
import pkgutil
import sys
from collections.abc import Sequence

from kb.cli.options import build_parser, config_option, given_options
from kb.config import load_settings
from kb.errors import KbError, internal_error
from kb.log import configure

log = logging.getLogger(__name__)

# One thread a process: its matrices are small, and threads that wait in a spin slow the others.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

INTERRUPTED = 130  # 128 + SIGINT, what a shell reports


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit status: 0 done, 1 failed, 2 wrong usage.

    Errors of the program's own kind become one line on stderr, never a traceback.
    """
    try:
        return _dispatch(sys.argv[1:] if argv is None else list(argv))
    except KbError as error:
        sys.stderr.write(f"kb: {error}\n")
        return 1
    except BrokenPipeError:
        # The reader has gone (`kb ... | head`): keep the interpreter's last flush quiet too.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # an error of ours: a user should still see one line
        log.debug("internal-error", exc_info=error)
        hint = "--log-level debug shows more"
        sys.stderr.write(f"kb: {internal_error(error)}; {hint}\n")
        return 1


def run() -> None:
    """Run the command line of the process and exit with its status."""
    sys.exit(main())


def _dispatch(argv: list[str]) -> int:
    early = load_settings(os.environ, config_option(argv))
    # `kb.namespaces` reads it when a command's module first imports it, just below.
    os.environ["KB_BASE_IRI"] = early.base_iri
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    parser = build_parser(importlib.import_module(f"{__name__}.{name}") for name in names)
    arguments = parser.parse_args(argv)
    settings = load_settings(os.environ, arguments.config, given_options(arguments))
    configure(settings.log_level, settings.log_format)
    return int(arguments.run(arguments, settings))
