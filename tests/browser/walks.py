"""One case after the other walked by its people: by the pages in one browser, or quickly through the register."""

from datetime import timedelta

from playwright.sync_api import Page

from processes.case import Case
from processes.forms import Form
from service.register import queries
from service.register.queries import Sight
from service.register.receive import receive
from service.register.settle import settle
from service.rehearsal.people import filled
from tests.browser.walking import Office, signs_in
from tests.web.filling import GOOD

YES = dict.fromkeys(("assurance_ok", "conflicts_ok", "finance_ok", "planning_ok"), "yes")
USUAL = {
    **GOOD, **YES, "regional_recommendation": "recommended", "special_measures": "no", "conflicts_judgement": "sound",
    "national_recommendation": "ready", "committee_decision": "approved", "amounts_reconciled": "yes",
    "transfer_arranged": True, "constitution_content": "other", "constitution_outcome": "approved",
}  # fmt: skip


class Walk:
    """People who do steps of cases, one after the other. Without a browser only the register can be walked."""

    def __init__(self, office: Office, address: str = "", page: Page | None = None) -> None:
        self.office, self.address = office, address
        if page is not None:
            self.page = page

    def case(self, case_id: int) -> Case:
        """The case as it stands."""
        return queries.live_case(self.office.register, queries.case_row(self.office.register, Sight(), case_id))

    def says(self) -> str:
        """What the page says."""
        return self.page.inner_text("main")

    def looks(self, username: str, case_id: int) -> str:
        """Open a case as somebody and return what its page says."""
        signs_in(self.page, self.address, username)
        self.page.goto(f"{self.address}/cases/{case_id}")
        return self.says()

    def does(self, username: str, case_id: int, step: str, **answers: object) -> str:
        """Do a step from the case's page to the receipt, and return what the receipt says."""
        case = self.case(case_id)
        form = case.form(step)
        self.looks(username, case_id)
        self.page.locator(f'a[href$="/cases/{case_id}/steps/{step}"]').click()
        if form is not None and form.sections:
            self.page.get_by_role("link", name="Answer everything on one page").click()
        self.fills(form, filled(form, {**USUAL, **answers}, case.scope()))
        self.page.get_by_role("button", name="Check your answers").click()
        assert "Nothing has been sent yet" in self.says()
        self.page.get_by_role("button", name="Send").click()
        assert "Receipt number" in self.says()
        return self.says()

    def fills(self, form: Form | None, answers: dict[str, object]) -> None:
        """Fill a form in by the inputs of its page."""
        kinds = {field.key: field.type for field in form.questions} if form else {}
        for key, answer in answers.items():
            self.fill(key, kinds[key], answer)

    def fill(self, key: str, kind: str, answer: object) -> None:
        """Fill one answer in."""
        if kind in ("radio", "checklist"):
            for one in answer if isinstance(answer, list) else [answer]:
                self.page.locator(f'input[name="{key}"][value="{one}"]').check()
        elif kind == "checkbox":
            self.page.locator(f"#{key}").set_checked(answer is True)
        elif kind == "select":
            self.page.locator(f"#{key}").select_option(str(answer))
        elif kind == "datetime":
            for part, value in zip(("year", "month", "day"), str(answer)[:10].split("-"), strict=True):
                self.page.locator(f"#{key}-{part}").fill(value)
        else:
            self.page.locator(f"#{key}").fill(str(answer))

    def comes_to(self, case_id: int, step: str, **answers: object) -> None:
        """Bring a case to a step through the register; linked cases go along."""
        for _ in range(40):
            opened = {
                one.element.id: linked
                for linked in self.bundle(case_id)
                for one in self.case(linked).steps()
                if not one.offer
            }
            if opened.get(step) == case_id:
                return
            assert opened, f"nothing is open before {step}"
            for element, linked in opened.items():
                self.by_the_register(linked, element, **answers)
        raise AssertionError(f"{step} never opened")

    def bundle(self, case_id: int) -> list[int]:
        """The case and those linked with it that have not ended."""
        row = queries.case_row(self.office.register, Sight(), case_id)
        linked = [int(str(one["id"])) for one in queries.linked(self.office.register, row, Sight())]
        return [one for one in (case_id, *linked) if not self.case(one).ended]

    def by_the_register(self, case_id: int, step: str, **answers: object) -> None:
        """Do a step through the register."""
        case, register = self.case(case_id), self.office.register
        content = filled(case.form(step), {**USUAL, **answers}, case.scope())
        receipt = receive(register, case_id, step, content, by="before the walk", received_at=register.clock())
        settle(register, case_id, register.clock())
        arrival = queries.arrival(register, case_id, receipt.arrival)
        assert arrival["outcome"] == "accepted", f"{step}: {arrival['note']}"
        self.office.clock.advance(timedelta(minutes=1))

    def time_comes(self, round_: str, deadline: str) -> None:
        """Let a deadline pass, with its pause."""
        self.office.clock.move_to(self.office.register.round(round_).due(deadline) + timedelta(minutes=1))
        self.office.tick()

    def its_next_date_comes(self, case_id: int) -> None:
        """Let the next deadline of a case pass, with its pause."""
        self.office.clock.move_to(self.case(case_id).dues()[0].at + timedelta(minutes=1))
        self.office.tick()
