"""Settings are read once and checked: what is wrong is said by name, all of it at once, and no password is shown."""

from pathlib import Path

import pytest

from service.settings import (
    DEFAULT_DATABASE,
    UnusableSettings,
    database_url,
    demonstration_folder,
    read_settings,
    sqlite_file,
)

SECRET = {"APPROVALS_SECRET_KEY": "a secret key that is long enough for tests"}


def test_one_setting_is_required_and_the_others_have_defaults() -> None:
    settings = read_settings(SECRET)
    assert (settings.database_url, settings.host, settings.port) == (DEFAULT_DATABASE, "127.0.0.1", 8000)
    assert (settings.threads, settings.secure_cookies, settings.demonstration) == (8, True, False)


def test_every_setting_is_taken_from_the_environment() -> None:
    given = {
        **SECRET, "DATABASE_URL": "sqlite:///other.sqlite", "APPROVALS_HOST": "0.0.0.0", "APPROVALS_PORT": "65535",  # noqa: S104
        "APPROVALS_THREADS": "1", "APPROVALS_INSECURE_COOKIES": "1", "PATH": "/bin", "APPROVALS_SKIP_ASSETS": "1",
    }  # fmt: skip
    settings = read_settings(given)
    assert (settings.database_url, settings.host, settings.port) == ("sqlite:///other.sqlite", "0.0.0.0", 65535)  # noqa: S104
    assert (settings.threads, settings.secure_cookies) == (1, False)


SINGLE = {
    "APPROVALS_OIDC_ISSUER": "https://issuer.example", "APPROVALS_OIDC_CLIENT_ID": "approvals",
    "APPROVALS_OIDC_CLIENT_SECRET": "hidden words",
}  # fmt: skip


def test_the_settings_of_getting_in_are_taken_from_the_environment() -> None:
    given = {
        **SECRET, **SINGLE, "APPROVALS_ADDRESS": "https://approvals.example/", "APPROVALS_LOCAL_ACCOUNTS": "0",
        "APPROVALS_IDLE_MINUTES": "5", "APPROVALS_TRUSTED_PROXIES": "2",
    }  # fmt: skip
    settings = read_settings(given)
    assert settings.oidc == ("https://issuer.example", "approvals", "hidden words")
    assert (settings.address, settings.local_accounts) == ("https://approvals.example", False)
    assert (settings.idle_minutes, settings.trusted_proxies) == (5, 2)
    plain = read_settings(SECRET)
    assert (plain.oidc, plain.address, plain.local_accounts) == (None, "http://localhost:8000", True)


def test_the_secret_is_not_shown() -> None:
    assert SECRET["APPROVALS_SECRET_KEY"] not in repr(read_settings(SECRET))
    assert "hidden words" not in repr(read_settings({**SECRET, **SINGLE}))


WRONG = {
    "no secret": ({"APPROVALS_SECRET_KEY": ""}, "APPROVALS_SECRET_KEY must hold at least 32"),
    "a short secret": ({"APPROVALS_SECRET_KEY": "x" * 31}, "APPROVALS_SECRET_KEY must hold at least 32"),
    "a misspelt name": ({"APPROVALS_PROT": "1"}, "APPROVALS_PROT is not a setting; the settings are DATABASE_URL"),
    "port zero": ({"APPROVALS_PORT": "0"}, "APPROVALS_PORT must be a whole number from 1 to 65535, not '0'"),
    "port too high": ({"APPROVALS_PORT": "65536"}, "not '65536'"),
    "port far too high": ({"APPROVALS_PORT": "9" * 5000}, "APPROVALS_PORT must be"),
    "port in words": ({"APPROVALS_PORT": "http"}, "not 'http'"),
    "port as a power": ({"APPROVALS_PORT": "²"}, "APPROVALS_PORT must be"),
    "port empty": ({"APPROVALS_PORT": ""}, "not ''"),
    "no threads": ({"APPROVALS_THREADS": "-1"}, "APPROVALS_THREADS must be a whole number from 1 to 256"),
    "cookies": ({"APPROVALS_INSECURE_COOKIES": "yes"}, "APPROVALS_INSECURE_COOKIES must be 1 or left unset"),
    "no idle time": ({"APPROVALS_IDLE_MINUTES": "4"}, "APPROVALS_IDLE_MINUTES must be a whole number from 5 to 720"),
    "too many proxies": ({"APPROVALS_TRUSTED_PROXIES": "6"}, "APPROVALS_TRUSTED_PROXIES must be a whole number from 0"),
    "half of single sign-on": ({"APPROVALS_OIDC_ISSUER": "https://a.example"}, "APPROVALS_OIDC_CLIENT_ID, APPROVALS_"),
    "an open issuer": ({"APPROVALS_OIDC_ISSUER": "http://a.example"}, "must be the https address of the issuer"),
    "an issuer with a query": ({"APPROVALS_OIDC_ISSUER": "https://a.example/?b=c"}, "must be the https address"),
    "an open address": ({"APPROVALS_ADDRESS": "http://a.example"}, "APPROVALS_ADDRESS must be like https://host"),
    "an address with a path": ({"APPROVALS_ADDRESS": "https://a.example/b"}, "APPROVALS_ADDRESS must be like"),
    "local accounts": ({"APPROVALS_LOCAL_ACCOUNTS": "no"}, "APPROVALS_LOCAL_ACCOUNTS must be 0 or 1, not 'no'"),
    "no way in": ({"APPROVALS_LOCAL_ACCOUNTS": "0"}, "so nobody could sign in; set APPROVALS_OIDC_ISSUER"),
    "webhooks": (
        {"APPROVALS_WEBHOOK_NETS": "10.0.0.0/8,x"},
        "APPROVALS_WEBHOOK_NETS holds something that is no network",
    ),
    "another database": ({"DATABASE_URL": "mysql://u:hidden@h/x"}, "not with 'mysql'"),
    "no database": ({"DATABASE_URL": ""}, "DATABASE_URL must begin with sqlite:///"),
    "no file": ({"DATABASE_URL": "sqlite://"}, "must name a file"),
    "options": ({"DATABASE_URL": "sqlite:///file:x?mode=memory"}, "must name a file and nothing else"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said_by_name(case: str) -> None:
    change, message = WRONG[case]
    with pytest.raises(UnusableSettings) as said:
        read_settings({**SECRET, **change})
    assert message in str(said.value)
    assert "hidden" not in str(said.value)


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(UnusableSettings) as said:
        read_settings({"APPROVALS_PORT": "x", "DATABASE_URL": "x", "APPROVALS_KEY": "x"})
    assert [line.split()[0] for line in str(said.value).splitlines()] == [
        "APPROVALS_KEY", "APPROVALS_SECRET_KEY", "APPROVALS_PORT", "DATABASE_URL",
    ]  # fmt: skip


def test_a_database_that_cannot_be_one_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Sir or Madam")
    wrong = {
        tmp_path: "is a folder",
        tmp_path / "nowhere" / "x.sqlite": "folder does not exist",
        tmp_path / "letter.txt": "is no SQLite database",
        tmp_path / ("x" * 300): "cannot be read",
    }
    for file, why in wrong.items():
        with pytest.raises(UnusableSettings, match=why):
            database_url({"DATABASE_URL": f"sqlite:///{file}"})
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]


def test_a_new_an_empty_and_a_sqlite_file_will_do(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "there").write_bytes(b"SQLite format 3\0...")
    for name in ("new", "empty", "there"):
        url = f"sqlite:///{tmp_path / name}"
        assert database_url({"DATABASE_URL": url}) == url
        assert sqlite_file(url) == tmp_path / name


def test_postgresql_is_taken_when_its_extra_is_installed_and_asked_for_when_not() -> None:
    url = "postgresql+psycopg://office@localhost/approvals"
    pytest.importorskip("psycopg", reason="the postgres extra is not installed")
    assert database_url({"DATABASE_URL": url}) == url
    assert sqlite_file(url) is None


def test_the_demonstration_lives_where_programs_keep_their_state(tmp_path: Path) -> None:
    assert demonstration_folder({"XDG_STATE_HOME": str(tmp_path)}) == tmp_path / "approvals-demonstration"
    assert demonstration_folder({}).parts[-3:] == (".local", "state", "approvals-demonstration")
