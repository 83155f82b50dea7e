"""Reading an embedded store that another process holds open for writing.

Opening such a directory read-only is not safe: files vanish under the reader. Copying it is, if
the copy is of one version of the database. RocksDB never changes a table file (`.sst`), appends to
the newest log and to the MANIFEST, and deletes a file only after the MANIFEST says that it is no
longer needed. So a copy taken while neither the MANIFEST nor the set of logs changed holds every
file that its version needs, and the log up to some whole transaction.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path

from kb.errors import StoreLocked

# What a database needs beside tables and logs; other files in the directory are not RocksDB's.
_FILES = ("CURRENT", "IDENTITY", "MANIFEST-", "OPTIONS-")
_ATTEMPTS = 20
_PAUSE = 0.1  # seconds between attempts, for a flush or compaction to end


def copy_held_store(path: Path) -> Path:
    """Return a new directory with a copy of the store at `path` as it is now.

    Table files are hard links, so that it takes milliseconds; the caller removes the directory.
    StoreLocked where the store changes too fast for a copy.
    """
    for _ in range(_ATTEMPTS):
        target = _new_directory(path)
        try:
            before = _version(path)
            _copy(path, target)
            if _version(path) == before:
                return target
        except FileNotFoundError:
            pass  # a file that was no longer needed went while it was copied
        shutil.rmtree(target, ignore_errors=True)
        time.sleep(_PAUSE)
    raise StoreLocked(f"the store {path} is being written too fast to be read beside: try again")


def _version(path: Path) -> tuple[str, int, frozenset[str]]:
    """Return what tells two versions of the database apart: MANIFEST, its length, the logs."""
    current = (path / "CURRENT").read_text(encoding="ascii").strip()
    logs = frozenset(entry.name for entry in path.glob("*.log"))
    return current, (path / current).stat().st_size, logs


def _copy(path: Path, target: Path) -> None:
    for entry in sorted(path.iterdir()):
        database = entry.suffix in (".sst", ".log") or entry.name.startswith(_FILES)
        if entry.is_dir() or not database:
            continue
        if entry.suffix == ".sst":
            try:
                os.link(entry, target / entry.name)
                continue
            except OSError:  # another file system
                if not entry.exists():
                    raise FileNotFoundError(entry) from None
        shutil.copyfile(entry, target / entry.name)


def _new_directory(path: Path) -> Path:
    """Return a new directory beside the store, or among temporary files where none can be made."""
    prefix = f".{path.name}-reading-"
    try:
        return Path(tempfile.mkdtemp(prefix=prefix, dir=path.parent))
    except OSError:
        return Path(tempfile.mkdtemp(prefix=prefix))
