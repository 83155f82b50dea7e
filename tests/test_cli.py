"""The frame of the command line: exit statuses, one-line errors, quiet interruption."""

import json
import os
import subprocess
import sys

import pytest

import kb
from kb.cli import main


def test_version(kb_command):
    done = kb_command("--version")
    assert (done.returncode, done.stdout) == (0, f"kb {kb.__version__}\n")


@pytest.mark.parametrize(
    "arguments",
    [[], ["nonsense"], ["serve", "--nonsense"], ["ingest"], ["ingest", "x", "--published", "May"]],
)
def test_wrong_usage_exits_2(kb_command, arguments):
    done = kb_command(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "usage: kb" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_bad_setting_is_one_line(kb_command):
    done = kb_command("stats", env={"KB_PORT": "x"})
    assert done.returncode == 1
    assert done.stderr == (
        "kb: setting port: 'x' from the variable KB_PORT does not fit its type\n"
    )


def test_options_go_before_variables(kb_command, tmp_path):
    done = kb_command(
        "stats", "--store", tmp_path / "chosen", env={"KB_STORE": str(tmp_path / "variable")}
    )
    assert done.returncode == 1
    assert "chosen" in done.stderr
    assert done.stderr.count("\n") == 1


def test_forget_needs_a_choice(kb_command, tmp_path):
    done = kb_command("forget", "--store", tmp_path / "store")
    assert (done.returncode, done.stderr) == (
        1,
        "kb: forget what? Name documents, --publisher or --ingested-before\n",
    )


def test_interruption_is_quiet(monkeypatch, capsys):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("kb.cli.inspect.count_things", interrupt)
    assert main(["stats", "--store", "memory:"]) == 130
    assert capsys.readouterr() == ("", "")


def test_an_error_of_ours_is_one_line(monkeypatch, capsys):
    def fail(*_):
        raise IndexError("list index\nout of range")

    monkeypatch.setattr("kb.cli.inspect.count_things", fail)
    assert main(["stats", "--store", "memory:"]) == 1
    line = capsys.readouterr().err
    assert line.startswith("kb: internal error: IndexError: list index out of range (test_cli.py:")
    assert line.count("\n") == 1


def test_a_reader_that_leaves_is_no_error(checkout):
    """`kb ... | head -0`: the pipe is closed before anything is written."""
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "kb", "stats", "--json", "--store", "memory:"],
        cwd=checkout,
        stdout=write,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (0, "")


def test_stats_of_an_empty_store(kb_command):
    done = kb_command("stats", "--json", "--store", "memory:")
    assert done.returncode == 0
    numbers = json.loads(done.stdout)
    assert numbers["documents"] == numbers["events"] == numbers["quads"] == 0


def test_a_busy_port_is_one_line(kb_command):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = kb_command("serve", "--port", port, "--store", "memory:")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(f"kb: cannot serve on 127.0.0.1:{port}: ")
    assert "Traceback" not in done.stderr


def test_logging_as_json(capsys):
    import logging

    from kb.log import configure

    configure("info", "json")
    logging.getLogger("kb.test").info("document-read", extra={"source": "a.html"})
    logging.getLogger("kb.test").debug("hidden")
    entry = json.loads(capsys.readouterr().err)
    assert entry.pop("time").endswith("+00:00")
    assert entry == {
        "level": "info",
        "logger": "kb.test",
        "event": "document-read",
        "source": "a.html",
    }


def test_logging_as_text_is_one_line(capsys):
    import logging

    from kb.log import configure

    configure("info", "text")
    logging.getLogger("kb.test").warning("two\nlines", extra={"source": "a\nb"})
    line = capsys.readouterr().err
    assert line.count("\n") == 1
    assert line.endswith("warning kb.test two\\nlines source='a\\nb'\n")
