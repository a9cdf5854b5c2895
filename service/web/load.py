"""How much lies with whom, and how the round goes on by day: charts, each with its table beside it."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import accumulate

from flask import Blueprint, render_template

from deadlines.calendar import day_wording, london_date, london_day_end
from service.actions.people import sight_of
from service.draw.bars import bars_svg
from service.draw.charts import Series, step_chart
from service.front.doors import everybody
from service.front.state import me, the_register
from service.register.desk.load import Body, bodies_load, burn_up
from service.register.listing import DUE
from service.roles import ROLES
from service.web.board import chosen_round

pages = Blueprint("load", __name__)
SHOWN_BARS = 24


@pages.get("/load")
@everybody
def load() -> str:
    """Show how much lies with each body and how many proposals were received, judged and approved by each day."""
    register, sight, now = the_register(), sight_of(me()), the_register().clock()
    round_ = chosen_round()
    ends = london_day_end(london_date(now) + timedelta(days=DUE["week"]))
    bodies, found = bodies_load(register, sight, ends), burn_up(register, sight, round_)
    told = {"Received": found.received, "Judged by a panel": found.judged, "Approved": found.approved}
    bars = [(_name(one), one.steps, one.due) for one in bodies[:SHOWN_BARS]]
    return render_template(
        "load.html", page_title="Load", bodies=bodies, name_of=_name, round=round_, expected=found.expected,
        rounds=list(register.rounds), shown=len(bars),
        bars=bars_svg("Open steps by body, and those due within seven days", bars) if bars else "",
        chart=_chart(told, found.expected, london_date(now)), days=_table(told), titles=list(told),
    )  # fmt: skip


def _name(one: Body) -> str:
    role = ROLES[one.role].name if one.role in ROLES else one.role
    return f"{role}, {one.scope}" if one.scope else role


def _chart(told: dict[str, Sequence[tuple[date, int]]], expected: int, today: date) -> str:
    series: list[Series] = [(title, _running(days, today)) for title, days in told.items()]
    reached = [day for _, points in series for day, _ in points]
    if not reached:
        return ""
    whole: Series = ("Expected", [(min(reached), expected), (max(reached), expected)])
    return step_chart("Proposals received, judged and approved against those expected, by day", [whole, *series], [])


def _running(days: Sequence[tuple[date, int]], today: date) -> list[tuple[date, int]]:
    totals = list(zip((day for day, _ in days), accumulate(count for _, count in days), strict=True))
    return [*totals, (today, totals[-1][1])] if totals and totals[-1][0] < today else totals


def _table(told: dict[str, Sequence[tuple[date, int]]]) -> list[tuple[str, list[tuple[int, int]]]]:
    """Return for each day on which something happened how many did each thing that day, and by then."""
    by_day = {title: Counter(dict(days)) for title, days in told.items()}
    total: Counter[str] = Counter()
    rows = []
    for day in sorted({day for days in told.values() for day, _ in days}):
        total.update({title: counted[day] for title, counted in by_day.items()})
        rows.append((day_wording(day), [(by_day[title][day], total[title]) for title in told]))
    return rows
