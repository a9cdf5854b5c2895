"""The commands about mail: list, show, send again, mailboxes, and an account with its address."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from service.cli import main
from service.mail.mailer import Permanent
from service.mail.message import Recipient
from service.register.accounts import account
from service.register.delivery import Finished, Sender, swap
from service.register.outbox import post
from service.startup import open_register
from tests.mail.conftest import letter


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A register with a message that was refused and one that waits, made once."""
    file = tmp_path_factory.mktemp("mail") / "register.sqlite"
    register = open_register(f"sqlite:///{file}")
    with register.database.write() as connection:
        post(register, connection, [letter("a"), letter("b", to=Recipient("box@example.org"))], register.clock())
    sender = Sender("test", dedupes=False)
    claimed = swap(register, None, sender, register.clock())
    swap(register, Finished(claimed, Permanent("There is nobody.")), sender, register.clock())
    register.database.close()
    return file


@pytest.fixture
def url(made: Path, tmp_path: Path) -> str:
    """A copy of that register."""
    shutil.copy(made, tmp_path / "register.sqlite")
    return f"sqlite:///{tmp_path / 'register.sqlite'}"


@pytest.fixture
def run(url):
    def invoke(*arguments: str, status: int = 0) -> str:
        ran = CliRunner().invoke(main, arguments, env={"DATABASE_URL": url})
        assert ran.exit_code == status, ran.output
        return ran.output

    return invoke


def test_the_list_is_for_people_and_for_programs(run):
    assert run("mail", "list").splitlines()[-1] == "2 messages."
    assert "officer@example.org  Three days are left" in run("mail", "list", "--state", "failed")
    found = json.loads(run("mail", "list", "--person", "box@", "--page", "1", "--json"))
    assert (found["count"], found["messages"][0]["address"]) == (1, "box@example.org")
    assert run("mail", "list", "--case", "no-such").strip() == "0 messages."


def test_one_message_is_shown_with_its_text_and_history(run):
    page = run("mail", "show", "1")
    assert "There is nobody." in page
    assert "mail-failed" in page
    assert "The pack is due." in page
    assert json.loads(run("mail", "show", "1", "--json"))["history"] == ["mail-failed"]
    assert "There is no message 99." in run("mail", "show", "99", status=2)


def test_a_message_is_sent_again_only_when_it_did_not_arrive(run):
    assert run("mail", "again", "1") == "Message 1 is to be sent.\n"
    assert "only what failed, came back or is in doubt" in run("mail", "again", "1", status=2)
    assert "1 message." in run("mail", "list", "--state", "sending") + run("mail", "list", "--person", "officer")


def test_mailboxes_are_added_and_listed(run):
    run("mailboxes", "add", "ccg", "box@example.org", "--scope", "03L")
    assert run("mailboxes", "list") == "ccg  03L  box@example.org\n"
    assert json.loads(run("mailboxes", "list", "--json"))[0]["scope"] == "03L"
    assert "is told already" in run("mailboxes", "add", "ccg", "box@example.org", "--scope", "03L", status=2)
    assert "is no e-mail address" in run("mailboxes", "add", "finance", "box", status=2)
    assert "does not fit the role" in run("mailboxes", "add", "ccg", "box@example.org", status=2)


def test_an_account_is_added_with_its_address(run, url):
    given = ("--role", "finance", "--password", "long enough for a test")
    run("users", "add", "jo", *given, "--email", "jo@example.org")
    register = open_register(url)
    assert account(register, "jo")["email"] == "jo@example.org"
    register.database.close()
    assert "is no e-mail address" in run("users", "add", "jay", *given, "--email", "jay", status=2)
