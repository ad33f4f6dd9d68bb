"""The electronic seal of an organ is set and put on a letter in a real browser, on a desk and on a phone."""

import pytest

from gongkai.casework.letters.tests.test_seal import picture
from gongkai.foi.tests.conftest import drawn
from gongkai.foi.tests.test_browser_desk import look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [1280, 390])
def test_a_seal_is_set_and_whoever_signs_puts_it_on_a_letter(open_browser, case, author, reviewer, width):
    letter = drawn(case, "third_party", author, who="青山村集体", information="征地补偿协议")
    page = open_browser(width=width, username="reviewer")
    page.goto(f"/desk/letters/settings/{case.organ_id}/")
    page.set_input_files("#seal", {"name": "章.png", "mimeType": "image/png", "buffer": b"GIF89a"})
    page.click("form[action$='/seal/'] button")
    page.wait_for_selector("#seal_error")
    look(page)
    page.set_input_files("#seal", {"name": "章.png", "mimeType": "image/png", "buffer": picture()})
    page.click("form[action$='/seal/'] button")
    page.locator("img[alt$=的电子印章]").scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('img[alt$=的电子印章]').naturalWidth == 400")  # the picture arrives
    look(page)
    page.goto(f"/desk/letters/{letter.pk}/")
    assert not page.is_checked("[name=seal]")
    page.click("summary:has-text('征求意见确认函')")
    look(page)
    page.check("[name=seal]")
    page.click("form[action$='/sign/'] button")
    page.wait_for_selector("text=已加盖电子印章")
    look(page)
