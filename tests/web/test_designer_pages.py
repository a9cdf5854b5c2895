"""A path is changed by one person and published by another; what is unsafe or stale is refused."""

import pytest

from service.register import queries
from tests.web.conftest import TOKEN

PATH = "/paths/local-approval"


@pytest.fixture
def posts_json(visitor):
    def post(username, address, status=200, **body):
        client = visitor(username).client
        token = TOKEN.search(client.get("/about").text) or TOKEN.search(client.get("/sign-in").text)
        answer = client.post(address, json=body, headers={"X-CSRFToken": token[1], "Accept": "application/json"})
        assert answer.status_code == status, answer.text
        return answer.json

    return post


@pytest.fixture
def draft(visitor):
    """The data that the designer's page opens with."""
    import html
    import json
    import re

    page = visitor("designer").gets(f"{PATH}/edit")
    return json.loads(html.unescape(re.search(r'id="designer-data">(.*?)</script>', page, re.S)[1]))


def test_a_changed_path_is_saved_proposed_and_published_by_another(visitor, posts_json, draft):
    xml = draft["xml"].replace("Local approval", "Local approval, changed", 1)
    assert posts_json("designer", f"{PATH}/check", xml=xml) == {"findings": []}
    saved = posts_json("designer", f"{PATH}/save", xml=xml, base=draft["base"])
    assert "it can be proposed" in saved["message"]
    visitor("publisher").posts(f"{PATH}/publish", 409)
    visitor("designer").posts(f"{PATH}/propose")
    visitor("designer").posts(f"{PATH}/publish", 403)
    publisher = visitor("publisher")
    publisher.posts(f"{PATH}/publish")
    assert "Version 2 is published" in publisher.gets(publisher.goes_to)


def test_a_case_begun_before_stays_on_its_version(visitor, posts_json, draft, register):
    office = visitor("programme-office")
    office.posts("/cases/new", path="local-approval", round="2014-15", organisation="03L")
    begun = office.goes_to
    xml = draft["xml"].replace("Local approval", "Local approval, changed", 1)
    posts_json("designer", f"{PATH}/save", xml=xml, base=draft["base"])
    visitor("designer").posts(f"{PATH}/propose")
    visitor("publisher").posts(f"{PATH}/publish")
    assert "version 1" in office.gets(begun)
    office.posts("/cases/new", path="local-approval", round="2014-15", organisation="03L")
    assert "version 2" in office.gets(office.goes_to)


def test_an_unusable_diagram_is_saved_with_its_findings_but_not_proposed(visitor, posts_json, draft):
    xml = draft["xml"].replace('approvals:form="', 'approvals:form="no-such-', 1)
    saved = posts_json("designer", f"{PATH}/save", xml=xml, base=draft["base"])
    assert saved["findings"][0]["severity"] == "error"
    assert "This draft cannot be published" in visitor("designer").posts(f"{PATH}/propose", 422)


def test_a_draft_that_somebody_saved_meanwhile_is_not_overwritten(posts_json, draft):
    posts_json("designer", f"{PATH}/save", xml=draft["xml"], base=draft["base"])
    answer = posts_json("publisher", f"{PATH}/save", 409, xml=draft["xml"], base=draft["base"])
    assert "message" in answer


@pytest.mark.parametrize("body", [{}, {"xml": 5}, {"xml": "x" * 2_000_001}, {"xml": "a\0b"}])
def test_a_body_that_is_no_diagram_is_refused(body, posts_json):
    assert "message" in posts_json("designer", f"{PATH}/check", 422, **body)


@pytest.mark.parametrize("xml", ["", "<", "<a/>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "words"])
def test_text_that_is_no_bpmn_gives_findings_and_never_an_error(xml, posts_json, draft):
    assert posts_json("designer", f"{PATH}/check", xml=xml)["findings"]
    assert posts_json("designer", f"{PATH}/save", xml=xml, base=draft["base"])["findings"]


def test_a_path_that_is_not_there_is_not_found(visitor):
    for address in ("/paths/nonsense", "/paths/nonsense/edit"):
        visitor("designer").gets(address, 404)


def test_a_path_is_drawn_said_in_words_and_documented(visitor, register):
    page = visitor("ccg").gets("/paths/delegated")
    assert page.count("<svg") >= 10
    assert "Submit annex B, delegated" in page
    assert "R-P-5-03" in page
    assert "shipped" in page
    assert queries.ledger_head_of(register)[0] > 0
