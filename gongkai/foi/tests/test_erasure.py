"""When the time of an applicant's data is over, no text that hangs on the request names anybody any more (rules 3.3; 个人信息
保护法 art. 47): every column of every table is looked at, so that a new one cannot be forgotten."""

import pytest
import time_machine
from django.db import models
from django.utils import timezone

from gongkai.casework.models import Case, Correction, Entry, Letter, Notice, Party
from gongkai.core import trail
from gongkai.core.actions import audit
from gongkai.core.crypto import EncryptedField
from gongkai.core.models import AuditEntry
from gongkai.foi import actions, applicant, retention
from gongkai.foi import models as foi
from gongkai.foi.models import Consultation, Dispute, DisputeFile, Request, Supplement
from gongkai.foi.tests.conftest import PERSON

THIRD, THIRD_PHONE = "王二麻子", "13700001111"
AGENT = {"name": "上官云鹏", "identifier": "990126199001010016", "phone": "13900002222"}
NAMES = (PERSON["name"], PERSON["identifier"], PERSON["contact"]["phone"], THIRD, THIRD_PHONE, *AGENT.values())
SAID = f"{PERSON['name']}（{PERSON['identifier']}、{PERSON['contact']['phone']}）托{'、'.join(AGENT.values())}，见{THIRD}{THIRD_PHONE}"
FILE = {"media_type": "application/pdf", "size": 1}
# who is meant stands here: these make up what is blacked out elsewhere
WHO = {
    Party: ("name", "identifier", "contact"),
    foi.Agent: ("name", "identifier", "phone"),
    Consultation: ("name", "contact"),
}
NAMELESS = {foi.Archived, foi.Published}  # no text of anybody's


def texts_of(model):
    """The columns in which somebody may have written what they like."""
    return [
        field.name
        for field in model._meta.local_concrete_fields
        if isinstance(field, EncryptedField | models.TextField | models.JSONField)
    ]


def hanging(model, found=()):
    """Every table whose rows go with a case: by way of foreign keys, of whatever depth."""
    for relation in model._meta.related_objects:
        if relation.related_model not in found:
            found = hanging(relation.related_model, (*found, relation.related_model))
    return found


def written(value):
    """Something in which names stand, of the form the column has."""
    if isinstance(value, dict):
        return {**value, "why": SAID, "more": [{"said": SAID}]}
    return [{"said": SAID}] if isinstance(value, list) else SAID


@pytest.fixture
def full(ask, author):
    """A request with a row in every table that hangs on it, names in every text."""
    request = ask(channel="in_person", delivery="pickup", by=author).case.request
    case = request.case
    applicant.withdraw_request(request=request, by=author)
    foi.Agent.objects.create(request=request, **AGENT)
    Consultation.objects.create(request=request, kind="third_party", position=1, name=THIRD, contact=THIRD_PHONE)
    second = Supplement.objects.create(request=request, on=case.submitted_on, text="")
    foi.Enclosure.objects.create(request=request, supplement=second, name="", **FILE)
    foi.Suggestion.objects.create(request=request, on=case.submitted_on)
    foi.Material.objects.create(request=request, sha256="0" * 64, by=author, **FILE)
    foi.Part.objects.create(request=request, position=1, fields={})
    foi.SearchNote.objects.create(request=request, on=case.submitted_on, by=author)
    foi.Reasons.objects.create(request=request)
    Letter.objects.create(case=case, type="receipt", content={}, drawn_by=author)
    Notice.objects.create(user=author, case=case, kind="acted", on=case.submitted_on, text="x")
    Correction.objects.create(case=case, entry=case.entries.first(), by=author)
    other = Case.objects.create(
        type="review", organ=case.organ, subject="x", state="closed",
        submitted_on=case.submitted_on, closed_on=case.submitted_on,
    )  # fmt: skip
    dispute = Dispute.objects.create(case=other, request=request)
    DisputeFile.objects.create(dispute=dispute, name="", by=author, **FILE)
    Entry(case=other, sequence=1, on=other.submitted_on, type="decided", by=author).save()
    for model in hanging(Case):
        for row in model._base_manager.all():
            names = [name for name in texts_of(model) if name not in WHO.get(model, ())]
            model._base_manager.filter(pk=row.pk).update(**{name: written(getattr(row, name)) for name in names})
    return Request.objects.get(pk=request.pk)


def test_every_table_that_hangs_on_a_request_has_a_row_with_names_in_every_text(full):
    """Who adds a table adds its row above, and what becomes of it in retention.erase."""
    for model in hanging(Case):
        rows = list(model._base_manager.all())
        assert rows or model in NAMELESS, model
        assert not (model in NAMELESS and texts_of(model)), model
        for name in texts_of(model):
            assert all(word in str(getattr(row, name)) for row in rows for word in NAMES) or name in WHO.get(model, ())


def test_erasing_leaves_no_name_in_any_text_of_any_table(full):
    with time_machine.travel("2029-04-10 10:00 +0800"):
        retention.erase(request=full, by=None)
    left = [
        (model.__name__, name, word)
        for model in hanging(Case)
        for row in model._base_manager.all()
        for name in texts_of(model)
        for word in NAMES
        if word in str(getattr(row, name))
    ]
    assert left == []
    assert {entry.text[:3] for entry in Entry.objects.all()} == {"■■（"}, "what was said without names stays"


def test_the_trail_names_nobody_after_erasing_and_its_chain_holds(full, author):
    actions.reveal(request=full, reason=SAID, by=author)
    trail.seal()
    for noun in (full.case, full, full.consultations.get(), full.case.letters.get(), full.disputes.get()):
        audit("request.open_archive", noun, by=author, organ=full.case.organ, reason=SAID)
    with time_machine.travel("2029-04-10 10:00 +0800"):
        retention.erase(request=full, by=None)
    while trail.seal():
        pass
    said = str(list(AuditEntry.objects.values_list("detail", flat=True)))
    assert not [word for word in NAMES if word in said]
    assert not list(trail.breaks())
    assert AuditEntry.objects.filter(at__gt=timezone.now()).exists()
