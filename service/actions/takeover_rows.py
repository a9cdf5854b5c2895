"""One running case of another tracker: opened, brought to its step act by act, or what is wrong and in which row.

Works in the caller's transaction and takes nothing back itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from deadlines.calendar import LONDON
from deadlines.rounds import UnknownRound
from processes.case import Case
from processes.engine import UnusableDiagram
from processes.forms import Form, InvalidAnswers
from service.actions.documents import UnusableDocument, add_document
from service.actions.office import CHANNELS
from service.actions.people import open_case, takes
from service.formats.setup_in import ACTS, CASES, SetupRow, SheetFault
from service.register import queries
from service.register.acts import ACCEPTED
from service.register.ledger import Entry, append
from service.register.queries import Sight
from service.register.receive import Claim, NoSuchCase, arrival_row, write_down
from service.register.register import Register
from service.register.settle import settle
from service.register.versions import NotPublished
from service.roles import Person

Done = tuple[str, str]


class _Wrong(Exception):
    """Something is wrong in a column of a row."""

    def __init__(self, row: SetupRow, key: str, said: str) -> None:
        super().__init__(said)
        self.fault = row.fault(key, said)


def unplaced(rows: Sequence[SetupRow]) -> list[SheetFault]:
    """Return what is wrong with the names of cases: named twice, or acts of none."""
    named: dict[str, int] = {}
    faults = []
    for row in rows:
        name = row.texts["case"]
        if row.sheet == CASES and name in named:
            faults.append(row.fault("case", f"row {named[name]} has this name already"))
        elif row.sheet == ACTS and name not in named:
            faults.append(row.fault("case", f"there is no case '{name}' in the sheet {CASES}"))
        elif row.sheet == CASES:
            named[name] = row.number
    return faults


@dataclass
class TakingOver:
    """Takes cases over. person: who does it now; asker: who asked for it; rows: of both sheets; files: the evidence."""

    register: Register
    person: Person
    asker: str
    rows: Sequence[SetupRow]
    files: Mapping[str, bytes]

    def enter(self, row: SetupRow) -> SheetFault | Done:
        """Take one case over; return what it is and where it waits, or what is wrong."""
        try:
            return self._taken(row)
        except _Wrong as wrong:
            return wrong.fault

    def _taken(self, row: SetupRow) -> Done:
        since = self._instant(row, "since")
        case_id = self._opened(row)
        evidence = self._evidence(case_id, row)
        acts = [one for one in self.rows if one.sheet == ACTS and one.texts["case"] == row.texts["case"]]
        last = None
        for act in sorted(acts, key=lambda one: one.texts["received"]):
            last = self._acted(case_id, act)
        if last is not None and since < last:
            raise _Wrong(row, "since", "it cannot have waited there before its last act was received")
        self._must_wait(case_id, row)
        self._told(case_id, row, since, evidence)
        found = queries.case_row(self.register, Sight(), case_id)
        return f"{found['organisation_name']}, {found['path_title']}", f"Waits at {row.texts['waits_at']}"

    def _opened(self, row: SetupRow) -> int:
        texts = row.texts
        try:
            case_id = open_case(self.register, self.person, texts["path"], texts["round"], texts["organisation"])
        except NotPublished as problem:
            raise _Wrong(row, "path", _plain(problem)) from None
        except (UnknownRound, UnusableDiagram) as problem:
            raise _Wrong(row, "round", _plain(problem)) from None
        except NoSuchCase as problem:
            raise _Wrong(row, "organisation", _plain(problem)) from None
        settle(self.register, case_id, self.register.clock())
        return case_id

    def _instant(self, row: SetupRow, key: str) -> datetime:
        """Return an instant of a row, aware UTC; one that never came, came twice or has not come is refused."""
        here = datetime.fromisoformat(row.texts[key]).replace(tzinfo=LONDON)
        once = here.utcoffset() == here.replace(fold=1).utcoffset()
        if not once or here.astimezone(UTC).astimezone(LONDON).replace(tzinfo=None) != here.replace(tzinfo=None):
            raise _Wrong(row, key, "the clocks were changed at that time; choose one before or after")
        if here > self.register.clock():
            raise _Wrong(row, key, "it lies in the future")
        return here.astimezone(UTC)

    def _evidence(self, case_id: int, row: SetupRow) -> str:
        name = row.texts["evidence"]
        if name not in self.files:
            raise _Wrong(row, "evidence", f"'{name}' was not sent with the workbook")
        try:
            return add_document(self.register, self.person, case_id, name, self.files[name], purpose="evidence")
        except UnusableDocument as problem:
            raise _Wrong(row, "evidence", _plain(problem)) from None

    # --- acts ------------------------------------------------------------------------------------------------------

    def _acted(self, case_id: int, row: SetupRow) -> datetime:
        """Let an act arrive as received elsewhere, settle the case, and return the instant claimed for it."""
        claimed, case = self._instant(row, "received"), self._case(case_id)
        step = _step(case, row.texts["step"])
        if row.texts["channel"] not in CHANNELS:
            raise _Wrong(row, "channel", f"it is one of {', '.join(CHANNELS)}")
        if not step or not takes(case, step):
            raise _Wrong(row, "step", f"the case does not wait there; it waits at {_waits(case)}")
        digest = self._evidence(case_id, row)
        answers = self._answers(row, case, step, digest)
        claim, now = Claim(claimed, row.texts["channel"], digest, self.person.username), self.register.clock()
        sent = arrival_row(case_id, step, answers, by=self.asker, received_at=now, kind="answer", claim=claim)
        with self.register.database.write() as connection:
            receipt = write_down(connection, sent)
        settle(self.register, case_id, now)
        outcome = queries.arrival(self.register, case_id, receipt.arrival)
        if outcome["outcome"] != ACCEPTED:
            raise _Wrong(row, "step", _plain(outcome["note"] or "it cannot be judged now: deadlines are held"))
        return claimed

    def _case(self, case_id: int) -> Case:
        return queries.live_case(self.register, queries.case_row(self.register, Sight(), case_id))

    def _answers(self, row: SetupRow, case: Case, step: str, digest: str) -> dict[str, object]:
        form = case.form(step)
        if form is None:
            return {}
        try:
            answers = dict(_read_answers(row.texts["answers"], form, digest))
            form.read(answers, case.scope())
        except InvalidAnswers as problem:
            said = "; ".join(f"{key}: {text}" for key, text in problem.errors.items())
            raise _Wrong(row, "answers", said) from None
        return answers

    # --- where it waits --------------------------------------------------------------------------------------------

    def _must_wait(self, case_id: int, row: SetupRow) -> None:
        case = self._case(case_id)
        step = _step(case, row.texts["waits_at"])
        if step not in {one.element.id for one in case.steps()}:
            raise _Wrong(row, "waits_at", f"its acts bring the case to {_waits(case)}")

    def _told(self, case_id: int, row: SetupRow, since: datetime, evidence: str) -> None:
        detail = {
            "waits_at": row.texts["waits_at"], "since": since.isoformat(), "evidence": evidence, "asked_by": self.asker,
        }  # fmt: skip
        now = self.register.clock()
        with self.register.database.write() as connection:
            append(connection, [Entry("taken-over", now, case_id, by=self.person.username, detail=detail)], now)


def _step(case: Case, said: str) -> str:
    """Return the id of the step that is named by its id or by its words; empty for none."""
    elements = [one for one in case.definition.diagram.elements.values() if one.is_step or one.is_offer]
    waiting = {one.element.name: one.element.id for one in case.steps()}
    named = {one.name: one.id for one in elements}
    return said if any(one.id == said for one in elements) else waiting.get(said) or named.get(said, "")


def _waits(case: Case) -> str:
    return ", ".join(one.element.id for one in case.steps() if not one.offer) or "no step"


def _read_answers(text: str, form: Form, digest: str) -> Iterable[tuple[str, object]]:
    """Yield question and answer of lines like `question = answer`; several of a list are parted by semicolons.

    For a document, any words stand for the evidence of the row. Raises InvalidAnswers.
    """
    lists = {field.key for field in form.questions if field.type == "checklist"}
    files = {field.key for field in form.questions if field.type == "filepicker"}
    for line in filter(None, (line.strip() for line in text.split("\n"))):
        key, equals, value = (part.strip() for part in line.partition("="))
        if not equals:
            raise InvalidAnswers({line[:60]: "Write question = answer"})
        if key in files:
            yield key, [digest]
        else:
            yield key, [one.strip() for one in value.split(";")] if key in lists else value


def _plain(problem: object) -> str:
    return str(problem).removesuffix(".")
