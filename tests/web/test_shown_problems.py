"""What a check found stands on the page of the step that puts it right."""

from tests.web.filling import posted_pack

STEP = "submit_proforma_delegated"


def test_the_problems_of_a_pack_stand_above_the_form_that_puts_them_right(visitor, register, case_id):
    pack = {**posted_pack(register, case_id, STEP), "chair_is_lay": "no"}
    ccg = visitor("ccg")
    ccg.sends(f"/cases/{case_id}/steps/{STEP}", 302, **pack)
    page = ccg.gets(f"/cases/{case_id}/steps/amend_proforma")
    assert "Problems</h2>" in page
    assert "chair" in page.partition("Problems</h2>")[2].partition("</ul>")[0]
