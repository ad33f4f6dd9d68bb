"""Finding a request from the search box and at the counter; nothing out of reach is found, nor said to be there."""

import pytest

FIND = "/desk/find/"


@pytest.mark.parametrize(
    "spell",
    [
        lambda number: number,
        lambda number: f"  {number} ",
        lambda number: number.replace("〔", "[").replace("〕", "]"),
        lambda number: number.replace("〔", "（").replace("〕", "）").replace("2026", "２０２６"),
        lambda number: number.replace("〔", " 【 ").replace("〕", " 】 "),
        lambda number: number.removesuffix("号"),
    ],
)
def test_a_registration_number_in_the_search_box_opens_the_case(client, author, asked, spell):
    client.force_login(author)
    answer = client.get(FIND, {"q": spell(asked.case.number)})
    assert (answer.status_code, answer["Location"]) == (302, f"/desk/cases/{asked.case.pk}/")


def test_the_number_of_another_organs_case_is_answered_like_one_that_is_not_there(client, ask, author, finance):
    client.force_login(author)
    numbers = [ask(organ=finance).case.number, "青禾财公开申〔2026〕999号", "低保"]
    for number in numbers:
        answer = client.get(FIND, {"q": number}, follow=True)
        assert answer.redirect_chain[0][0].startswith("/desk/records/?q=")
        assert not answer.context["page"].rows, number


def test_every_desk_page_has_the_box(client, author):
    client.force_login(author)
    for page in ("/desk/", "/desk/cases/", "/desk/notices/"):
        assert 'role="search" action="/desk/find/"' in client.get(page).content.decode()
    assert client.get(FIND)["Location"] == "/desk/records/?q="
