"""What all tests share: no network but loopback, no skipped test where everything is required."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def pytest_configure(config):
    """Let no `KB_*` variable of the developer's shell change what is tested."""
    kept = {"KB_SAMPLE_PAGE", "KB_CORPORA", "KB_REQUIRE_ALL"}
    for name in [name for name in os.environ if name.startswith("KB_") and name not in kept]:
        del os.environ[name]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    return _required(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    report = yield
    return _required(report)


def _required(report):
    """Under KB_REQUIRE_ALL a skipped test is a failure; a test expected to fail is none."""
    if os.environ.get("KB_REQUIRE_ALL") and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"skipped although KB_REQUIRE_ALL is set: {reason}"
    return report


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch):
    """Refuse connections to anything but this machine."""
    connect = socket.socket.connect

    def guarded(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = address[0]
            if host not in ("localhost", "::1") and not host.startswith("127."):
                raise AssertionError(f"a test tried to reach {host}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def checkout():
    """Return the root of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def kb_command():
    """Return a function that runs `kb` in a process of its own, without the caller's settings."""

    def run(*arguments, cwd=ROOT, env=None, **options):
        clean = {name: value for name, value in os.environ.items() if not name.startswith("KB_")}
        clean |= {"PYTHONPATH": str(ROOT), **(env or {})}
        return subprocess.run(
            [sys.executable, "-m", "kb", *map(str, arguments)],
            cwd=cwd,
            env=clean,
            capture_output=True,
            text=True,
            timeout=600,  # a loaded machine takes minutes for what takes seconds
            **options,
        )

    return run
