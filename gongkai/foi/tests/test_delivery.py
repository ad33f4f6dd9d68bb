"""Delivery with proof: a scan of the receipt, and that the applicant opened the letter on their page."""

from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gongkai.casework.actions import take_step
from gongkai.casework.models import Letter
from gongkai.core import vault
from gongkai.core.models import AuditEntry
from gongkai.foi import letters
from gongkai.foi.retention import erase
from gongkai.foi.tests.conftest import LATE, PDF

DAY = date(2026, 3, 4)


@pytest.fixture(autouse=True)
def one_day(site):
    with time_machine.travel("2026-03-04 10:00 +0800", tick=False):
        yield


@pytest.fixture
def confirmed(ask, author):
    """confirmed(delivery="pickup"): a request whose term runs, and its query code."""

    def make(**facts):
        receipt = ask(on="2026-03-04", **facts)
        return take_step(case=receipt.case, step="confirm", on=DAY, by=author, reason=LATE), receipt.code

    return make


def post_delivery(client, letter, **more):
    address = reverse("desk:letter_send", args=[letter.pk])
    return client.post(
        address, {"on": "2026-03-04", "way": "counter", "proof": "申请人签收", **more}, follow=True
    ).content.decode()


def test_a_scan_is_kept_encrypted_shown_with_a_trace_and_erased_with_the_rest(
    confirmed, answer, author, client, settings, django_capture_on_commit_callbacks
):
    case, _ = confirmed(delivery="pickup")
    answer(case, "granted", on="2026-03-04", sent=None)
    letter = Letter.objects.get()
    client.force_login(author)
    page = post_delivery(client, letter, scan=SimpleUploadedFile("签收单.pdf", PDF))
    assert "已登记送达" in page
    letter.refresh_from_db()
    assert vault.read(letter.scan) == PDF and PDF not in vault.path_of(letter.scan).read_bytes()
    assert (
        reverse("desk:letter_scan", args=[letter.pk])
        in client.get(reverse("desk:letter", args=[letter.pk])).content.decode()
    )
    shown = client.get(reverse("desk:letter_scan", args=[letter.pk]))
    assert (shown.content, shown["Cache-Control"], shown["X-Content-Type-Options"]) == (PDF, "no-store", "nosniff")
    assert shown["Content-Disposition"].startswith("attachment")
    assert AuditEntry.objects.filter(verb="letter.scan", by=author).count() == 1
    case.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        erase(request=case.request, by=None)
    assert not vault.path_of(letter.scan).exists()
    letter.refresh_from_db()
    assert letter.scan == ""
    assert client.get(reverse("desk:letter_scan", args=[letter.pk])).status_code == 409


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("签收单.docx", b"PK\x03\x04", "打不开"),
        ("签收单.txt", "已签收".encode(), "只接收PDF 或者图片"),
        ("签收单.pdf", b"", "空文件"),
    ],
)
def test_what_is_no_scan_is_refused_at_its_field_and_nothing_is_sent(
    confirmed, answer, author, client, name, content, sentence
):
    answer(confirmed(delivery="pickup")[0], "granted", on="2026-03-04", sent=None)
    client.force_login(author)
    page = post_delivery(client, Letter.objects.get(), scan=SimpleUploadedFile(name, content))
    assert sentence in page and 'id="send_scan_error"' in page and 'value="申请人签收"' in page
    assert Letter.objects.get().state == "signed"


def test_the_first_time_the_applicant_opens_a_letter_proves_that_it_arrived(confirmed, answer, author, client):
    case, code = confirmed()
    answer(case, "granted", on="2026-03-04", sent="2026-03-04")
    letter = Letter.objects.get()
    desk, theirs = reverse("desk:letter", args=[letter.pk]), f"/requests/mine/letters/{letter.pk}/"
    client.force_login(author)
    assert "申请人还没有在网上打开" in client.get(desk).content.decode()
    client.get(reverse("desk:letter_pdf", args=[letter.pk]))
    letter.refresh_from_db()
    assert letter.opened_at is None
    client.logout()
    client.post("/requests/follow/", {"number": case.number, "code": code})
    assert theirs in client.get("/requests/mine/").content.decode()
    for at in ("2026-03-05 08:30 +0800", "2026-03-09 08:30 +0800"):
        with time_machine.travel(at):
            client.post("/requests/follow/", {"number": case.number, "code": code})
            assert client.get(theirs).content.startswith(b"%PDF")
    assert AuditEntry.objects.filter(verb="letter.arrive").count() == 1
    client.force_login(author)
    assert "2026-03-05 08:30" in client.get(desk).content.decode()
    assert "03-05 08:30 打开" in client.get(reverse("desk:case", args=[case.pk])).content.decode()


def test_before_it_is_sent_the_applicant_does_not_see_it(confirmed, answer, client):
    case, code = confirmed()
    answer(case, "granted", on="2026-03-04", sent=None)
    client.post("/requests/follow/", {"number": case.number, "code": code})
    address = f"/requests/mine/letters/{Letter.objects.get().pk}/"
    assert address not in client.get("/requests/mine/").content.decode()
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("ending", ["withdrawn", "not_corrected"])
def test_closing_letters_of_withdrawals_and_lapses_arrive_the_same_way(
    confirmed, draft, notify, author, reviewer, client, ending
):
    case, code = confirmed()
    if ending == "withdrawn":
        take_step(case=case, step="withdraw", on=DAY, by=None)
    else:
        notify(case, "correction", on="2026-03-04", until="2026-03-05")
    with time_machine.travel("2026-03-06 10:00 +0800"):
        notify(case, f"closed.{ending}", on="2026-03-06")
        case.refresh_from_db()
        assert (case.state, case.request.outcome) == ("closed", ending)
        client.post("/requests/follow/", {"number": case.number, "code": code})
        closing = Letter.objects.get(type=f"closed.{ending}")
        assert client.get(f"/requests/mine/letters/{closing.pk}/").status_code == 200
    closing.refresh_from_db()
    assert closing.opened_at is not None


def test_the_way_of_delivery_that_was_asked_for_is_offered(confirmed, draft, reviewer, author, client):
    client.force_login(author)
    for delivery, offered in (("online", 'value="网上送达"'), ("pickup", 'name="proof"')):
        letter = draft(confirmed(delivery=delivery)[0], "receipt", on="2026-03-04")
        letters.sign(letter=letter, by=reviewer)
        page = client.get(reverse("desk:letter", args=[letter.pk])).content.decode()
        assert offered in page and ('value="网上送达"' in page) == (delivery == "online")
