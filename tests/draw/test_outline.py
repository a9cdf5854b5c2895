"""The accessible twin of a diagram: everything drawn, in the order a case meets it."""

from service.draw import outline
from tests.draw.diagrams import PROPOSAL, diagram, flow


def items() -> dict:
    return {item.id: item for item in outline(PROPOSAL)}


def test_the_outline_follows_the_flow_from_the_start():
    order = [item.id for item in outline(PROPOSAL)]
    main = [
        "opened",
        "submit_proforma",
        "note_receipt",
        "assess",
        "moderate",
        "panel_says",
        "sign",
        "open_transfer",
        "live",
    ]
    assert [id_ for id_ in order if id_ in main] == main


def test_every_element_is_listed_once_even_when_no_flow_reaches_it():
    order = [item.id for item in outline(PROPOSAL)]
    assert len(order) == len(set(order)) == 21
    assert {"first", "both", "some", "heard", "told"} <= set(order)


def test_a_step_names_its_role_and_its_deadline():
    step = items()["submit_proforma"]
    assert (step.kind, step.role, step.deadlines) == ("step for a person", "CCG", ("delegated-submission",))


def test_the_role_on_a_step_goes_before_the_lane():
    assert items()["sign_agreement"].role == "region"


def test_a_choice_says_when_each_way_is_taken():
    leads = [(lead.id, lead.when) for lead in items()["panel_says"].leads_to]
    assert leads == [("sign", "Recommended for approval"), ("refused", "otherwise")]


def test_a_boundary_event_names_its_host_and_stands_under_it():
    event = items()["too_late"]
    assert event.kind == "deadline on Submit the delegated commissioning proforma"
    assert (event.depth, items()["submit_proforma"].depth) == (1, 0)


def test_what_is_inside_a_group_of_steps_stands_deeper():
    assert [items()[id_].depth for id_ in ("sign", "sign_agreement", "open_transfer")] == [0, 1, 0]


def test_a_loop_and_a_long_chain_come_to_an_end():
    steps = "".join(f"<task id='t{n}'/>" for n in range(3000))
    chain = "".join(flow(f"f{n}", f"t{n}", f"t{(n + 1) % 3000}") for n in range(3000))
    assert len(outline(diagram(f"<process id='proposal'>{steps}{chain}</process>", ""))) == 3000


def test_all_events_on_a_border_stand_right_under_their_host():
    order = [item.id for item in outline(PROPOSAL)]
    host = order.index("submit_proforma")
    assert order[host + 1 : host + 4] == ["too_late", "withdrawn", "note_receipt"]
