"""Making rounds, and saying who follows a body, by programs: with the same two officers as in the pages."""

from flask import Response

from deadlines.planning import RoundWish, When
from service.actions import rounds, successions
from service.actions.office import OFFICERS
from service.api import work_models as models
from service.api.describing import NEEDED, REPEATABLE, answers, api, as_json
from service.front.doors import only
from service.front.reading import UnusableRequest
from service.front.state import me, the_register
from service.register.rounds import all_made, made

READERS = (*OFFICERS, "auditor")


@api.get("/rounds")
@only(*READERS)
@answers(models.MadeRounds)
def list_made_rounds() -> Response:
    """List the rounds that were made here, newest first."""
    rows = all_made(the_register())
    return as_json(models.MadeRounds(rounds=[models.MadeRound.model_validate(dict(row)) for row in rows]))


@api.post("/rounds/preview")
@only(*OFFICERS)
@answers(models.DrawnRound, 409, key=REPEATABLE)
def draw_round(json: models.NewRound) -> Response:
    """Give a round as it would be. Raises UnusableRound, RoundNameTaken."""
    drawn = rounds.drawn(the_register(), me(), _template(json), _wish(json))
    lines = [models.RoundLine(name=d.name, title=d.title, when=d.london_wording()) for d in drawn.round.deadlines]
    return as_json(models.DrawnRound(
        name=drawn.round.name, title=drawn.round.title, digest=drawn.round.digest, dates=lines,
        doubts=list(drawn.doubts), missing=list(drawn.missing),
    ))  # fmt: skip


def _template(json: models.NewRound) -> str:
    if json.template not in rounds.templates(the_register()):
        raise UnusableRequest({"template": f"There is no round '{json.template}' to begin with."}, "body")
    return json.template


def _wish(json: models.NewRound) -> RoundWish:
    when = {name: When(**one.model_dump()) for name, one in json.dates.items()}
    return RoundWish(json.name, json.title, json.opens, json.closes, json.document, json.bodies, when)


@api.post("/rounds")
@only(*OFFICERS)
@answers(models.MadeRound, 409, status=201, key=NEEDED)
def make_round(json: models.NewRound) -> Response:
    """Ask for a round; a second officer opens it. Raises UnusableRound, RoundNameTaken."""
    return _made(rounds.ask(the_register(), me(), _template(json), _wish(json)), 201)


def _made(number: int, status: int = 200) -> Response:
    row = made(the_register(), number)
    return as_json(models.MadeRound.model_validate({name: row[name] for name in models.MadeRound.model_fields}), status)


@api.post("/rounds/<int:number>/open")
@only(*OFFICERS)
@answers(models.MadeRound)
def open_made_round(number: int) -> Response:
    """Open a round as its second officer. Raises NotAllowed, NoSuchRound."""
    rounds.open_round(the_register(), me(), number)
    return _made(number)


@api.post("/rounds/<int:number>/decline")
@only(*OFFICERS)
@answers(models.MadeRound)
def decline_round(number: int) -> Response:
    """Decline a round or withdraw it. Raises NoSuchRound."""
    rounds.decline(the_register(), me(), number)
    return _made(number)


@api.get("/bodies")
@only(*READERS)
@answers(models.Bodies)
def list_bodies() -> Response:
    """List the area teams, and who follows whom from when on."""
    return _bodies()


def _bodies(status: int = 200) -> Response:
    known, found = successions.listed(the_register())
    answer = models.Bodies(
        bodies=[models.Body.model_validate(dict(row)) for row in known],
        successions=[models.Succession.model_validate(dict(row)) for row in found],
    )
    return as_json(answer, status)


@api.post("/bodies/successions")
@only(*OFFICERS)
@answers(models.Bodies, status=201, key=NEEDED)
def ask_succession(json: models.NewSuccession) -> Response:
    """Ask for a succession; another officer confirms it. Raises UnusableSuccession."""
    first_day = json.first_day.isoformat()
    successions.ask(the_register(), me(), json.predecessor, json.successor, first_day, json.source)
    return _bodies(201)


@api.post("/bodies/successions/<int:succession_id>/confirm")
@only(*OFFICERS)
@answers(models.Bodies)
def confirm_succession(succession_id: int) -> Response:
    """Confirm what another officer asked for. Raises NotAllowed, NoSuchSuccession."""
    successions.answer(the_register(), me(), succession_id, confirmed=True)
    return _bodies()


@api.post("/bodies/successions/<int:succession_id>/decline")
@only(*OFFICERS)
@answers(models.Bodies)
def decline_succession(succession_id: int) -> Response:
    """Decline a succession. Raises NoSuchSuccession."""
    successions.answer(the_register(), me(), succession_id, confirmed=False)
    return _bodies()
