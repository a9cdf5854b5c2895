"""The shipped cohorts. Totals by model and region are the published ones; which CCG does what is simulated.

Names known in public are honoured: Rotherham and Southern Derbyshire apply for delegation, six south-west London CCGs
share a joint pack, City and Hackney's approval is conditional; South Tees and Central Manchester, the two names of the
second wave that our source still shows, wait for it.
"""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from deadlines.calendar import WorkingDays, london, shipped_working_days
from service.rehearsal.cohort import Row
from service.rehearsal.data import organisations, published

SOUTH_WEST_LONDON = ("07V", "08J", "08R", "08P", "08T", "08X")
DELEGATED_2014 = ("03L", "04R", "07T")
CITY_AND_HACKNEY = "07T"
MERGED = {"00F": "13T", "00G": "13T", "00H": "13T"}
LEAD_OF_MERGED = "00F"
SECOND_WAVE_NAMES = ("00M", "00W")
TURNED_DOWN = {"North": "jjg", "Midlands and East": "jjgg", "London": "jg", "South": "jgg"}
JOINT_FAILED = {"North": "declined", "Midlands and East": "withdrawn", "South": "withdrawn"}
LAPSED_IN, MISSED_IN = "Midlands and East", "South"
LAST_RULING = time(16)


def first_wave(seed: int) -> list[Row]:
    """Return the cohort of 2014/15: 77 delegated and 90 joint applications and 58 entries for greater involvement."""
    return list(_FirstWave(random.Random(seed)).rows())  # noqa: S311 - a simulation


def second_wave(seed: int, live_before: set[str]) -> list[Row]:
    """Return the cohort of the second wave: 52 that are approved, of which one lets its agreement lapse.

    live_before: the codes of the CCGs that are delegated already; they do not apply again.
    """
    return list(_SecondWave(random.Random(seed + 1), live_before).rows())  # noqa: S311 - a simulation


class _Times:
    """Instants in the working day of people who work to a deadline."""

    def __init__(self, chance: random.Random, days: WorkingDays) -> None:
        self._chance = chance
        self._days = days

    def before(self, day: date, last: time) -> datetime:
        """Return an instant before a deadline: half on its day, the others within eight working days."""
        if self._chance.random() < 0.5:
            minutes = (last.hour - 9) * 60 - 1
            return self.at(day, 9 * 60 + self._chance.randrange(minutes))
        return self.at(self._days.before(day, self._chance.randint(1, 8)), self._office_minute())

    def between(self, first: date, last: date) -> datetime:
        """Return an instant in office hours of a working day from first to last."""
        day = first + timedelta(days=self._chance.randrange((last - first).days + 1))
        return self.at(self._days.on_or_before(day), self._office_minute())

    def at(self, day: date, minute: int) -> datetime:
        """Return an instant of a London day, with seconds."""
        return london(day, time(minute // 60, minute % 60, self._chance.randrange(60)))

    def _office_minute(self) -> int:
        return 9 * 60 + self._chance.randrange(8 * 60)


class _Wave:
    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.times = _Times(chance, shipped_working_days())
        self.free = self._by_region()

    def _by_region(self) -> dict[str, list[str]]:
        free: dict[str, list[str]] = {}
        for place in organisations():
            if place["code"] == LEAD_OF_MERGED or place["code"] not in (*MERGED, "13T"):
                free.setdefault(place["region"], []).append(place["code"])
        for codes in free.values():
            self.chance.shuffle(codes)
        return free

    def take(self, region: str, count: int, *, first: tuple[str, ...] = (), keep: tuple[str, ...] = ()) -> list[str]:
        """Take codes of a region out of those that are free: the named ones first, the kept ones not."""
        free = self.free[region]
        chosen = [code for code in first if code in free]
        chosen += [code for code in free if code not in chosen and code not in keep][: max(count - len(chosen), 0)]
        self.free[region] = [code for code in free if code not in chosen]
        return chosen


class _FirstWave(_Wave):
    def rows(self) -> Iterator[Row]:
        for region in self.free:
            yield from self._delegated(region)
        for region in self.free:
            yield from self._joint(region)
        for region, codes in self.free.items():
            for code in codes:
                yield self._greater(code, date(2014, 12, 1), date(2015, 3, 20))
            self.free[region] = []

    def _delegated(self, region: str) -> Iterator[Row]:
        approved = published("delegated")[region]
        turned = TURNED_DOWN[region]
        extra = 1 if region == "London" else 0
        keep = (*SOUTH_WEST_LONDON, LEAD_OF_MERGED, *SECOND_WAVE_NAMES)
        codes = self.take(region, approved + len(turned) + extra, first=DELEGATED_2014, keep=keep)
        if CITY_AND_HACKNEY in codes:
            codes.remove(CITY_AND_HACKNEY)
            yield replace(
                self._pack(CITY_AND_HACKNEY), committee="conditional", ccg_signed_at=None, nhse_signed_at=None
            )
            yield self._greater(CITY_AND_HACKNEY, date(2015, 3, 16), date(2015, 3, 27))
        good, bad = codes[:approved], codes[approved:]
        for number, code in enumerate(good):
            row = self._pack(code)
            if region == LAPSED_IN and number == approved - 1:
                row = replace(row, ccg_signed_at=None, nhse_signed_at=None)
            if region == "North" and number == approved - 1:
                row = replace(row, submitted_at=london(date(2015, 1, 9), time(12, 0, 3)), late_ruling="accept")
            yield row
        for number, (code, ends) in enumerate(zip(bad, turned, strict=True)):
            yield from self._turned_down(code, ends, number)

    def _pack(self, code: str) -> Row:
        signed = self.times.between(date(2015, 3, 9), date(2015, 3, 27))
        return Row(
            code, "delegated",
            submitted_at=self.times.before(date(2015, 1, 9), time(12)),
            constitution_content=self.chance.choice(("other", "mixed")),
            constitution_submitted_at=self.times.before(date(2015, 1, 9), time(12)),
            thresholds="confirmed", regional="recommended", national="ready", committee="approved",
            constitution_outcome="approved",
            constitution_outcome_at=self.times.between(date(2015, 2, 9), date(2015, 3, 5)),
            ccg_signed_at=signed, nhse_signed_at=signed + timedelta(days=1),
        )  # fmt: skip

    def _turned_down(self, code: str, ends: str, number: int) -> Iterator[Row]:
        row = replace(self._pack(code), ccg_signed_at=None, nhse_signed_at=None)
        if ends == "j":
            how = ("national", "not-ready:joint") if number % 2 else ("committee", "declined")
            yield replace(row, **{how[0]: how[1]}, constitution_content="other")  # type: ignore[arg-type]
            yield replace(self._proposal(code, exception=True), late_ruling="accept")
        elif number % 2:
            yield replace(row, withdrawn_at=self.times.between(date(2015, 1, 26), date(2015, 2, 6)))
            yield self._greater(code, date(2015, 3, 2), date(2015, 3, 27))
        else:
            yield replace(row, regional="not-recommended:withdraw")
            yield self._greater(code, date(2015, 3, 2), date(2015, 3, 27))

    def _joint(self, region: str) -> Iterator[Row]:
        by_exception = TURNED_DOWN[region].count("j")
        wanted = published("joint")[region] - by_exception
        first = SOUTH_WEST_LONDON if region == "London" else (LEAD_OF_MERGED,) if region == "North" else ()
        for number, code in enumerate(self.take(region, wanted, first=first)):
            group = "south-west-london" if code in SOUTH_WEST_LONDON else MERGED.get(code, "")
            row = replace(self._proposal(code), group=group)
            if number == wanted - 1 and region in ("North", "South"):
                row = replace(row, submitted_at=london(date(2015, 2, 2), time(9, 12)), late_ruling="accept")
            yield row
        if region in JOINT_FAILED:
            yield from self._joint_failed(region)
        if region == MISSED_IN:
            (code,) = self.take(region, 1)
            yield Row(code, "joint")
            yield self._greater(code, date(2015, 3, 2), date(2015, 3, 27))

    def _joint_failed(self, region: str) -> Iterator[Row]:
        (code,) = self.take(region, 1)
        row = replace(self._proposal(code), ccg_signed_at=None, nhse_signed_at=None)
        if JOINT_FAILED[region] == "declined":
            yield replace(row, regional="declined")
        else:
            yield replace(row, withdrawn_at=self.times.between(date(2015, 2, 2), date(2015, 2, 2)))
        yield self._greater(code, date(2015, 3, 2), date(2015, 3, 27))

    def _proposal(self, code: str, *, exception: bool = False) -> Row:
        signed = self.times.between(date(2015, 3, 30), date(2015, 3, 31))
        due = date(2015, 2, 27) if exception else date(2015, 1, 30)
        sent = self.times.at(due, 10 * 60) if exception else self.times.before(due, time(17))
        asked = self.times.at(due, 11 * 60) if exception else self.times.before(due, time(17))
        return Row(
            code, "joint",
            submitted_at=sent,
            constitution_content="solely-joint",
            constitution_submitted_at=asked,
            regional="agreed", constitution_outcome="approved",
            constitution_outcome_at=self.times.between(date(2015, 3, 9), date(2015, 3, 26)),
            ccg_signed_at=signed, nhse_signed_at=max(signed, london(signed.date(), time(15))) + timedelta(minutes=60),
        )  # fmt: skip

    def _greater(self, code: str, first: date, last: date) -> Row:
        return Row(code, "greater_involvement", submitted_at=self.times.between(first, last))


class _SecondWave(_Wave):
    def __init__(self, chance: random.Random, live_before: set[str]) -> None:
        super().__init__(chance)
        self._live_before = live_before

    def rows(self) -> Iterator[Row]:
        merged = {"13T" if code in MERGED else code for code in self._live_before}
        free = [code for codes in self.free.values() for code in codes]
        free = [("13T" if code in MERGED else code) for code in free]
        free = [code for code in free if code not in merged]
        first = [code for code in SECOND_WAVE_NAMES if code in free]
        chosen = first + [code for code in sorted(free) if code not in first]
        rest = chosen[len(first) :]
        self.chance.shuffle(rest)
        for number, code in enumerate([*first, *rest][:52]):
            row = self._pack(code)
            yield replace(row, ccg_signed_at=None, nhse_signed_at=None) if number == 51 else row

    def _pack(self, code: str) -> Row:
        signed = self.times.between(date(2016, 2, 8), date(2016, 3, 18))
        return Row(
            code, "delegated",
            submitted_at=self.times.before(date(2015, 11, 6), time(17)),
            constitution_content="other",
            constitution_submitted_at=self.times.before(date(2015, 11, 6), time(17)),
            thresholds="confirmed", regional="recommended", national="ready", committee="approved",
            constitution_outcome="approved",
            constitution_outcome_at=self.times.between(date(2015, 12, 1), date(2015, 12, 18)),
            ccg_signed_at=signed, nhse_signed_at=signed + timedelta(days=1),
        )  # fmt: skip
