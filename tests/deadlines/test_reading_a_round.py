"""Reading a round: what it is made of, and a message for every mistake."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from deadlines.calendar import london
from deadlines.rounds import (
    Round,
    UnknownDeadline,
    UnknownRound,
    UnusableRound,
    read_round,
    shipped_round,
    shipped_rounds,
)

HEAD = 'name = "trial"\ntitle = "Trial"\nopens = "Monday 5 January 2015"\n'
ABOUT = 'title = "T"\nwording = "W"\ndocument = "D"\nsection = "1"\nstatus = "in force"\n'
DAY = 'kind = "deadline"\nday = "Friday 9 January 2015"\n'
MIDDAY = DAY + 'at = "12:00"\n'
WINDOW = 'kind = "window"\nstarts = "Monday 12 January 2015"\nends = "Friday 23 January 2015"\n'
RELATIVE = 'kind = "relative"\nanchor = "sent_at"\nafter = "it is sent"\nperiod = "P2W"\n'
OLD = ABOUT.replace("in force", "superseded") + DAY


def deadline(when: str, about: str = ABOUT, name: str = "answer") -> str:
    return f"[deadlines.{name}]\n{about}{when}"


def trial(*parts: str) -> Round:
    return read_round(HEAD + "".join(parts))


def rung(text: str) -> str:
    return f"[ladders.mine]\nrungs = [{{ {text} }}]\n"


BAD_ROUNDS = {
    "no TOML": ("name = ", "round: Invalid value.*text must be TOML"),
    "a name twice": (HEAD + deadline(DAY) + deadline(DAY), "Cannot declare.*A name may be declared once"),
    "no title": ('name = "x"\n', "round, key 'title': is missing. A round needs name, title, opens"),
    "name no text": ("name = 7\n", "key 'name': 7 is not a text"),
    "unknown key of the round": ("colour = 1\n" + HEAD, "key 'colour': is unknown. Known: bodies, closes"),
    "deadlines no table": (HEAD + "deadlines = 1\n", "key 'deadlines': is not a table"),
    "bad opening day": (HEAD.replace("Monday", "Tuesday"), "key 'opens': 'Tuesday 5 January 2015' is Monday 5 January"),
    "bad closing day": (HEAD + 'closes = "never"\n', "key 'closes': 'never' is not a day"),
    "facts no table": ("facts = 1\n" + HEAD, "key 'facts': is not a table"),
    "fact in capitals": (HEAD + "[facts]\nIsOpen = true\n", "line 4, .facts., key 'IsOpen': is not the name of a fact"),
    "fact of a wrong type": (HEAD + "[facts]\nshare = 0.5\n", "0.5 is not a fact. Give true, false, a whole number"),
    "name in capitals": (HEAD + deadline(DAY, name="Answer"), "'Answer' is not a name. Use lower case"),
    "deadline no table": (HEAD + "deadlines.answer = 1\n", "is not a table of a deadline"),
    "unknown key": (
        HEAD + deadline(DAY + "hour = 12\n"),
        "line 4, .deadlines.answer., key 'hour': is unknown. Known: a",
    ),
    "key missing": (HEAD + deadline(DAY, 'title = "T"\n'), "key 'wording': is missing. Every deadline needs title"),
    "empty text": (HEAD + deadline(DAY, ABOUT.replace('"W"', '" "')), "key 'wording': ' ' is not a text"),
    "number as text": (HEAD + deadline(DAY, ABOUT.replace('"W"', "7")), "key 'wording': 7 is not a text"),
    "no list": (HEAD + deadline(DAY + 'paths = "DC"\n'), "key 'paths': 'DC' is not a list"),
    "unknown kind": (HEAD + deadline('kind = "party"\n'), "'party' is not a kind. Known: deadline, window"),
    "unknown status": (HEAD + deadline(DAY, ABOUT.replace("in force", "vague")), "'vague' is not a status. Known:"),
    "bad date": (HEAD + deadline('kind = "deadline"\nday = "9 Jan"\n'), "key 'day': '9 Jan' is not a day. Write it as"),
    "unknown month": (HEAD + deadline(DAY.replace("January", "Brumaire")), "Brumaire 2015' is not a day"),
    "number as date": (HEAD + deadline('kind = "deadline"\nday = 9\n'), "9 is not a day"),
    "no such day": (HEAD + deadline(DAY.replace("9", "32")), "'Friday 32 January 2015' does not exist: day"),
    "wrong weekday": (HEAD + deadline(DAY.replace("Friday", "Monday")), "'Monday 9 .*' is Friday 9 January 2015"),
    "naive instant": (
        HEAD + deadline('kind = "deadline"\nday = 2015-01-09T12:00:00\n'),
        "mixes day and time. Give the",
    ),
    "instant with offset": (HEAD + deadline('kind = "deadline"\nday = 2015-01-09T12:00:00Z\n'), "mixes day and time"),
    "time with offset": (HEAD + deadline(MIDDAY.replace("12:00", "12:00Z")), "'12:00Z' is not a London wall time"),
    "time as TOML time": (HEAD + deadline(DAY + "at = 12:00:00\n"), "key 'at': '12:00:00' is not a London wall time"),
    "hour 24": (HEAD + deadline(MIDDAY.replace("12:00", "24:00")), "'24:00' is not a London wall time"),
    "no day": (
        HEAD + deadline('kind = "deadline"\n'),
        "given by day, or by at and day, or by same_as; this one has none",
    ),
    "window with a day": (
        HEAD + deadline(WINDOW + 'day = "Friday 9 January 2015"\n'),
        "given by ends and starts; this",
    ),
    "window backwards": (
        HEAD + deadline(WINDOW.replace("23", "9")),
        "key 'ends': ends on Friday 9 .* before it starts",
    ),
    "effective without time": (HEAD + deadline(DAY.replace('"deadline"', '"effective"')), "given by at and day"),
    "relative without anchor": (
        HEAD + deadline('kind = "relative"\nperiod = "P2W"\n'),
        "by after and anchor and period",
    ),
    "anchor no name": (HEAD + deadline(RELATIVE.replace("sent_at", "Sent At")), "'Sent At' is not the name of a fact"),
    "bad period": (HEAD + deadline(RELATIVE.replace("P2W", "2 weeks")), "key 'period': '2 weeks' is not a period"),
    "same as nothing": (
        HEAD + deadline('kind = "deadline"\nsame_as = "other"\n'),
        "key 'same_as': names 'other', which",
    ),
    "same as relative": (
        HEAD + deadline('kind = "deadline"\nsame_as = "other"\n') + deadline(RELATIVE, name="other"),
        "key 'same_as': names 'other', which has no day of its own",
    ),
    "computed from nothing": (
        HEAD + deadline('kind = "computed"\nfrom = "other"\nperiod = "P2W"\n'),
        "key 'from': names 'other', which this round does not define",
    ),
    "superseded without a link": (HEAD + deadline("", OLD), "status 'superseded' and the key superseded_by belong"),
    "superseded by nothing": (
        HEAD + deadline('superseded_by = ["other"]\nwhy = "So."\n', OLD),
        "key 'superseded_by': names 'other', which this round does not define. Write round/name",
    ),
    "supersedes nothing": (
        HEAD + deadline(DAY + 'supersedes = ["other"]\nwhy = "So."\n'),
        "key 'supersedes': names 'other', which",
    ),
    "superseded without a reason": (
        HEAD + deadline('superseded_by = ["a/b"]\n', OLD),
        "key 'why': is missing: say why one replaced the other",
    ),
    "unknown ladder": (HEAD + deadline(DAY + 'ladder = "rope"\n'), "names the ladder 'rope', .*Known: applicant, appl"),
    "ladder no table": (HEAD + "ladders.mine = 1\n", "ladders.mine.: is not a table of rungs"),
    "ladder with unknown key": (HEAD + "[ladders.mine]\nsteps = []\n", "has the unknown key 'steps'. Known: rungs"),
    "rungs no list": (HEAD + "[ladders.mine]\nrungs = 1\n", "needs a list of rungs such as {before"),
    "rung incomplete": (HEAD + rung('before = "1 day"'), "A rung here has exactly: before, at, audience"),
    "rung no table": (HEAD + "[ladders.mine]\nrungs = [1]\n", "has the rung 1. A rung here has exactly"),
    "rung of no distance": (
        HEAD + rung('before = "soon", at = "09:00", audience = "a"'),
        "has a rung 'soon' before. Write \"10 working days\"",
    ),
    "rung of nought": (HEAD + rung('before = "0 days", at = "09:00", audience = "a"'), "has a rung '0 days' before"),
    "rung at no time": (
        HEAD + rung('before = "1 day", at = "9am", audience = "a"'),
        "has a rung at '9am' is not a London wall time",
    ),
}


@pytest.mark.parametrize("case", BAD_ROUNDS)
def test_a_round_that_cannot_be_used_says_where_and_why(case: str) -> None:
    text, message = BAD_ROUNDS[case]
    with pytest.raises(UnusableRound, match=message):
        read_round(text)


def test_a_round_is_read_from_a_file_and_the_file_is_named_in_mistakes(tmp_path: Path) -> None:
    path = tmp_path / "trial.toml"
    path.write_text(HEAD + deadline(MIDDAY), encoding="utf-8")
    assert read_round(path) == trial(deadline(MIDDAY))
    path.write_text(HEAD + "\n" + deadline("kind = 1\n"), encoding="utf-8")
    with pytest.raises(UnusableRound, match=r"trial.toml, line 5, \[deadlines.answer\], key 'kind': 1 is not a text"):
        read_round(path)


def test_a_file_that_is_absent_or_no_text_is_unusable(tmp_path: Path) -> None:
    with pytest.raises(UnusableRound, match=r"absent.toml: cannot be read"):
        read_round(tmp_path / "absent.toml")
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UnusableRound, match=r"binary.toml: cannot be read"):
        read_round(tmp_path / "binary.toml")


def test_a_round_may_be_almost_empty() -> None:
    found = trial()
    assert (found.name, found.title, found.opens, found.closes) == ("trial", "Trial", date(2015, 1, 5), None)
    assert found.own == {}
    assert found.deadline("constitution-outcome").round == "standing"


def test_a_day_may_be_a_date_of_toml() -> None:
    assert trial(deadline('kind = "deadline"\nday = 2015-01-09\n')) == trial(deadline(DAY))


def test_a_round_overrides_the_standing_one() -> None:
    found = trial(deadline(RELATIVE, name="late-ruling"))
    assert found.deadline("late-ruling").anchor == "sent_at"
    assert found.due("late-ruling", {"sent_at": datetime(2015, 1, 9, tzinfo=UTC)}) < london(date(2015, 1, 24))


def test_a_relative_deadline_may_end_at_a_wall_time_or_count_hours() -> None:
    facts = {"sent_at": datetime(2015, 3, 20, 10, 30, tzinfo=UTC)}
    assert trial(deadline(RELATIVE + 'at = "12:00"\n')).due("answer", facts) == datetime(2015, 4, 3, 11, tzinfo=UTC)
    exact = trial(deadline(RELATIVE.replace("P2W", "PT48H")))
    assert exact.due("answer", facts) == datetime(2015, 3, 22, 10, 30, tzinfo=UTC)


def test_a_ladder_of_the_round_hides_the_standing_one() -> None:
    mine = '[ladders.applicant]\nrungs = [{ before = "1 day", at = "09:00", audience = "us" }]\n'
    found = trial(deadline(DAY + 'ladder = "applicant"\n'), mine)
    assert [reminder.audience for reminder in found.reminders("answer")] == ["us"]


def test_a_deadline_may_say_itself_what_it_supersedes() -> None:
    new = deadline(DAY + 'supersedes = ["old"]\nwhy = "Later."\n')
    old = deadline('superseded_by = ["answer"]\nwhy = "Later."\n', OLD, name="old")
    found = trial(new, old)
    assert found.deadline("answer").supersedes == ("old",)


def test_layout_and_comments_do_not_change_the_digest_but_a_time_does() -> None:
    plain, commented = trial(deadline(MIDDAY)), read_round("# a round\n" + HEAD + "\n\n" + deadline(MIDDAY))
    assert plain.digest == commented.digest
    assert plain.digest != trial(deadline(DAY)).digest
    assert len(plain.digest) == 64


def test_a_digest_covers_the_standing_round() -> None:
    standing = shipped_round("standing").moved("late-ruling", period="P2W")
    assert read_round(HEAD, standing).digest != read_round(HEAD).digest
    assert standing.standing is None


@pytest.mark.parametrize("name", ["2014-15", "2015-second-wave", "standing", "template"])
def test_a_round_reads_back_from_its_own_text(name: str) -> None:
    found = shipped_round(name)
    again = read_round(found.text)
    assert again == found
    assert (again.digest, again.deadlines) == (found.digest, found.deadlines)


def test_odd_texts_survive_the_canonical_text() -> None:
    odd = trial('[bodies]\n"Two words" = "Say \\"yes\\"\\tor\\u007f £"\n')
    assert odd.bodies == {"Two words": 'Say "yes"\tor\x7f £'}
    assert read_round(odd.text).bodies == odd.bodies


def test_the_facts_of_a_round_come_before_the_standing_ones() -> None:
    assert shipped_round("2014-15").facts["workforce_model_required"] is False
    assert shipped_round("2015-second-wave").facts["workforce_model_required"] is True


def test_facts_keep_their_type_when_a_round_is_stored_or_moved() -> None:
    """Class of bug: a value that changes its type on the way through text ("False" is true)."""
    found = trial('[facts]\nopen = false\nseats = 3\nmotto = "true"\n')
    assert found.own_facts == {"open": False, "seats": 3, "motto": "true"}
    again = read_round(found.text).moved("late-ruling", period="P2W")
    assert repr(sorted(again.own_facts.items())) == repr(sorted(found.own_facts.items()))


def test_shipped_rounds_are_those_in_which_cases_open() -> None:
    assert list(shipped_rounds()) == ["2014-15", "2015-second-wave"]
    assert shipped_round("2014-15").bodies["committee"] == "NHS England Commissioning Committee"


def test_an_unknown_round_names_the_known_ones() -> None:
    with pytest.raises(UnknownRound, match=r"No round called '2013' is shipped. Known: 2014-15, 2015-second-wave"):
        shipped_round("2013")


def test_an_unknown_deadline_names_the_known_ones_and_the_closest() -> None:
    message = (
        "No deadline called 'delegatd-submission' in round 2014-15. Known: .*go-live.* Did you mean 'delegated-subm"
    )
    with pytest.raises(UnknownDeadline, match=message):
        shipped_round("2014-15").due("delegatd-submission")
    with pytest.raises(UnknownDeadline) as caught:
        shipped_round("2014-15").deadline("zzz")
    assert "Did you mean" not in str(caught.value)


def test_a_round_knows_its_names_and_the_starts_of_windows() -> None:
    found = shipped_round("2014-15")
    assert found.knows("go-live")
    assert found.knows("committee-sign-off.start")
    assert not found.knows("go-live.start")
    assert not found.knows("go-dead")


def test_deadlines_stand_in_order_of_time_and_relative_ones_last() -> None:
    found = shipped_round("2014-15").deadlines
    absolute = [one for one in found if not one.is_relative]
    assert list(found[: len(absolute)]) == sorted(absolute, key=lambda one: (one.instant_utc, one.name))
    assert found[0].name == "co-commissioning-announced"
