"""What staff see instead of a page: they stay on the desk."""

import pytest


@pytest.mark.parametrize("path", ["/desk/cases/999999/", "/desk/no/such/page/"])
def test_a_missing_page_of_the_desk_leads_back_to_the_lists(client, author, path):
    client.force_login(author)
    answer = client.get(path)
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "没有找到这一页" in page and 'href="/desk/cases/"' in page and "公开工作台" in page


def test_others_see_the_page_of_the_site(client, site):
    page = client.get("/desk/no/such/page/").content.decode()
    assert "没有找到这一页" in page and "公开工作台" not in page
