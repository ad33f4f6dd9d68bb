"""Erasing a request blacks out what was typed about it into the audit trail, and the chain still holds."""

import ast
from pathlib import Path

from django.core.management import call_command

import gongkai
from gongkai.core import trail
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


def test_only_retention_blacks_out():
    users = {
        str(file.relative_to(Path(gongkai.__file__).parent))
        for file in Path(gongkai.__file__).parent.rglob("*.py")
        if "tests" not in file.parts
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "black_out"
    }
    assert users == {"foi/retention.py"}
