"""How scenarios are told: the register of them, and the usual course in pieces."""

from collections.abc import Callable

from tests.paths.driving import Office, Opened

Scenario = Callable[[], Office]
SCENARIOS: dict[str, Scenario] = {}


def scenario(tell: Scenario) -> Scenario:
    """Enter a function into the scenarios under its name."""
    SCENARIOS[tell.__name__] = tell
    return tell


# --- the usual course, in pieces ---


def delegated(office: Office, at: str = "2015-01-09 11:58", **pack: object) -> Opened:
    """Open a delegated case and bring it before the regional panel, thresholds confirmed."""
    opened = office.opens("delegated")
    office.does("submit_constitution_request", at, constitution_content="other", of=office.only("constitution"))
    office.does("submit_proforma_delegated", of=opened, **pack)
    complete(office, opened)
    return opened


def complete(office: Office, opened: Opened) -> None:
    office.does("acknowledge_receipt", of=opened)
    if opened.path == "delegated":
        office.does("confirm_thresholds", of=opened)


def to_committee(office: Office, opened: Opened, **national: object) -> None:
    office.does("moderate_regionally", "2015-01-20", of=opened)
    office.does("moderate_nationally", "2015-01-29", of=opened, **national)


def constitution_approved(office: Office, at: str = "2015-03-04", of: Opened | None = None) -> None:
    request = of or office.only("constitution")
    office.does("decide_constitution_request", at, of=request)
    office.does("acknowledge_constitution_request", of=request)
    office.does("notify_constitution_outcome", of=request)


def signed(office: Office, opened: Opened, at: str = "2015-03-16", **ccg: object) -> None:
    if opened.path == "delegated":
        office.does("set_out_plans", at, of=opened)
        office.does("send_outcome_letter", of=opened)
    office.does("issue_agreement", of=opened)
    office.does("sign_for_ccg", of=opened, **ccg)
    office.does("sign_for_nhs_england", of=opened)


def transferred(office: Office, opened: Opened, at: str = "2015-03-25") -> None:
    office.does("reconcile_amounts", at, of=opened)
    office.does("arrange_transfer", of=opened)


def live_delegated(office: Office, opened: Opened, **ccg: object) -> None:
    """From sign-off to go-live."""
    constitution_approved(office)
    signed(office, opened, **ccg)
    transferred(office, opened)
    office.until("2015-04-02")
    assert opened.status == "live"


def joint(office: Office, at: str = "2015-01-30 16:00", **pack: object) -> Opened:
    """Open a joint case and bring it before the regional panel."""
    opened = office.opens("joint")
    office.does("submit_constitution_request", at, constitution_content="solely-joint")
    office.does("submit_proforma_joint", of=opened, **pack)
    office.does("acknowledge_receipt", of=opened)
    return opened


def live_joint(office: Office, opened: Opened) -> None:
    """From the regional panel's agreement to go-live."""
    office.does("tell_ccg", of=opened)
    office.does("complete_ig_checklist", of=opened)
    constitution_approved(office, "2015-03-20", office.only("constitution"))
    signed(office, opened)
    office.until("2015-04-02")
    assert opened.status == "live"
