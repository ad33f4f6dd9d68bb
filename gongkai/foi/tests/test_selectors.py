"""Requests that ask for the same: repeated by one applicant, wanted by several, much alike."""

import pytest

from gongkai.foi import applicant
from gongkai.foi.retention import erase
from gongkai.foi.selectors import Similar, similar_requests, words_of
from gongkai.organs.models import Organ

OTHER = {"name": "王小明", "identifier": "110101199003070011"}
WANTED = "青山镇三组二〇二四年征地补偿安置方案及县政府批复文件"


@pytest.fixture
def made(ask):
    """made(description, **facts): a request."""
    return lambda description, **facts: ask(description=description, **facts).case.request


def test_art_36_the_same_applicant_with_the_same_text_however_spaced(made):
    first, second = made(WANTED), made("青山镇三组，二〇二四年 征地补偿安置方案及县政府批复文件。")
    found = similar_requests(second)
    assert (found.repeated, found.wanted, found.alike) == ([first], [], [])


def test_art_44_the_same_text_from_others(made):
    first, second = made(WANTED, **OTHER), made(WANTED)
    found = similar_requests(second)
    assert (found.repeated, found.wanted) == ([], [first])


def test_much_the_same_words_most_alike_first(made):
    near = made("请公开青山镇三组2024年征地补偿安置方案及县政府批复")
    nearer = made("青山镇三组二〇二四年征地补偿安置方案及县政府的批复文件复印件", **OTHER)
    made("县医院二〇二五年药品采购合同和付款凭证")
    found = similar_requests(made(WANTED))
    assert [request for request, _ in found.alike] == [nearer, near]
    assert all(0.6 <= share < 1 for _, share in found.alike)


def test_requests_to_other_organs_of_the_same_government_are_seen_and_to_others_not(made, finance, make_organ):
    other = made(WANTED, organ=finance, **OTHER)
    neighbour = Organ.objects.create(name="邻县人民政府", level="government")
    office = make_organ("邻县民政局", parent=neighbour)
    assert similar_requests(made(WANTED)).wanted == [other]
    assert similar_requests(made(WANTED, organ=office)) == Similar()


def test_a_short_text_is_like_nothing(made):
    made("征地批复")
    assert not similar_requests(made("征地方案"))


def test_what_was_erased_is_nobodys(made):
    first = made(WANTED)
    applicant.withdraw_request(request=first, by=None)
    erase(request=first, by=None)
    assert similar_requests(made(WANTED)).repeated == []


def test_comparing_costs_the_same_however_many_there_are(made, django_assert_max_num_queries):
    for n in range(4):
        made(f"{WANTED}第{n}号")
    request = made(WANTED)
    with django_assert_max_num_queries(4):
        found = similar_requests(request).alike
    assert len(found) == 4
    assert all({"name", "identifier", "contact"} <= other.party.get_deferred_fields() for other, _ in found), (
        "not deciphered"
    )
    assert "征地" in words_of(WANTED)
