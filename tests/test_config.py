"""Settings: precedence, types, and clear errors that name where a bad value came from."""

from pathlib import Path

import pytest

from kb.config import SETTINGS, Settings, data_home, load_settings, resource, settings_page
from kb.errors import InputError


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """Run in an empty directory, where no kb.toml lies."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_defaults_are_safe():
    settings = load_settings({"HOME": "/home/ana"})
    assert settings.store == "/home/ana/.local/share/geopolitical-event-kb/store"
    assert (settings.host, settings.port) == ("127.0.0.1", 5000)
    assert settings.query_timeout == 10.0


def test_later_sources_win(tmp_path):
    file = tmp_path / "my.toml"
    file.write_text('host = "a"\nport = 1\nrow_limit = 7\nlog_level = "debug"\n')
    env = {"KB_HOST": "b", "KB_PORT": "2"}
    settings = load_settings(env, file, {"host": "c", "port": None})
    assert (settings.host, settings.port, settings.row_limit) == ("c", 2, 7)
    assert settings.log_level == "debug"


def test_file_in_the_working_directory_and_by_variable(tmp_path):
    Path("kb.toml").write_text("port = 81\n")
    assert load_settings({}).port == 81
    other = tmp_path / "other.toml"
    other.write_text("port = 82\n")
    assert load_settings({"KB_CONFIG": str(other)}).port == 82


@pytest.mark.parametrize(
    ("env", "message"),
    [
        ({"KB_PORT": "x"}, "setting port: 'x' from the variable KB_PORT does not fit its type"),
        (
            {"KB_PORT": "70000"},
            "setting port: '70000' from the variable KB_PORT must lie between 0 and 65535",
        ),
        (
            {"KB_LOG_FORMAT": "xml"},
            "setting log_format: 'xml' from the variable KB_LOG_FORMAT must be one of text, json",
        ),
        (
            {"KB_STORE": ""},
            "setting store: '' from the variable KB_STORE must be one value",
        ),
        (
            {"KB_QUERY_TIMEOUT": "nan"},
            "setting query_timeout: 'nan' from the variable KB_QUERY_TIMEOUT "
            "must be a positive number of seconds",
        ),
        (
            {"KB_BASE_IRI": "gekb"},
            "setting base_iri: 'gekb' from the variable KB_BASE_IRI "
            "must be an http(s) IRI that ends in / or #",
        ),
    ],
)
def test_bad_variable(env, message):
    with pytest.raises(InputError) as caught:
        load_settings(env)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"prot = 1\n", "unknown setting prot"),
        (b"port = \n", "Invalid value"),
        (b"host = '\xff'\n", "can't decode"),
        (b"port = [1]\n", "must be one value"),
    ],
)
def test_bad_file(tmp_path, content, reason):
    file = tmp_path / "bad.toml"
    file.write_bytes(content)
    with pytest.raises(InputError, match=reason) as caught:
        load_settings({}, file)
    assert str(file) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_file():
    with pytest.raises(InputError, match=r"settings file none\.toml: No such file"):
        load_settings({}, Path("none.toml"))


@pytest.mark.parametrize(
    ("text", "size"), [("3k", 3072), ("2 MB", 2 * 1024**2), ("1G", 1024**3), ("17", 17)]
)
def test_sizes(text, size):
    assert load_settings({"KB_BYTE_LIMIT": text}).byte_limit == size


def test_data_home_by_platform():
    env = {"HOME": "/h"}
    assert data_home(env, "darwin") == Path("/h/Library/Application Support/geopolitical-event-kb")
    assert data_home({**env, "XDG_DATA_HOME": "/x"}, "linux") == Path("/x/geopolitical-event-kb")
    assert data_home({**env, "XDG_DATA_HOME": "x"}, "linux").is_relative_to("/h/.local/share")
    assert data_home({**env, "LOCALAPPDATA": "/l"}, "win32") == Path("/l/geopolitical-event-kb")


def test_settings_are_frozen():
    with pytest.raises(AttributeError):
        Settings().port = 3  # type: ignore[misc]  # the point of the test


def test_resource_lies_in_the_checkout():
    assert resource("data") == Path(__file__).resolve().parent.parent / "data"


def test_settings_page_is_current():
    page = Path(__file__).resolve().parent.parent / "docs" / "settings.md"
    assert page.read_text(encoding="utf-8") == settings_page()
    for row in SETTINGS:
        assert f"| `{row.name}` |" in settings_page()
