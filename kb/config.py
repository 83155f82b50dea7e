"""All settings in one table, and the place of the files that come with the program.

A setting's value comes from, in rising precedence: its default, a TOML file (`--config FILE`,
else `KB_CONFIG`, else `kb.toml` in the working directory), the variable `KB_NAME`, the command
line. `docs/settings.md` is generated from the same table (`python -m kb.config`).
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kb.errors import InputError

PROGRAM = "geopolitical-event-kb"
BASE_IRI = "https://w3id.org/gekb/"
LOG_LEVELS = ("debug", "info", "warning", "error")
LOG_FORMATS = ("text", "json")

_SIZE_UNITS = {"k": 1024, "m": 1024**2, "g": 1024**3}
_CHECKOUT = Path(__file__).resolve().parent.parent
_INSTALLED = Path(__file__).resolve().parent / "resources"


def resource(relative: str) -> Path:
    """Return the path of a file or folder that comes with the program, such as `data/lexicon`.

    In a checkout these lie at its root, in an installed wheel inside the package. The path is
    returned whether it exists or not: the reader of the file says what is missing.
    """
    installed = _INSTALLED / relative
    return installed if installed.exists() else _CHECKOUT / relative


def data_home(env: Mapping[str, str], platform: str = sys.platform) -> Path:
    """Return the user's folder for this program's data, by the conventions of the platform."""
    home = Path(env.get("HOME") or env.get("USERPROFILE") or Path.home())
    if platform == "win32":
        return Path(env.get("LOCALAPPDATA") or home / "AppData" / "Local") / PROGRAM
    if platform == "darwin":
        return home / "Library" / "Application Support" / PROGRAM
    xdg = env.get("XDG_DATA_HOME", "")
    # The XDG specification: a relative path is invalid and must be ignored.
    return (Path(xdg) if os.path.isabs(xdg) else home / ".local" / "share") / PROGRAM


def server_folder(url: str, data: Path | None = None) -> Path:
    """Return the folder for what this machine keeps of the store at a server's URL.

    `data` is where such folders lie, by default the user's data folder.
    """
    parts = urlsplit(url)
    address = parts.netloc.rpartition("@")[2] + parts.path  # never a password
    name = re.sub(r"[^A-Za-z0-9.-]+", "-", address).strip("-")
    digest = hashlib.sha256(address.encode()).hexdigest()[:8]
    return (data or data_home(os.environ)) / "servers" / f"{name}-{digest}"


def _text(value: str) -> str:
    return value


def _integer(value: str) -> int:
    return int(value)


def _count(value: str) -> int:
    if (number := int(value)) < 1:
        raise ValueError("must be at least 1")
    return number


def _amount(value: str) -> int:
    if (number := int(value)) < 0:
        raise ValueError("must be 0 or more")
    return number


def _port(value: str) -> int:
    if not 0 <= (number := int(value)) <= 65535:
        raise ValueError("must lie between 0 and 65535")
    return number


def _seconds(value: str) -> float:
    if not (number := float(value)) > 0:
        raise ValueError("must be a positive number of seconds")
    return number


def _size(value: str) -> int:
    number, unit = value.strip().lower().removesuffix("b"), 1
    if number[-1:] in _SIZE_UNITS:
        number, unit = number[:-1], _SIZE_UNITS[number[-1]]
    if (size := int(number) * unit) < 1:
        raise ValueError("must be at least 1 byte")
    return size


def _flag(value: str) -> bool:
    if value.lower() in ("1", "true", "yes", "on"):
        return True
    if value.lower() in ("0", "false", "no", "off"):
        return False
    raise ValueError("must be true or false")


def _origins(value: str) -> tuple[str, ...]:
    if value.strip() in ("none", "*"):
        return () if value.strip() == "none" else ("*",)
    found = tuple(value.replace(",", " ").split())
    for origin in found:
        if not re.fullmatch(r"https?://[^/\s]+", origin):
            raise ValueError("must be none, * or origins such as https://example.org")
    return found


def _folder(value: str) -> Path:
    return Path(value).expanduser()


def _no_folder(value: str) -> Path | None:
    return None if value.strip() == "none" else _folder(value)


def _iri(value: str) -> str:
    if not value.startswith(("http://", "https://")) or not value.endswith(("/", "#")):
        raise ValueError("must be an http(s) IRI that ends in / or #")
    return value


def _one_of(choices: tuple[str, ...]) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if value.lower() not in choices:
            raise ValueError(f"must be one of {', '.join(choices)}")
        return value.lower()

    return parse


def _setting(
    parse: Callable[[str], Any], type_: str, default: str, help_: str, shown: str | None = None
) -> Any:
    """Declare one row of the table; `shown` is the default as documented, where it varies."""
    about = {"parse": parse, "type": type_, "shown": shown or default, "help": help_}
    return field(default_factory=lambda: parse(default), metadata=about)


def _shipped(relative: str, help_: str) -> Any:
    about = {"parse": _folder, "type": "folder", "shown": f"{relative} (shipped)", "help": help_}
    return field(default_factory=lambda: resource(relative), metadata=about)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every setting with its value; each field is a row of `SETTINGS`."""

    store: str = field(
        default_factory=lambda: str(data_home(os.environ) / "store"),
        metadata={
            "parse": _text,
            "type": "folder or URL",
            "shown": "`store` in the user's data folder",
            "help": "Where the graph is kept: a folder, or the URL of a SPARQL 1.1 server.",
        },
    )
    base_iri: str = _setting(
        _iri,
        "IRI",
        BASE_IRI,
        "Namespace of all IRIs that are minted. Change it before the first ingest only.",
    )
    log_level: str = _setting(
        _one_of(LOG_LEVELS), "word", "info", "Least level logged: debug, info, warning or error."
    )
    log_format: str = _setting(
        _one_of(LOG_FORMATS), "word", "text", "Log lines on stderr as text or as json objects."
    )
    host: str = _setting(_text, "text", "127.0.0.1", "Address that `kb serve` binds.")
    port: int = _setting(_port, "number", "5000", "Port that `kb serve` binds; 0 takes a free one.")
    query_timeout: float = _setting(
        _seconds, "seconds", "10", "Wall-clock limit of one analyst query."
    )
    query_memory: int = _setting(
        _size, "size", "2G", "Address space that a query worker may use, in bytes or with k, M, G."
    )
    row_limit: int = _setting(_count, "number", "10000", "Most rows that a query may return.")
    byte_limit: int = _setting(_size, "size", "32M", "Most bytes that a query result may take.")
    query_workers: int = _setting(
        _count, "number", "2", "Analyst queries that run at once, each in a process of its own."
    )
    query_queue: int = _setting(
        _count, "number", "16", "Analyst queries that may wait for a worker; more are turned away."
    )
    cors_origins: tuple[str, ...] = _setting(
        _origins, "origins", "none", "Web sites that may read the data from a browser; * for all."
    )
    proxies: int = _setting(
        _amount, "number", "0", "Reverse proxies in front whose X-Forwarded headers are believed."
    )
    publish_text: bool = _setting(
        _flag,
        "on or off",
        "on",
        "Off keeps sentences, quotations and headlines of articles out of all public answers.",
    )
    dumps: Path | None = _setting(
        _no_folder, "folder", "none", "Folder whose dumps the pages offer; `kb dump` makes one."
    )
    jobs: int = _setting(
        _count, "number", "1", "Worker processes of `kb ingest`, `kb clean` and `kb watch`."
    )
    time_limit: float = _setting(
        _seconds, "seconds", "60", "Processor time that one document may take; then it is left out."
    )
    contact: str = _setting(
        _text,
        "address",
        "none",
        "Mail or web address of whoever fetches pages, told to every site; needed to fetch.",
    )
    fetch_delay: float = _setting(
        _seconds, "seconds", "2", "Least time between two requests to one host."
    )
    fetch_private: bool = _setting(
        _flag, "true or false", "false", "Fetch from private and loopback addresses and any port."
    )
    capture_budget: int = _setting(
        _size, "size", "2G", "Most bytes that the kept captures (WARC) of fetched pages may take."
    )
    model_dir: Path = _shipped("data/model", "Folder of the language model.")
    catalogue_dir: Path = _shipped("data/catalogue", "Folder of actors, places and offices.")
    lexicon_dir: Path = _shipped("data/lexicon", "Folder of the event and claim lexicon.")
    catalogue_overlay: Path = field(
        default_factory=lambda: data_home(os.environ) / "catalogue",
        metadata={
            "parse": _folder,
            "type": "folder",
            "shown": "`catalogue` in the user's data folder",
            "help": "Folder of the actors and aliases that you add; no rebuild touches it.",
        },
    )


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table of settings; `default` is as documented."""

    name: str
    type: str
    default: str
    help: str

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return f"KB_{self.name.upper()}"


SETTINGS: tuple[Setting, ...] = tuple(
    Setting(f.name, f.metadata["type"], f.metadata["shown"], f.metadata["help"])
    for f in fields(Settings)
)


def load_settings(
    env: Mapping[str, str],
    toml_path: Path | None = None,
    options: Mapping[str, object] | None = None,
) -> Settings:
    """Return the settings from a TOML file, `KB_*` variables and command-line options.

    `options` are values by setting name; None counts as not given. Raises InputError, naming
    where the value came from, on an unknown name in the file or a value that does not fit.
    """
    path = _config_file(env, toml_path)
    given: dict[str, tuple[object, str]] = {}
    if path is not None:
        given |= {name: (value, str(path)) for name, value in _read_toml(path).items()}
    for row in SETTINGS:
        if row.variable in env:
            given[row.name] = (env[row.variable], f"the variable {row.variable}")
        if options and options.get(row.name) is not None:
            given[row.name] = (options[row.name], f"the option --{row.name.replace('_', '-')}")
    values = {
        f.name: _parse(f.name, f.metadata["parse"], *given[f.name])
        for f in fields(Settings)
        if f.name in given
    }
    values.setdefault("store", str(data_home(env) / "store"))
    values.setdefault("catalogue_overlay", data_home(env) / "catalogue")
    return Settings(**values)


def _config_file(env: Mapping[str, str], given: Path | None) -> Path | None:
    chosen = given or (Path(env["KB_CONFIG"]) if env.get("KB_CONFIG") else None)
    if chosen is not None:
        return chosen
    local = Path("kb.toml")
    return local if local.is_file() else None


def _read_toml(path: Path) -> dict[str, object]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"settings file {path}: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"settings file {path}: {error}") from error
    unknown = sorted(set(table) - {row.name for row in SETTINGS})
    if unknown:
        raise InputError(f"settings file {path}: unknown setting {', '.join(unknown)}")
    return table


def _parse(name: str, parse: Callable[[str], Any], value: object, origin: str) -> Any:
    try:
        if isinstance(value, (dict, list)) or value == "":
            raise ValueError("must be one value")
        return parse(str(value))
    except ValueError as error:
        reason = str(error) if str(error).startswith("must") else "does not fit its type"
        raise InputError(f"setting {name}: {value!r} from {origin} {reason}") from error


def settings_page() -> str:
    """Return `docs/settings.md`."""
    rows = "\n".join(
        f"| `{row.name}` | {row.type} | {row.default} | {row.help} |" for row in SETTINGS
    )
    return (
        "# Settings\n\n"
        "Generated from `kb/config.py` by `python -m kb.config > docs/settings.md`.\n\n"
        "A value comes from, in rising precedence: the default, a TOML file (`--config FILE`, "
        "else the variable\n`KB_CONFIG`, else `kb.toml` in the working directory), the variable "
        "`KB_` + name in capitals, the command line.\n\n"
        f"| setting | type | default | meaning |\n|---|---|---|---|\n{rows}\n\n"
        "```toml\n"
        '# kb.toml\nstore = "store"\nlog_level = "warning"\nquery_timeout = 5\n'
        "```\n"
    )


if __name__ == "__main__":
    sys.stdout.write(settings_page())
