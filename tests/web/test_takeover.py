"""Running cases taken over: opened and brought to their step by ordinary arrivals, by two officers, all or none."""

from datetime import date, datetime, time, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from deadlines.calendar import london
from processes.forms import Field, Form
from service.actions import takeover
from service.actions.people import open_case
from service.actions.takeover_rows import _read_answers
from service.actions.trying import UnusableSetup
from service.formats.packages import UnusableFile
from service.formats.setup_in import ACTS, CASES, TAKEOVER
from service.formats.sheets import Sheet, written_xlsx
from service.register import queries
from service.roles import Person
from tests.web.conftest import OWN_CCG
from tests.web.filling import good_answers
from tests.web.test_matrix import digest_of_tables
from tests.web.workbooks import MADE

OFFICER, SECOND = (Person(name, "", "programme-office") for name in ("programme-office", "office-2"))
PACK = "submit_proforma_delegated"
PDF = b"%PDF-1.4 a message"
FILES = {"mail.pdf": PDF, "tracker.pdf": b"%PDF-1.4 a row of a sheet"}
NOW = london(date(2015, 1, 20), time(10))
RECEIVED = london(date(2015, 1, 9), time(11, 40))


@pytest.fixture
def answers(register) -> str:
    """Readable answers of a pack, as lines of a cell."""
    case = open_case(register, OFFICER, "delegated", "2014-15", "07K")
    found = good_answers(register, case, PACK)
    register.clock.move_to(NOW)
    return "\n".join(
        f"{key} = {'; '.join(value) if isinstance(value, list) else value}" for key, value in found.items()
    )


def case_row(**changed: object) -> dict[str, object]:
    row = {"case": "Rotherham", "organisation": OWN_CCG, "path": "delegated", "round": "2014-15",
           "waits_at": "acknowledge_delegated", "since": RECEIVED, "evidence": "tracker.pdf"}  # fmt: skip
    return {**row, **changed}


def act(said: str, **changed: object) -> dict[str, object]:
    row = {"case": "Rotherham", "step": PACK, "received": RECEIVED, "channel": "mailbox", "evidence": "mail.pdf"}
    return {**row, "answers": said, **changed}


def written(cases, acts=()) -> bytes:
    rows = {CASES: cases, ACTS: acts}
    return written_xlsx([Sheet(title, TAKEOVER[title], rows[title]) for title in TAKEOVER], MADE)


def told(register, cases, acts=(), files=FILES) -> str:
    return "\n".join(map(str, takeover.looked_at(register, OFFICER, written(cases, acts), files).faults))


def taken_over(register) -> int:
    """Return the case of our CCG; its constitution request is another one."""
    with register.database.read() as connection:
        query = "SELECT id FROM cases WHERE organisation = ? AND path = 'delegated'"
        return connection.exec_driver_sql(query, (OWN_CCG,)).scalar_one()


def sent(content: bytes) -> dict[str, object]:
    return {"workbook": (BytesIO(content), "cases.xlsx"), "evidence": [(BytesIO(held), n) for n, held in FILES.items()]}


def waits(register, answers) -> str:
    """Return where the pack brings a case."""
    fault = told(register, [case_row(waits_at="nowhere")], [act(answers)])
    return fault.rpartition("bring the case to ")[2]


def test_a_case_is_brought_to_its_step_by_a_second_officer(visitor, register, answers):
    where = waits(register, answers)
    office = visitor("programme-office")
    office.posts("/setup/takeover", **sent(written([case_row(waits_at=where)], [act(answers)])))
    place = office.goes_to
    assert f"Waits at {where}" in office.gets(place)
    assert "another officer must apply it" in office.page.text
    office.posts(f"{place}/apply", 403)
    second = visitor("office-2")
    second.posts(f"{place}/apply")
    assert "applied by office-2" in second.gets(place)
    assert "Applied by office-2" in second.gets("/setup/takeover")
    case = taken_over(register)
    steps = [row["element"] for row in queries.steps_of(register, case) if not row["offer"]]
    assert steps == where.split(", ")
    arrival = queries.arrivals_of(register, case)[0]
    assert (arrival["by"], arrival["second"], arrival["channel"]) == ("programme-office", "office-2", "mailbox")
    assert (arrival["received_at"], arrival["claimed_at"]) == (NOW, RECEIVED)
    kinds = [row["kind"] for row in queries.ledger_of(register, case)]
    assert kinds[-1] == "taken-over"
    assert {"opened", "document-added", "step-completed"} <= set(kinds)


@pytest.mark.parametrize(
    ("late", "ruled"), [(timedelta(0), False), (timedelta(seconds=1), True), (-timedelta(seconds=1), False)]
)
def test_the_claimed_instant_decides_whether_it_was_on_time(register, answers, late, ruled):
    noon = london(date(2015, 1, 9), time(12))
    found = told(register, [case_row(waits_at="x", since=noon + late)], [act(answers, received=noon + late)])
    assert ("rule_on_late_submission" in found) == ruled


def test_trying_opens_nothing_and_a_fault_leaves_all_cases_out(register, answers):
    before = digest_of_tables(register)
    where = waits(register, answers)
    good, bad = case_row(waits_at=where), case_row(case="Other", organisation="02X", waits_at="nowhere")
    with pytest.raises(UnusableSetup, match="Sheet Cases, row 3"):
        takeover.ask(register, OFFICER, "x.xlsx", written([good, bad], [act(answers)]), FILES)
    assert digest_of_tables(register) == before


def test_what_cannot_be_reached_any_more_is_said_and_nothing_is_kept(visitor, register, answers):
    where = waits(register, answers)
    number = takeover.ask(register, OFFICER, "x", written([case_row(waits_at=where)], [act(answers)]), FILES)
    with register.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM organisations WHERE code = ?", (OWN_CCG,))
    page = visitor("office-2").posts(f"/setup/takeover/{number}/apply", 409)
    assert "There is no organisation" in page
    visitor("office-2").posts(f"/setup/takeover/{number}/decline")
    assert "declined by office-2" in visitor("office-2").gets(f"/setup/takeover/{number}")


def test_a_case_that_waits_at_its_first_step_needs_no_act(register, answers):
    row = case_row(path="greater-involvement", waits_at="acknowledge_by_ccg", since=NOW)
    assert told(register, [row]) == ""


def test_a_step_may_be_named_by_its_words(register, answers):
    case = open_case(register, OFFICER, "greater-involvement", "2014-15", "02X")
    step = next(one for one in queries.steps_of(register, case) if one["element"] == "acknowledge_by_ccg")
    assert told(register, [case_row(path="greater-involvement", waits_at=step["name"])]) == ""


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"organisation": "99Y"}, "row 2, column B (Organisation code): There is no organisation '99Y'"),
        ({"path": "none"}, "column C (Path): "), ({"round": "none"}, "column D (Round): "),
        ({"since": NOW + timedelta(seconds=1)}, "column F (Since (London time)): it lies in the future"),
        ({"since": datetime.fromisoformat("2014-10-26T01:30")}, "the clocks were changed at that time"),
        ({"since": datetime.fromisoformat("2014-03-30T01:30")}, "the clocks were changed at that time"),
        ({"since": RECEIVED - timedelta(seconds=1)}, "it cannot have waited there before its last act"),
        ({"evidence": "none.pdf"}, "column G (Evidence): 'none.pdf' was not sent with the workbook"),
        ({"evidence": "empty.pdf"}, "column G (Evidence): 'empty.pdf' is empty"),
    ],
)  # fmt: skip
def test_each_fault_of_a_case_names_its_row_and_column(register, answers, changed, said):
    wall = changed.get("since")
    if isinstance(wall, datetime) and wall.tzinfo is None:
        content = with_wall_time(written([case_row()], [act(answers)]), wall)
        found = "\n".join(map(str, takeover.looked_at(register, OFFICER, content, FILES).faults))
    else:
        found = told(register, [case_row(**changed)], [act(answers)], {**FILES, "empty.pdf": b""})
    assert said in found


def with_wall_time(content: bytes, wall: datetime) -> bytes:
    """Return a workbook in which a case waits since a London wall time."""
    book = load_workbook(BytesIO(content))
    book[CASES]["F2"].value = wall
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"step": "none"}, "Sheet Acts, row 2, column B (Step): the case does not wait there; it waits at submit_late"),
        ({"step": "decide_sign_off"}, "the case does not wait there"),
        ({"channel": "pigeon"}, "column D (Channel): it is one of mailbox, region, paper, by-hand"),
        ({"evidence": "x.pdf"}, "column E (Evidence): 'x.pdf' was not sent"),
        ({"answers": "contact"}, "column F (Answers): contact: Write question = answer"),
        ({"answers": "contact = x"}, "column F (Answers): contact: This form has no such question"),
        ({"case": "Nobody"}, "column A (Case): there is no case 'Nobody'"),
        ({"received": NOW + timedelta(hours=1)}, "it lies in the future"),
    ],
)
def test_each_fault_of_an_act_names_its_row_and_column(register, answers, changed, said):
    assert said in told(register, [case_row(since=NOW)], [act(answers, **changed)])


def test_an_act_that_is_held_or_refused_is_said(register, answers):
    twice = [case_row(), case_row()]
    assert "row 3, column A (Case): row 2 has this name already" in told(register, twice)
    with register.database.write() as connection:
        connection.exec_driver_sql(
            "INSERT INTO holds (reason, said, all_falls, mail, from_at, made_at, released_by) "
            "VALUES ('restored', 'x', 1, 1, 0, 0, '')"
        )
    assert "it cannot be judged now: deadlines are held" in told(register, [case_row()], [act(answers)])


def test_files_that_cannot_be_used_are_refused(visitor, register, answers, monkeypatch):
    office = visitor("programme-office")
    assert "Choose the workbook" in office.posts("/setup/takeover", 422)
    assert "no Excel workbook" in office.posts("/setup/takeover", 422, workbook=(BytesIO(b"x"), "x.xlsx"))
    page = office.posts("/setup/takeover", 422, **sent(written([case_row(path="none")])))
    assert "Sheet Cases, row 2, column C (Path)" in page
    office.gets("/setup/takeover")
    template = office.client.get("/setup/takeover/template.xlsx").data
    assert load_workbook(BytesIO(template)).sheetnames == [CASES, ACTS]
    with pytest.raises(UnusableFile, match="more than 10 megabytes"):
        takeover.looked_at(register, OFFICER, template, {"a": bytes(10_000_001)})
    monkeypatch.setattr(takeover, "MOST_CASES", 1)
    with pytest.raises(UnusableFile, match="more than 1 cases"):
        takeover.looked_at(register, OFFICER, written([case_row(), case_row(case="b")]), FILES)


def test_the_evidence_stands_for_a_document_and_lists_are_parted_by_semicolons():
    documents = Field("paper", "filepicker", "Paper")
    several = Field("which", "checklist", "Which", choices=(("a", "A"), ("b", "B")))
    form = Form("f", "F", "", 1, (documents, several))
    assert dict(_read_answers("paper = the scan\n\nwhich = a; b", form, "digest")) == {
        "paper": ["digest"], "which": ["a", "b"],
    }  # fmt: skip
