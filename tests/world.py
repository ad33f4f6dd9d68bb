"""The world of the role × address matrix: one county with a record, a case, a letter of each state in one department."""

from types import SimpleNamespace

import pytest
from django.utils import timezone

from gongkai.casework.letters.actions import draw_up
from gongkai.casework.models import Case, Correction
from gongkai.casework.parties.uploads import Upload
from gongkai.core.actions import audit
from gongkai.core.files import keep
from gongkai.foi.actions import submit_request
from gongkai.foi.consultations import start
from gongkai.foi.disputes.actions import open_dispute
from gongkai.foi.dividing import split
from gongkai.foi.materials import actions as materials
from gongkai.foi.models import Request
from gongkai.foi.redaction.tests.made import blank_pages
from gongkai.library.actions import start_record
from gongkai.library.models import Attachment, Original
from gongkai.library.settings import EXPIRY_WARNING
from gongkai.organs.settings.actions import propose
from gongkai.portal.models import Column, Site
from gongkai.review.actions import submit_version
from gongkai.review.removal.actions import Chosen, remove


def answered(case):
    """The case as it is after its answer, without drawing the letter for every test."""
    Case.objects.filter(pk=case.pk).update(state="closed", closed_on=timezone.localdate())
    Request.objects.filter(pk=case.pk).update(outcome="granted")
    return case


@pytest.fixture
def world(county, site, civil, finance, make_account, make_record):
    """The things of one organ (civil); roles act on them from civil and from finance."""
    writer = make_account("writer", civil, "author")
    own_site = Site.objects.create(name="民政局", host="civil.testserver", owner=civil, root=civil)
    return SimpleNamespace(
        site=own_site,
        column=Column.objects.create(site=own_site, name="救助", slug="aid"),
        county=county,
        civil=civil,
        finance=finance,
        trail=audit("organ.update", civil, by=writer, organ=civil),
        removal=removed_file(make_record("移去过附件"), make_account("remover", civil, "reviewer")),
        proposed=proposed_rule(civil, make_account("proposer", civil, "disclosure_officer")),
        **records(civil, writer, make_record("已发布")),
        **requests(civil, writer),
    )


def records(civil, writer, released):
    """A released record with a file, one that waits for review, a draft."""
    fields = {"kind": "news", "organ": civil, "by": writer, "body": "<p>正文</p>", "formed_on": "2026-06-01"}
    waiting = submit_version(version=start_record(title="待审稿", **fields), by=writer)
    file = Attachment(version=released.current, blob=keep([b"x"], "text/plain"), name="附件.txt")
    file.save()
    draft = start_record(title="草稿", **fields).record
    return {
        "released": released,
        "draft": draft,
        "submitted": waiting.record,
        "waiting": waiting,
        "attachment": file,
        "original": Original.objects.create(record=released, blob=file.blob, name="原件.txt"),
    }


def removed_file(record, by):
    """A removal of a file, not looked at yet."""
    blob = keep([b"list"], "text/plain")
    Attachment.objects.create(version=record.current, blob=blob, name="名单.txt")
    return remove(record=record, chosen=Chosen("personal", "误登", blobs=[blob.pk]), by=by)


def proposed_rule(organ, by):
    """A change of a setting that waits for its second person."""
    facts = {"value": 90, "since": timezone.localdate(), "source": "青禾民发〔2026〕3号"}
    return propose(organ=organ, setting=EXPIRY_WARNING, by=by, **facts)


def requests(civil, writer):
    """Requests to be confirmed, spoken, in hand and closed, with what belongs to them."""
    today = timezone.localdate()
    asked = {
        "organ": civil,
        "applicant_kind": "person",
        "name": "甲",
        "identifier": "11010119900307002X",
        "contact": {"phone": "000-0000000"},
        "description": "征地补偿方案",
    }
    closed = answered(submit_request(channel="in_person", delivery="pickup", by=writer, **asked).case)
    dispute = open_dispute(
        request=closed.request, type="review", authority="县政府", procedure="ordinary", by=writer,
        sought_on=today, accepted_on=today, served_on=today, files=[Upload("申请书.pdf", "application/pdf", b"x")],
    )  # fmt: skip
    receipt = submit_request(channel="online", by=None, files=[Upload("附件.txt", "text/plain", b"x")], **asked)
    answerable = submit_request(channel="in_person", delivery="pickup", by=writer, **asked).case
    given = {"files": [Upload("材料.pdf", "application/pdf", blank_pages(1))], "shapes": [[[100, 100]]], "by": writer}
    return {
        "today": today.isoformat(),
        "closed": closed,
        "dispute": dispute,
        "case": receipt.case,
        "enclosure": receipt.case.request.enclosures.get(),
        "spoken": submit_request(channel="oral", by=writer, **asked).case,
        "answerable": answerable,
        "correction": Correction.objects.create(
            case=answerable,
            entry=answerable.entries.get(type="submitted"),
            to={"on": "2026-06-01"},
            why="误记",
            by=writer,
        ),
        "consultation": start(case=answerable, kind="third_party", name="乙", information="补偿协议", by=writer),
        "part": split(case=answerable, texts=["方案", "批复"], by=writer)[0],
        "letter": draw_up(case=answerable, type="refused.secret", reasons="已定密", by=writer),
        "notice": draw_up(case=answerable, type="receipt", by=writer),
        "material": materials.add(request=answerable.request, **given)[0],
    }
