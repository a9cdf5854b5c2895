"""Set-up workbooks that nobody should be able to send: refused as a whole, or with sheet, row and column."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart

from service.formats import setup_in
from service.formats.packages import UnusableFile
from service.formats.setup_in import read_setup
from tests.formats.test_malformed_trackers import FILES, edited, packed
from tests.web.workbooks import ANN, NEW_CCG, whole, written


def changed(change: Callable[[Any], object], content: bytes = b"") -> bytes:
    """Return a workbook as somebody has changed it."""
    return edited(content or whole(), change)


def with_cell(sheet: str, place: str, value: object) -> bytes:
    return changed(lambda book: setattr(book[sheet][place], "value", value))


def told(content: bytes) -> str:
    return "\n".join(map(str, read_setup(content).faults))


def test_a_filled_workbook_is_read_row_by_row():
    read = read_setup(whole())
    assert [(row.sheet, row.number) for row in read.rows] == [("Organisations", 2), ("Contacts", 2), ("Accounts", 2)]
    assert read.rows[0].texts == {
        "code": "99X", "name": "NHS Nowhere CCG", "region": "North", "area_team": "Nowhere team", "from": "2014-04-01",
        "until": "",
    }  # fmt: skip
    assert read.faults == []


@pytest.mark.parametrize(
    "name", [name for name, (_, said) in FILES.items() if "sheet" not in said and "column" not in said and said]
)
def test_what_is_refused_of_a_tracker_is_refused_here(name):
    """The same files: what could exhaust memory, reach other files or run something never gets as far as its cells."""
    damage, _ = FILES[name]
    if name.startswith(("a zip bomb", "nothing", "a text", "a picture", "the old", "an encrypted", "half")):
        with pytest.raises(UnusableFile):
            read_setup(damage(whole()))


@pytest.mark.parametrize(
    ("sheet", "place", "value", "said"),
    [
        ("Organisations", "A2", "=1+1", "Sheet Organisations, row 2, column A (Code): this is a formula"),
        ("Organisations", "E2", "=NOW()", "row 2, column E (From): this is a formula"),
        ("Organisations", "E2", "soon", "row 2, column E (From): 'soon' is no date"),
        ("Organisations", "E2", "1 April 2014", "is no date"),
        ("Organisations", "B2", None, "row 2, column B (Name): this cell must be filled in"),
        ("Organisations", "B2", "x" * 121, "column B (Name): the text has 121 letters; at most 120"),
        ("Organisations", "H2", "x", "row 2, column H: there is no header above this cell"),
        ("Accounts", "C2", "x" * 255, "column C (E-mail): the text has 255 letters"),
        ("Contacts", "C2", "#REF!", "this is the error #REF!"),
    ],
)
def test_each_cell_that_is_wrong_is_named(sheet, place, value, said):
    assert said in told(with_cell(sheet, place, value))


def test_a_day_may_be_written_as_an_iso_day():
    read = read_setup(with_cell("Organisations", "E2", "2014-04-01"))
    assert read.rows[0].texts["from"] == "2014-04-01"


def without(book: Workbook) -> None:
    for title in book.sheetnames[1:]:
        del book[title]
    book["Organisations"].title = "Other"


def as_a_chart(book: Workbook) -> None:
    book["Contacts"].title = "Data"
    book.create_chartsheet("Contacts").add_chart(BarChart())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (without, "There is no sheet called Organisations or Contacts or Accounts"),
        (as_a_chart, "The sheet 'Contacts' is a chart"),
        (lambda book: setattr(book["Accounts"]["A1"], "value", "Login"), "Sheet Accounts, row 1: the headers must be"),
        (lambda book: setattr(book["Accounts"]["A1"], "value", None), "Sheet Accounts, row 1: the headers must be"),
        (lambda book: setattr(book["Accounts"]["I1"], "value", "Name"), "Sheet Accounts, row 1: the headers must be"),
    ],
)
def test_a_workbook_of_another_shape_is_refused(change, said):
    with pytest.raises(UnusableFile, match=said):
        read_setup(changed(change))


def test_sheets_may_be_left_out_but_not_all_rows():
    only = changed(lambda book: [book.remove(book[title]) for title in ("Contacts", "Accounts")])
    assert len(read_setup(only).rows) == 1
    with pytest.raises(UnusableFile, match="no rows under the headers"):
        read_setup(written())


def test_too_many_rows_are_refused_and_only_so_many_faults_are_told(monkeypatch):
    monkeypatch.setattr(setup_in, "MOST_ROWS", 5)
    with pytest.raises(UnusableFile, match="row 7: there are more than 5 rows"):
        read_setup(written([NEW_CCG] * 6))
    monkeypatch.setattr(setup_in, "MOST_ROWS", 500)
    assert len(read_setup(written([], [], [{**ANN, "email": ""}] * 120)).faults) == 100


def test_a_file_that_breaks_its_reader_is_refused(monkeypatch):
    with pytest.raises(UnusableFile, match="damaged: its cells cannot be read"):
        read_setup(broken())


def broken() -> bytes:
    """Return a workbook whose styles cannot be read."""
    return packed(whole(), {"xl/styles.xml": b"<styleSheet><cellXfs><xf numFmtId='x'/></cellXfs></styleSheet>"})


def test_what_is_no_formula_but_looks_like_one_stays_text():
    content = written([{**NEW_CCG, "name": "=HYPERLINK(1)"}])
    assert load_workbook(io.BytesIO(content))["Organisations"]["B2"].data_type == "s"
    assert read_setup(content).rows[0].texts["name"] == "=HYPERLINK(1)"
