import pytest

from tests.acquire.web import Web


@pytest.fixture(scope="session")
def running_web():
    web = Web()
    yield web
    web.close()


@pytest.fixture
def web(running_web):
    """Return a web server on this machine, without pages."""
    running_web.pages.clear()
    running_web.asked.clear()
    return running_web
