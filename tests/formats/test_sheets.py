"""Sheets as XLSX, CSV and JSON: real dates in London time, the same bytes each time, and nothing that acts."""

import csv
import io
import json
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook

from service.formats.sheets import DAY, INSTANT, NUMBER, PERCENT, Column, Sheet, written_csv, written_json, written_xlsx

MADE = datetime(2015, 7, 1, 11, 0, tzinfo=UTC)
COLUMNS = [
    Column("text", "Text"), Column("at", "At", INSTANT, fixed="the clock decides"), Column("day", "Day", DAY),
    Column("count", "Count", NUMBER), Column("share", "Share", PERCENT), Column("mark", "Mark", hidden=True),
]  # fmt: skip
ROW = {"text": "A", "at": MADE, "day": date(2015, 1, 9), "count": 3, "share": 0.5, "mark": "x"}
DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://example.org")', "=cmd|' /C calc'!A0"]


def opened(content):
    return load_workbook(io.BytesIO(content)).worksheets[0]


def wall(text):
    return datetime.fromisoformat(text)


def test_instants_are_real_dates_in_london_time():
    [row] = list(opened(written_xlsx([Sheet("S", COLUMNS, [ROW])], MADE)).iter_rows(min_row=2))
    assert [cell.value for cell in row] == ["A", wall("2015-07-01T12:00"), wall("2015-01-09"), 3, 0.5, "x"]
    assert [cell.is_date for cell in row] == [False, True, True, False, False, False]


def test_the_end_of_a_day_is_not_rounded_into_the_next_one():
    end = datetime(2015, 1, 30, 23, 59, 59, 999999, tzinfo=UTC)
    page = opened(written_xlsx([Sheet("S", COLUMNS, [{"at": end}])], MADE))
    assert page["B2"].value == wall("2015-01-30T23:59:59")


def test_headers_stay_in_sight_and_every_column_can_be_filtered():
    page = opened(written_xlsx([Sheet("S", COLUMNS, [ROW, ROW])], MADE))
    assert (page.freeze_panes, page.auto_filter.ref) == ("B2", "A1:F3")
    assert page.column_dimensions["F"].hidden


def test_an_empty_sheet_can_be_written():
    assert opened(written_xlsx([Sheet("S", COLUMNS, [])], MADE))["A1"].value == "Text"


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_becomes_a_formula_or_a_link_in_a_workbook(text):
    sheet = Sheet("S", [Column("text", text)], [{"text": text}])
    page = opened(written_xlsx([sheet], MADE))
    cells = [cell for row in page.iter_rows() for cell in row]
    assert [cell.data_type for cell in cells] == ["s", "s"]
    assert [cell.hyperlink for cell in cells] == [None, None]


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_becomes_a_formula_in_csv(text):
    written = written_csv(Sheet("S", [Column("text", "Text")], [{"text": text}])).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(written)))[1] == [f"'{text}"]


def test_csv_says_instants_with_their_offset_and_leaves_hidden_columns_out():
    written = written_csv(Sheet("S", COLUMNS, [ROW, {}])).decode("utf-8-sig")
    assert written.splitlines() == [
        "Text,At,Day,Count,Share", "A,2015-07-01T12:00:00+01:00,2015-01-09,3,0.5", ",,,,",
    ]  # fmt: skip


def test_json_says_instants_in_utc():
    told = json.loads(written_json(Sheet("Cases", COLUMNS, [ROW]), MADE))
    assert told["made_at"] == "2015-07-01T11:00:00Z"
    assert told["cases"][0]["at"] == "2015-07-01T11:00:00Z"
    assert "mark" not in told["cases"][0]


def test_the_same_input_gives_the_same_bytes():
    sheets = [Sheet("S", COLUMNS, [ROW])]
    assert written_xlsx(sheets, MADE) == written_xlsx(sheets, MADE)
