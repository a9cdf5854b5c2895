"""Who counts for an item and what a membership must be: vacancies, ties, observers, conflicted chairs."""

from service.register.sittings.bodies import Quorum, bodies, deciding_roles
from service.register.sittings.quorum import RULES, SOURCES, Member, attendance, composition
from service.roles import ROLES


def member(number: int, seat: str = "lay", *, present: bool = True, declared: bool = True, **more: bool) -> Member:
    given = {"voting": True, "chair": False, **more}
    return Member(number, "", f"Member {number}", seat, given["voting"], given["chair"], present, declared)


def test_only_members_present_with_a_vote_who_declared_no_interest_count() -> None:
    members = [member(1), member(2, voting=False), member(3, present=False), member(4), member(5, declared=False)]
    found = attendance(members, {4}, Quorum(2))
    assert [one.id for one in found.voters] == [1]
    assert [one.id for one in found.aside] == [4]
    assert (found.quorate, found.missing) == (False, ("1 voting of 2",))


def test_a_quorum_is_met_by_exactly_as_many_as_it_asks_for() -> None:
    members = [member(1), member(2, "executive")]
    assert attendance(members, {}, Quorum(2, 1, 1)).quorate
    assert not attendance(members, {}, Quorum(3, 1, 1)).quorate
    assert attendance(members, {1}, Quorum(1, 1)).missing == ("0 lay of 1",)
    assert attendance(members, {2}, Quorum(1, 0, 1)).missing == ("0 executive of 1",)


def test_a_tie_of_lay_and_executive_members_with_others_is_no_majority() -> None:
    tie = [member(1), member(2, "executive"), member(3, "clinical"), member(4, "clinical")]
    assert not composition(tie).holds["lay-and-executive-majority"]
    assert composition(tie[:3]).holds["lay-and-executive-majority"]
    assert not composition([]).holds["lay-and-executive-majority"]


def test_a_member_without_a_vote_counts_for_no_majority() -> None:
    found = composition([member(1, voting=False), member(2, "clinical")])
    assert (found.holds["lay-and-executive-majority"], found.without_vote) == (False, ("Member 1",))


def test_the_chair_is_lay_only_when_the_one_who_takes_it_is() -> None:
    assert composition([member(1, chair=True)]).holds["chair-is-lay"]
    assert not composition([member(1), member(2, "executive", chair=True)]).holds["chair-is-lay"]


def test_both_observers_have_a_seat_without_a_vote() -> None:
    health, board = member(1, "healthwatch", voting=False), member(2, "wellbeing-board", voting=False)
    assert composition([health, board]).holds["observers-invited"]
    assert not composition([health]).holds["observers-invited"]
    assert not composition([member(1, "healthwatch"), board]).holds["observers-invited"]


def test_bodies_are_data_that_fits_roles_and_rules() -> None:
    for body in bodies().values():
        assert body.role in {"", *ROLES}
        assert body.scope in ("", "region", "organisation")
        assert set(body.requires) <= set(RULES) == set(SOURCES)
    assert deciding_roles() == {"regional-panel", "national-panel", "committee"}
