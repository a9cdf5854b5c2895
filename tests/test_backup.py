"""A backup taken while people write is one state of the register; restored, it is held until a person releases it."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import insert, select, text

from deadlines.clock import HandClock
from deadlines.rounds import shipped_rounds
from service.actions.calendar import tick
from service.cli import main
from service.mail.mailer import Claimed
from service.register import holding, ledger
from service.register.backup import Backup, UnusableBackup, back_up, checked, plain_url, program
from service.register.database import Database
from service.register.delivery import Sender, anything_due, swap
from service.register.opening import open_case
from service.register.receive import receive
from service.register.register import Register
from service.register.restore import restore
from service.register.schema import upgrade
from service.register.settle import settle
from service.register.tables import arrivals, outbox
from service.rehearsal.rehearse import begin
from service.wakeups.only_one import TickLock
from tests.conftest import BEGINNING, SERVER, Office, newest_schema

STEP = "submit_proforma_delegated"
ONE_SENDER = Sender("one", dedupes=False)


@pytest.fixture
def served(tmp_path: Path, clock: HandClock) -> Iterator[Register]:
    """A register as the service makes it, with its schema recorded, and one case in it."""
    database = Database(f"sqlite:///{tmp_path / 'served.sqlite'}", durable=False)
    upgrade(database)
    register = Register(database, clock, shipped_rounds())
    begin(register, "tests")
    open_case(register, "delegated", "2014-15", "03L", by="office", at=clock())
    yield register
    database.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "backup"


def mail(register: Register, key: str, state: str = "todo") -> None:
    """Put a message into the outbox."""
    row = {
        "key": key, "kind": "notice", "address": f"{key}@example.org", "subject": key, "message_id": f"<{key}@x>",
        "body": b"", "sha256": "", "made_at": BEGINNING, "next_at": BEGINNING, "state": state,
    }  # fmt: skip
    with register.database.write() as connection:
        connection.execute(insert(outbox).values(row))


@contextmanager
def busy(register: Register) -> Iterator[list[int]]:
    """Let four threads write meanwhile, each its receipts in pairs of one transaction; gives what was acknowledged."""
    acknowledged: list[int] = []
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            pair = {
                "case_id": 1,
                "kind": "answer",
                "step": "pair",
                "content": "{}",
                "by": "x",
                "received_at": BEGINNING,
            }
            with register.database.write() as connection:
                connection.execute(insert(arrivals).values(pair))
                connection.execute(insert(arrivals).values(pair))
            receipt = receive(register, 1, STEP, {}, by="ccg", received_at=BEGINNING)
            acknowledged.append(receipt.arrival)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    yield acknowledged
    stop.set()
    for thread in threads:
        thread.join()


def opened(file: Path, clock: HandClock) -> Register:
    return Register(Database(f"sqlite:///{file}"), clock, shipped_rounds())


def test_a_backup_taken_while_people_write_is_one_state_with_no_pair_torn(served: Register, file: Path) -> None:
    with busy(served) as acknowledged:
        while len(acknowledged) < 20:
            threading.Event().wait(0.01)
        before = list(acknowledged)
        made = back_up(served.database, file)
        while len(acknowledged) < len(before) + 20:
            threading.Event().wait(0.01)
    copy = sqlite3.connect(file)
    kept = {row[0] for row in copy.execute("SELECT id FROM arrivals WHERE step != 'pair'")}
    pairs = copy.execute("SELECT count(*) FROM arrivals WHERE step = 'pair'").fetchone()[0]
    copy.close()
    assert set(before) <= kept
    assert not set(acknowledged) <= kept
    assert pairs % 2 == 0
    assert pairs > 0
    assert made.entries is not None
    assert made == checked(file)
    assert [found.name for found in file.parent.glob("*.part")] == []


def test_what_is_restored_is_held_and_nothing_is_sent_until_a_person_releases_it(
    served: Register, file: Path, tmp_path: Path, clock: HandClock
) -> None:
    mail(served, "todo")
    mail(served, "sending", "sending")
    mail(served, "sent", "sent")
    made = back_up(served.database, file)
    target = tmp_path / "restored.sqlite"
    done = restore(f"sqlite:///{target}", file, by="officer", replace=False)
    assert (done.backup, done.in_doubt, done.kept) == (made, 2, "")
    hand = HandClock(clock())
    register = opened(target, hand)
    with register.database.read() as connection:
        now = ledger.last_recorded_at(connection)
        assert now is not None
        assert ledger.verify(connection)[1] is None
        states = dict(connection.execute(select(outbox.c.key, outbox.c.state)).all())
        told = [row["kind"] for row in ledger.read(connection)][-2:]
    hand.move_to(now + timedelta(days=1))
    assert states == {"todo": "unknown", "sending": "unknown", "sent": "sent"}
    assert told == ["restored", "held"]
    assert tick(register) == 0
    assert not anything_due(register, ONE_SENDER, hand())
    assert swap(register, None, ONE_SENDER, hand()) is None
    (held,) = holding.holds_of(register)
    assert (held.reason, held.all_falls, held.mail, held.until_at) == ("restored", True, True, None)
    holding.release(register, held.id, "officer", "Looked at.")
    assert tick(register) > 0
    claimed = swap(register, None, ONE_SENDER, hand())
    assert isinstance(claimed, Claimed)
    assert claimed.doubtful
    register.database.close()


def test_a_register_that_is_there_is_kept_beside(served: Register, file: Path, tmp_path: Path) -> None:
    back_up(served.database, file)
    target = tmp_path / "target.sqlite"
    restore(f"sqlite:///{target}", file, by="officer", replace=False)
    bytes_before = target.read_bytes()
    with pytest.raises(UnusableBackup, match="--replace keeps it beside"):
        restore(f"sqlite:///{target}", file, by="officer", replace=False)
    assert target.read_bytes() == bytes_before
    done = restore(f"sqlite:///{target}", file, by="officer", replace=True)
    assert Path(done.kept).read_bytes() == bytes_before
    assert Path(done.kept).name.startswith("target.sqlite.before-")


def test_a_backup_never_overwrites_a_file(served: Register, file: Path) -> None:
    file.write_text("mine")
    with pytest.raises(UnusableBackup, match="is there already"):
        back_up(served.database, file)
    assert file.read_text() == "mine"


def test_a_backup_into_a_folder_that_is_not_there_says_so(served: Register, tmp_path: Path) -> None:
    with pytest.raises(Exception, match=r"cannot be (written|reached)"):
        back_up(served.database, tmp_path / "nowhere" / "backup")


def test_a_long_copy_tells_how_far_it_is(served: Register, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.register.backup.EVERY_STEPS", 100)
    shares: list[float] = []
    back_up(served.database, file, shares.append)
    assert shares
    assert all(0 <= share <= 1 for share in shares)


@pytest.mark.parametrize("content", [b"", b"something else entirely", None])
def test_what_is_no_backup_is_refused(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "other"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(UnusableBackup, match=r"is no backup|cannot be read"):
        checked(file)


def test_a_damaged_page_is_found(served: Register, file: Path) -> None:
    back_up(served.database, file)
    damaged = bytearray(file.read_bytes())
    damaged[8192:40960] = b"x" * 32768
    file.write_bytes(damaged)
    with pytest.raises(Exception, match=r"damaged|malformed"):
        checked(file)


def test_a_ledger_that_was_changed_is_found(served: Register, file: Path) -> None:
    back_up(served.database, file)
    with sqlite3.connect(file) as copy:
        copy.execute("UPDATE ledger SET \"by\" = 'somebody' WHERE seq = 2")
    copy.close()
    with pytest.raises(UnusableBackup, match="entry 2 does not fit its own hash"):
        checked(file)


def test_a_backup_of_another_kind_of_database_is_refused(served: Register, file: Path) -> None:
    back_up(served.database, file)
    with pytest.raises(UnusableBackup, match="another kind of database"):
        restore("postgresql+psycopg://nobody@127.0.0.1/nothing", file, by="officer", replace=False)


def test_a_program_that_is_not_there_or_fails_is_said() -> None:
    with pytest.raises(UnusableBackup, match="no-such-program is not installed here"):
        program("no-such-program")
    with pytest.raises(UnusableBackup, match=r"ls failed: .*nowhere"):
        program("ls", "/nowhere/at/all")
    assert plain_url("postgresql+psycopg://u:p@h/d") == "postgresql://u:p@h/d"


# --- the commands --------------------------------------------------------------------------------------------------


def run(register: Register, *arguments: str) -> Result:
    result = CliRunner().invoke(main, arguments, env={"DATABASE_URL": register.database.url})
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_the_commands_back_up_restore_list_and_release(served: Register, file: Path) -> None:
    made = run(served, "backup", str(file))
    assert made.exit_code == 0
    assert checked(file).sha256 in made.output
    assert "Its chain holds." in made.output
    assert "--replace" in run(served, "restore", str(file)).output
    served.database.close()
    done = run(served, "restore", str(file), "--replace", "--by", "officer")
    assert done.exit_code == 0
    assert "is kept: " in done.output
    assert "docs/backup.md" in done.output
    listed = run(served, "holds", "list")
    assert "restored" in listed.output
    assert "falls" in listed.output
    assert '"all_falls": true' in run(served, "holds", "list", "--json").output
    assert (
        "There is no account 'nobody'"
        in run(served, "holds", "release", "1", "--by", "nobody", "--because", "x").output
    )
    added = ("--role", "programme-office", "--password", "a long password")
    run(served, "users", "add", "officer", *added)
    run(served, "users", "add", "ccg", "--role", "ccg", "--scope", "03L", "--password", "a long password")
    assert run(served, "holds", "release", "1", "--by", "ccg", "--because", "x").exit_code == 2
    assert "Say why" in run(served, "holds", "release", "1", "--by", "officer", "--because", " ").output
    assert run(served, "holds", "release", "1", "--by", "officer", "--because", "Looked at.").exit_code == 0
    assert "Nothing is held." in run(served, "holds", "list").output


def test_a_restore_refuses_while_a_service_runs(served: Register, file: Path) -> None:
    run(served, "backup", str(file))
    lock = TickLock(served.database.file)
    assert lock.take()
    refused = run(served, "restore", str(file), "--replace")
    lock.give_back()
    assert refused.exit_code == 2
    assert "A service runs on that database" in refused.output


def test_a_backup_of_nothing_is_refused_and_makes_no_register(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'nothing.sqlite'}"
    result = CliRunner().invoke(main, ("backup", str(tmp_path / "b")), env={"DATABASE_URL": url})
    assert result.exit_code == 2
    assert "There is no register in" in result.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not SERVER, reason="needs the PostgreSQL server of TEST_DATABASE_URL")
def test_a_dump_of_a_server_is_restored_held_and_the_old_one_kept(
    office: Office, register: Register, file: Path
) -> None:
    upgrade_of_tests(register)
    case = office.open()
    mail(register, "todo")
    made: Backup = back_up(register.database, file)
    assert made.entries is None
    office.do(case, STEP)
    register.database.close()
    with pytest.raises(UnusableBackup, match="There is a register"):
        restore(register.database.url, file, by="officer", replace=False)
    done = restore(register.database.url, file, by="officer", replace=True)
    assert (done.in_doubt, done.kept[:14]) == (1, "schema before_")
    (held,) = holding.holds_of(register)
    assert held.mail
    assert office.steps(case) == [STEP]
    settle(register, case, office.clock())
    register.database.close()


def upgrade_of_tests(register: Register) -> None:
    """Say of the tables of the tests which schema they are."""
    with register.database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        connection.execute(text("INSERT INTO alembic_version VALUES (:newest)"), {"newest": newest_schema()})
