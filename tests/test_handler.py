"""The role × address matrix of a request on which another organ works (转办): what that organ gets at every address of the
case, and a third organ. ROWS says what the organ that was asked gets."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from gongkai.casework.models import Case
from tests.test_matrix import ALL, HANDLES, LOOKS_ONLY, ROWS, SEES

SIGNED = {"correction_check", "letter_review", "letter_sign"}  # by the organ that answers alone
AFTERWARDS = {  # what comes after the answer is for the organ that gave it
    "request_archive", "request_archive_pdf", "request_archive_zip", "request_disclose", "request_decline", "request_log",
    "dispute_new", "request_self_correction",
}  # fmt: skip
WORKED = {
    "case", "correction_new", "case_step", "case_officer", "request_identity", "consultation_new", "consultation_next",
    "consultation", "consultation_reveal", "consultation_scan", "request_reasons", "request_search", "request_items",
    "request_reckoning", "request_file", "request_correction", "request_withdrawal", "request_code", "request_sheet",
    "parts", "part", "part_remove", "letter_choose", "letter_draw", "letter", "letter_propose", "letter_scan",
    "letter_receive", "letter_send", "letter_void", "letter_pdf", "letter_docx", "material_upload", "material",
    "material_decide", "material_as_is", "material_page", "material_original", "material_redacted",
}  # fmt: skip
DISPUTES = {"dispute_decision", "dispute_papers", "dispute_paper", "dispute_redo"}  # cases of their own


def expected(name: str, role: str, own: int) -> int:
    """What somebody of the organ that works on a case gets, where ``own`` is what the organ asked gives that role."""
    if role not in SEES or own in (404, 405):
        return own
    if name in DISPUTES:
        return 404
    if name in SIGNED | AFTERWARDS:
        return 403
    if (name, role) == ("request_identity", "organ_head"):
        return 200  # who may sign nothing reads nothing either, unless for a reason
    return own if role in HANDLES + LOOKS_ONLY or name in ("case", "letter") else 403


@pytest.fixture
def handed(world):
    Case.objects.filter(type="foi").update(handler=world.finance)
    return world


def test_every_address_of_a_case_is_here():
    """An address that gives another organ 404 belongs to a case, unless it is about records, organs with
    their settings, accounts, columns."""
    elsewhere = (
        "record", "review", "removal", "attachment", "organ", "account", "column", "site", "post", "trail",
        "letter_seal", "letter_settings", "letter_template", "setting",
    )  # fmt: skip
    hidden = [name for name, row in ROWS.items() if row.other_post is not row.post and 404 in row.other_post.values()]
    hidden += [name for name, row in ROWS.items() if row.other_get is not row.get and 404 in row.other_get.values()]
    found = {name for name in hidden if not name.startswith(elsewhere)}
    assert found == SIGNED | AFTERWARDS | WORKED | DISPUTES


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", sorted(SIGNED | AFTERWARDS | WORKED | DISPUTES))
def test_the_organ_that_works_on_a_case_handles_it_and_does_not_sign_and_a_third_sees_nothing(
    name, method, handed, make_account, make_organ
):
    row, third, wrong = ROWS[name], make_organ("县林业局"), []
    for role in ALL:
        own, other = (getattr(row, key)[role] for key in (method, f"other_{method}"))
        for organ, wanted in ((handed.finance, expected(name, role, own)), (third, other)):
            with transaction.atomic():
                client = Client()
                client.force_login(make_account("someone", organ, role))
                data = row.data(handed) if method == "post" else {}
                answer = getattr(client, method)(reverse(f"desk:{name}", args=row.args(handed)), data)
                transaction.set_rollback(True)
            if answer.status_code != wanted:
                wrong.append(f"{role} of {organ.label}: {answer.status_code}, not {wanted}")
    assert not wrong
