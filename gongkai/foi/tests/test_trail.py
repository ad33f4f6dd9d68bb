"""Erasing a request blacks out what was typed about it into the audit trail, and the chain still holds."""

import ast
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

import gongkai
from gongkai.core import trail
from gongkai.core.actions import audit
from gongkai.core.models import AuditEntry
from gongkai.foi import actions, applicant, consultations, retention
from gongkai.foi.models import Request


def test_erasing_blacks_out_the_reasons_in_the_trail_and_verify_is_silent(ask, author, capsys):
    request = ask(channel="in_person", delivery="pickup", by=author).case.request
    actions.reveal(request=request, reason="李大林来电确认", by=author)
    trail.seal()
    actions.reveal(request=request, reason="向李大林核实", by=author)  # not sealed yet
    row = consultations.start(case=request.case, kind="third_party", name="王二麻子", information="x", by=author)
    consultations.reveal(consultation=row, reason="王二麻子来访", by=author)
    applicant.withdraw_request(request=request, by=author)
    retention.erase(request=Request.objects.get(pk=request.pk), by=None)
    while trail.seal():
        pass
    texts = str(list(AuditEntry.objects.values_list("detail", flat=True)))
    assert "李大林" not in texts
    assert "王二麻子" not in texts
    order = AuditEntry.objects.get(verb="audit.black_out")
    assert order.noun_id == str(request.pk)
    assert len(order.detail["entries"]) == 3
    call_command("verify")
    assert "审计记录完好" in capsys.readouterr().out


def test_reasons_typed_after_erasing_go_when_they_are_as_old(ask, author):
    request = ask(channel="in_person", delivery="pickup", by=author).case.request
    applicant.withdraw_request(request=request, by=author)
    retention.erase(request=request, by=None)
    audit("request.open_archive", request, by=author, organ=request.case.organ, reason="李大林来调阅", kind="pdf")
    trail.seal()
    today = timezone.localdate()
    retention.erase_due(today + timedelta(settings.REQUEST_RETENTION_DAYS))
    assert "李大林" in str(AuditEntry.objects.get(verb="request.open_archive").detail)
    for _ in range(2):
        retention.erase_due(today + timedelta(settings.REQUEST_RETENTION_DAYS + 1))
    assert AuditEntry.objects.get(verb="request.open_archive").detail == {"reason": trail.BLACK, "kind": "pdf"}
    assert AuditEntry.objects.filter(verb="audit.black_out").count() == 2, "once for the erasing, once for this"
    assert not list(trail.breaks())


def test_only_retention_blacks_out():
    users = {
        str(file.relative_to(Path(gongkai.__file__).parent))
        for file in Path(gongkai.__file__).parent.rglob("*.py")
        if "tests" not in file.parts
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "black_out"
    }
    retention = {"foi/retention.py", "review/removal/actions.py", "review/removal/erasing.py"}
    assert users == retention, "erase(), when the retention of either ends"
