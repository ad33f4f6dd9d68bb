"""The role × address matrix: who gets what at every address of the desk.

A new desk address without a row in ROWS fails ``test_every_address_has_a_row``. To add yours, add one line::

    "name": Row(get=<outcomes>, post=<outcomes>, args=lambda w: [w.record.pk]),

``outcomes`` is a dict from role to status, or one of the shorthands below. The columns are: each role acting on what
belongs to its **own** organ; the same role on what belongs to **another** organ (``other``, 404 unless said); and the
anonymous, who is always sent to sign in. A form posted empty answers 200 (errors at the fields), a deed done answers
302, a deed that is impossible now 409, one that the role may not do 403, a thing it may not see 404, and a method that
does not exist 405.
"""

import itertools
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gongkai.casework.models import Case
from gongkai.core.shells import DESK
from gongkai.organs.desk.organs import CHANGES
from gongkai.organs.rules import ROLES

ALL = tuple(ROLES)
SEES = ("author", "reviewer", "secrecy_reviewer", "disclosure_officer", "organ_head", "auditor")
LOOKS_ONLY = ("secrecy_reviewer", "auditor")  # see the cases of their organ, and read nothing in them
WRITES = ("author", "reviewer", "disclosure_officer")
HANDLES = ("author", "reviewer", "disclosure_officer")
SIGNS = ("reviewer", "disclosure_officer", "organ_head")
OPENS = ("author", "reviewer", "disclosure_officer", "organ_head")
RELEASES = ("reviewer", "disclosure_officer", "organ_head")
ADMIN = ("administrator",)
LOOKS = SEES + ADMIN
CONFIRMS = ("disclosure_officer", "organ_head")
AUDITS = ("auditor", "administrator")
KEEPS = ("reviewer", "disclosure_officer", "administrator")


def roles(may: tuple[str, ...], then: int, sees: tuple[str, ...] = (), sees_then: int = 403, rest: int = 404) -> dict:
    """``then`` for those who may, ``sees_then`` for those who only see, ``rest`` for everybody else."""
    return {role: then if role in may else sees_then if role in sees else rest for role in ALL}


def everybody(status: int) -> dict:
    return dict.fromkeys(ALL, status)


@dataclass
class Row:
    """What an address answers. ``args(world)`` gives its arguments from the things of the organ acted on; ``data`` what
    is posted; ``other`` what roles of another organ get (one status for all, or by role)."""

    get: dict
    post: dict
    args: Any = lambda world: []
    data: Any = lambda world: {}
    other_get: dict = field(default_factory=lambda: everybody(404))
    other_post: dict = field(default_factory=lambda: everybody(404))


def general(get: dict, post: dict) -> Row:
    """An address that belongs to no organ: the same for everybody of a role."""
    return Row(get, post, other_get=get, other_post=post)


NO_POST, NO_GET = everybody(405), everybody(405)
released, draft, submitted = (lambda w: [w.released.pk]), (lambda w: [w.draft.pk]), (lambda w: [w.submitted.pk])
letter = lambda w: [w.letter.pk]  # noqa: E731
removal = lambda w: [w.removal.pk]  # noqa: E731
civil, writer = (lambda w: [w.civil.pk]), (lambda w: [w.draft.created_by_id])
VIEW = roles(SEES, 200)

COLUMNS = roles(("disclosure_officer",), 200, rest=403)
NO_COLUMN = roles(("disclosure_officer",), 404, rest=403)

ROWS: dict[str, Row] = {
    "home": general(everybody(200), everybody(200)),
    "find": general(roles(SEES, 302, rest=403), NO_POST),
    "login": general(everybody(302), everybody(302)),
    "logout": general(NO_GET, everybody(302)),
    "password": general(everybody(200), everybody(200)),
    # library
    "records": general(roles(SEES, 200, rest=403), roles(SEES, 200, rest=403)),
    "records_export": general(roles(SEES, 200, rest=403), roles(SEES, 200, rest=403)),
    "record_new": general(roles(WRITES, 200, rest=403), roles(WRITES, 200, rest=403)),
    "dates": general(NO_GET, roles(SEES, 302, rest=403)),
    "record_dates": Row(NO_GET, roles(RELEASES, 409, SEES), released, other_get=NO_GET),
    "record": Row(VIEW, VIEW, released),
    "record_preview": Row(VIEW, VIEW, released),
    "record_versions": Row(VIEW, VIEW, released),
    "attachment": Row(VIEW, VIEW, lambda w: [w.released.pk, w.attachment.pk]),
    "attachment_clean": Row(
        NO_GET, roles(RELEASES, 302, SEES), lambda w: [w.released.pk, w.attachment.pk], other_get=NO_GET
    ),
    "attachment_keep": Row(
        roles(RELEASES, 302, SEES), roles(RELEASES, 302, SEES), lambda w: [w.released.pk, w.attachment.pk, "text"]
    ),
    "attachment_original": Row(
        roles(OPENS, 200, SEES), roles(OPENS, 200, SEES), lambda w: [w.released.pk, w.original.pk]
    ),
    "files_exposed": general(roles(RELEASES, 200, rest=403), roles(RELEASES, 200, rest=403)),
    "record_edit": Row(roles(WRITES, 200, SEES), roles(WRITES, 200, SEES), draft),
    "record_autosave": Row(NO_GET, roles(WRITES, 409, SEES), draft, other_get=NO_GET),
    "record_correct": Row(NO_GET, roles(WRITES, 302, SEES), released, other_get=NO_GET),
    "record_discard": Row(roles(WRITES, 200, SEES), roles(WRITES, 302, SEES), draft),
    "record_effects": Row(roles(RELEASES, 200, SEES), roles(RELEASES, 200, SEES), released),
    "record_effect_decline": Row(roles(RELEASES, 404, SEES), roles(RELEASES, 404, SEES), lambda w: [w.released.pk, 0]),
    "record_detach": Row(NO_GET, roles(WRITES, 200, SEES), draft, other_get=NO_GET),
    "record_relate": Row(NO_GET, roles(WRITES, 200, SEES), draft, other_get=NO_GET),
    "record_unrelate": Row(NO_GET, roles(WRITES, 200, SEES), draft, other_get=NO_GET),
    # search
    # what holds for the whole county is kept at its top (tests/test_rights.py): nobody's of a department
    "search_words": general(everybody(403), everybody(403)),
    "search_word_remove": general(everybody(403), everybody(403)),
    # review
    "review_queue": general(roles(RELEASES, 200, rest=403), roles(RELEASES, 200, rest=403)),
    "record_submit": Row(NO_GET, roles(WRITES, 200, SEES), draft, other_get=NO_GET),
    "review": Row(VIEW, VIEW, submitted),
    "review_release": Row(
        NO_GET,
        roles(RELEASES, 302, SEES),
        submitted,
        lambda w: {"version": 1, "seen": w.waiting.submission},
        other_get=NO_GET,
    ),
    "review_return": Row(
        NO_GET, roles(RELEASES, 302, SEES), submitted, lambda w: {"version": 1, "note": "改"}, other_get=NO_GET
    ),
    "record_withdraw": Row(roles(RELEASES, 200, SEES), roles(RELEASES, 200, SEES), released),
    # what was removed from public view
    "record_remove": Row(roles(RELEASES, 200, SEES), roles(RELEASES, 200, SEES), released),
    "record_removal_start": Row(NO_GET, roles(WRITES, 200, SEES), draft, other_get=NO_GET),
    "record_removal_propose": Row(roles(WRITES, 200, SEES), roles(WRITES, 200, SEES), draft),
    "removals": general(roles(SEES, 200, rest=403), roles(SEES, 200, rest=403)),
    "removal": Row(VIEW, VIEW, removal),
    "removal_check": Row(roles(SEES, 302), roles(RELEASES, 302, SEES), removal, lambda w: {"verdict": "confirmed"}),
    "removal_reveal": Row(roles(SEES, 302), roles(RELEASES, 200, SEES), removal, lambda w: {"reason": "核对"}),
    "removal_file": Row(
        NO_GET,
        roles(RELEASES, 200, SEES),
        lambda w: [w.removal.pk, w.removal.parts.get().pk],
        lambda w: {"reason": "核对"},
        other_get=NO_GET,
    ),
    "removal_drop": Row(NO_GET, roles(WRITES, 409, SEES), removal, other_get=NO_GET),
    # casework and requests
    "cases": general(roles(SEES, 200, rest=403), roles(SEES, 200, rest=403)),
    "case": Row(VIEW, VIEW, lambda w: [w.case.pk]),
    "correction_new": Row(roles(HANDLES, 200, SEES), roles(HANDLES, 200, SEES), lambda w: [w.spoken.pk, 1]),
    "correction_check": Row(
        roles(SIGNS, 200, SEES), roles(SIGNS, 200, SEES), lambda w: [w.answerable.pk, w.correction.pk]
    ),
    "case_step": Row(
        roles(HANDLES, 200, SEES),
        roles(HANDLES, 302, SEES),
        lambda w: [w.case.pk, "confirm"],
        lambda w: {"on": w.today},
    ),
    "cases_export": general(roles(SEES, 200, rest=403), roles(SEES, 200, rest=403)),
    "case_officer": Row(NO_GET, roles(HANDLES, 302, SEES), lambda w: [w.case.pk], other_get=NO_GET),
    "notices": general(roles(SEES, 200, rest=403), roles(SEES, 200, rest=403)),
    "notices_seen": general(NO_GET, roles(SEES, 302, rest=403)),
    "workload": general(roles(SEES, 200, rest=403), roles(SEES, 200, rest=403)),
    "holidays": general(everybody(403), everybody(403)),  # kept at the top, like search_words
    "request_new": general(roles(HANDLES, 200, rest=403), roles(HANDLES, 200, rest=403)),
    "request_find": general(roles(HANDLES, 200, rest=403), roles(HANDLES, 200, rest=403)),
    "request_identity": Row(
        roles(HANDLES + LOOKS_ONLY, 200, SEES), roles(HANDLES + LOOKS_ONLY, 200, SEES), lambda w: [w.case.pk]
    ),
    "request_archive": Row(roles(HANDLES, 200, SEES), roles(HANDLES, 200, SEES), lambda w: [w.closed.pk]),
    "request_archive_pdf": Row(NO_GET, roles(OPENS, 200, SEES), lambda w: [w.closed.pk], other_get=NO_GET),
    "request_archive_zip": Row(NO_GET, roles(OPENS, 200, SEES), lambda w: [w.closed.pk], other_get=NO_GET),
    "request_erasures": general(roles(KEEPS, 200, rest=403), roles(KEEPS, 200, rest=403)),
    "request_disclose": Row(roles(HANDLES, 200, SEES), roles(HANDLES, 200, SEES), lambda w: [w.closed.pk]),
    "request_decline": Row(roles(HANDLES, 200, SEES), roles(HANDLES, 200, SEES), lambda w: [w.closed.pk]),
    "requests_wanted": general(roles(HANDLES, 200, rest=403), roles(HANDLES, 200, rest=403)),
    "figures": general(roles(SEES, 200, rest=403), NO_POST),
    "figure": Row(
        roles(SEES, 200, rest=403),
        NO_POST,
        lambda w: ["foi.received"],
        other_get=roles(SEES, 200, rest=403),
        other_post=NO_POST,
    ),
    "requests_saved": general(roles(SEES, 200, rest=403), NO_POST),
    "request_log": Row(NO_GET, roles(HANDLES, 302, SEES), lambda w: [w.closed.pk], other_get=NO_GET),
    # consultations of requests
    "consultation_new": Row(roles(HANDLES, 200, SEES), roles(HANDLES, 200, SEES), lambda w: [w.answerable.pk]),
    "consultation_next": Row(roles(HANDLES, 302, SEES), NO_POST, lambda w: [w.answerable.pk], other_post=NO_POST),
    "consultation": Row(roles(HANDLES, 200, SEES), roles(HANDLES, 200, SEES), lambda w: [w.consultation.pk, "answer"]),
    "consultation_reveal": Row(roles(HANDLES, 200, SEES), roles(HANDLES, 200, SEES), lambda w: [w.consultation.pk]),
    "consultation_scan": Row(roles(HANDLES, 404, SEES), NO_POST, lambda w: [w.consultation.pk], other_post=NO_POST),
    "request_reasons": Row(everybody(404), everybody(404), lambda w: [w.case.pk]),  # of no step: not there
    "request_search": Row(roles(HANDLES, 200, SEES), roles(HANDLES, 200, SEES), lambda w: [w.case.pk]),
    "request_items": Row(
        roles(HANDLES, 200, SEES),
        roles(HANDLES, 302, SEES),
        lambda w: [w.case.pk],
        lambda w: {"items": 2, "reason": "两项"},
    ),
    "request_reckoning": Row(roles(OPENS, 200, SEES), NO_POST, lambda w: [w.case.pk], other_post=NO_POST),
    "request_self_correction": Row(
        roles(("reviewer", "disclosure_officer"), 200, SEES),
        roles(("reviewer", "disclosure_officer"), 200, SEES),
        lambda w: [w.closed.pk],
    ),
    # reviews and suits
    "dispute_new": Row(roles(HANDLES, 200, SEES), roles(HANDLES, 200, SEES), lambda w: [w.closed.pk, "suit"]),
    "dispute_decision": Row(
        roles(HANDLES, 200, SEES),
        roles(HANDLES, 302, SEES),
        lambda w: [w.dispute.pk],
        lambda w: {"decision": "maintained", "number": "1", "made": w.today, "on": w.today},
    ),
    "dispute_papers": Row(roles(HANDLES, 200, SEES), roles(HANDLES, 200, SEES), lambda w: [w.dispute.pk]),
    "dispute_paper": Row(roles(OPENS, 200, SEES), NO_POST, lambda w: [w.dispute.files.get().pk], other_post=NO_POST),
    "dispute_redo": Row(NO_GET, roles(HANDLES, 302, SEES), lambda w: [w.dispute.pk], other_get=NO_GET),
    "request_file": Row(roles(HANDLES, 200, SEES), NO_POST, lambda w: [w.case.pk, w.enclosure.pk], other_post=NO_POST),
    "request_correction": Row(roles(HANDLES, 302, SEES), roles(HANDLES, 302, SEES), lambda w: [w.case.pk]),
    "request_withdrawal": Row(roles(HANDLES, 200, SEES), roles(HANDLES, 200, SEES), lambda w: [w.case.pk]),
    "request_code": Row(roles(HANDLES, 200, SEES), roles(HANDLES, 200, SEES), lambda w: [w.case.pk]),
    "request_sheet": Row(roles(HANDLES, 200, SEES), NO_POST, lambda w: [w.spoken.pk], other_post=NO_POST),
    # parts of requests
    "parts": Row(roles(HANDLES, 200, SEES), roles(HANDLES, 200, SEES), lambda w: [w.case.pk]),
    "part": Row(roles(HANDLES, 200, SEES), roles(HANDLES, 200, SEES), lambda w: [w.part.pk]),
    "part_remove": Row(NO_GET, roles(HANDLES, 302, SEES), lambda w: [w.part.pk], other_get=NO_GET),
    # letters of requests
    "letter_choose": Row(roles(HANDLES, 200, SEES), NO_POST, lambda w: [w.case.pk], other_post=NO_POST),
    "letter_draw": Row(
        roles(HANDLES, 200, SEES), roles(HANDLES, 200, SEES), lambda w: [w.answerable.pk, "refused.secret"]
    ),
    "letter": Row(VIEW, roles(HANDLES, 200, SEES), letter),
    "letter_propose": Row(NO_GET, roles(HANDLES, 302, SEES), letter, other_get=NO_GET),
    "letter_review": Row(NO_GET, roles(SIGNS, 200, SEES), letter, other_get=NO_GET),
    "letter_scan": Row(roles(OPENS, 409, SEES), NO_POST, letter, other_post=NO_POST),
    "letter_sign": Row(NO_GET, roles(SIGNS, 302, SEES), lambda w: [w.notice.pk], other_get=NO_GET),
    "letter_receive": Row(NO_GET, roles(HANDLES, 200, SEES), letter, other_get=NO_GET),
    "letter_send": Row(NO_GET, roles(HANDLES, 200, SEES), letter, other_get=NO_GET),
    "letter_void": Row(NO_GET, roles(HANDLES, 302, SEES), letter, lambda w: {"reason": "写错"}, other_get=NO_GET),
    "letter_pdf": Row(roles(OPENS, 200, SEES), NO_POST, letter, other_post=NO_POST),
    "letter_docx": Row(roles(OPENS, 200, SEES), NO_POST, letter, other_post=NO_POST),
    # files that go out with an answer
    "material_upload": Row(NO_GET, roles(HANDLES, 302, SEES), lambda w: [w.case.pk], other_get=NO_GET),
    "material": Row(roles(OPENS, 200, SEES), roles(HANDLES, 302, SEES), lambda w: [w.material.pk]),
    "material_decide": Row(
        NO_GET, roles(HANDLES, 302, SEES), lambda w: [w.material.pk], lambda w: {"deed": "whole"}, other_get=NO_GET
    ),
    "material_as_is": Row(roles(HANDLES, 200, SEES), roles(HANDLES, 200, SEES), lambda w: [w.material.pk]),
    "material_page": Row(roles(OPENS, 200, SEES), NO_POST, lambda w: [w.material.pk, 1], other_post=NO_POST),
    "material_original": Row(roles(OPENS, 200, SEES), NO_POST, lambda w: [w.material.pk], other_post=NO_POST),
    "material_redacted": Row(roles(OPENS, 409, SEES), NO_POST, lambda w: [w.material.pk], other_post=NO_POST),
    "letter_settings_list": general(roles(KEEPS, 200, rest=403), roles(KEEPS, 200, rest=403)),
    "letter_settings": Row(roles(KEEPS, 200, LOOKS), roles(KEEPS, 302, LOOKS), civil),
    "letter_template": Row(NO_GET, roles(KEEPS, 200, LOOKS), civil, other_get=NO_GET),
    "letter_seal": Row(NO_GET, roles(KEEPS, 200, LOOKS), civil, other_get=NO_GET),
    "letter_seal_picture": Row(roles(KEEPS, 404, LOOKS), NO_POST, civil, other_post=NO_POST),
    "letter_standard": general(roles(KEEPS, 200, rest=403), roles(KEEPS, 200, rest=403)),
    # organs: facts by the organ's own people, the tree only from above (posts here cover nothing below)
    "organs": general(roles(KEEPS, 200, rest=403), roles(KEEPS, 200, rest=403)),
    "organ_new": general(everybody(403), everybody(403)),
    "organ": Row(roles(LOOKS, 200), roles(LOOKS, 200), civil),
    "organ_edit": Row(roles(KEEPS, 200, LOOKS), roles(KEEPS, 302, LOOKS), civil),
    "organ_people": Row(roles(KEEPS, 200, LOOKS), roles(KEEPS, 200, LOOKS), civil),
    **{f"organ_{what}": Row(roles((), 0, LOOKS), roles((), 0, LOOKS), civil) for what in CHANGES},
    # settings of organs: everybody there sees what holds, the disclosure officer proposes, another or the head confirms
    "settings": general(everybody(200), NO_POST),
    "setting": Row(
        roles(LOOKS, 200),
        roles(("disclosure_officer",), 200, LOOKS),
        lambda w: [w.civil.pk, "library.expiry_warning"],
    ),
    "setting_value": Row(
        roles(LOOKS, 200),
        roles(CONFIRMS, 302, LOOKS),
        lambda w: [w.proposed.pk],
        lambda w: {"verdict": "confirmed"},
    ),
    "setting_take_back": Row(
        roles(("disclosure_officer",), 200, LOOKS),
        roles(("disclosure_officer",), 302, LOOKS),
        lambda w: [w.proposed.pk],
        lambda w: {"reason": "写错"},
    ),
    # columns and topics of a site by the officer of its owner, sites by the administrator
    "columns": general(COLUMNS, COLUMNS),
    "column_new": Row(COLUMNS, COLUMNS, lambda w: [w.site.pk], other_get=NO_COLUMN, other_post=NO_COLUMN),
    "column": Row(COLUMNS, COLUMNS, lambda w: [w.column.pk], other_get=NO_COLUMN, other_post=NO_COLUMN),
    "column_delete": Row(
        roles(("disclosure_officer",), 405, rest=403),
        roles(("disclosure_officer",), 302, rest=403),
        lambda w: [w.column.pk],
        other_get=roles(("disclosure_officer",), 405, rest=403),
        other_post=NO_COLUMN,
    ),
    "sites": general(roles(ADMIN, 200, rest=403), roles(ADMIN, 200, rest=403)),
    "site_new": general(roles(ADMIN, 200, rest=403), roles(ADMIN, 200, rest=403)),
    "site": Row(
        roles(ADMIN, 200, rest=403),
        roles(ADMIN, 200, rest=403),
        lambda w: [w.site.pk],
        other_get=roles(ADMIN, 404, rest=403),
        other_post=roles(ADMIN, 404, rest=403),
    ),
    "accounts": general(roles(ADMIN, 200, rest=403), roles(ADMIN, 200, rest=403)),
    "account_new": general(roles(ADMIN, 200, rest=403), roles(ADMIN, 200, rest=403)),
    "account": Row(roles(ADMIN, 200), roles(ADMIN, 200), writer),
    "account_password": Row(roles(ADMIN, 200), roles(ADMIN, 200), writer),
    "account_active": Row(NO_GET, roles(ADMIN, 302), writer, other_get=NO_GET),
    # the audit trail, of the organs in reach
    "trail": general(roles(AUDITS, 200, rest=403), roles(AUDITS, 200, rest=403)),
    "trail_entry": Row(
        roles(AUDITS, 200, rest=403),
        roles(AUDITS, 200, rest=403),
        lambda w: [w.trail.pk],
        other_get=roles(AUDITS, 404, rest=403),
        other_post=roles(AUDITS, 404, rest=403),
    ),
    "trail_export": general(roles(AUDITS, 200, rest=403), roles(AUDITS, 200, rest=403)),
    "post_end": Row(NO_GET, roles(ADMIN, 302), lambda w: [w.draft.created_by.posts.get().pk], other_get=NO_GET),
}


def named_patterns(patterns, prefix=""):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from named_patterns(pattern.url_patterns, prefix)
        else:
            yield pattern.name


def test_every_address_has_a_row():
    names = list(named_patterns(DESK.urls.values()))
    assert None not in names, "every desk address needs a name"
    assert set(names) == set(ROWS), "add a row to ROWS in tests/test_matrix.py (see the top of that file)"


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", ROWS)
def test_matrix(name, method, world, make_account):
    row, wrong = ROWS[name], []
    for role, own in itertools.product(ALL, (True, False)):
        expected = getattr(row, method if own else f"other_{method}")[role]
        with transaction.atomic():
            client = Client()
            client.force_login(make_account("someone", world.civil if own else world.finance, role))
            data = row.data(world) if method == "post" else {}
            answer = getattr(client, method)(reverse(f"desk:{name}", args=row.args(world)), data)
            transaction.set_rollback(True)
        if answer.status_code != expected:
            wrong.append(f"{role} in {'its own' if own else 'another'} organ: {answer.status_code}, not {expected}")
    assert not wrong


UNTIMELY = {
    "letter_propose": ("notice", HANDLES, {}),
    "letter_sign": ("letter", SIGNS, {}),
    "letter_void": ("proposed", HANDLES, {"reason": "写错"}),
    "letter": ("proposed", HANDLES, {"body": "改"}),
    "letter_review": ("letter", SIGNS, {"opinion": "合法"}),
    "letter_send": ("letter", HANDLES, {"on": "2026-01-05", "proof": "签收"}),
}


@pytest.mark.parametrize("name", UNTIMELY)
def test_who_may_not_is_told_so_before_the_state_of_a_letter(name, world, make_account):
    which, may, data = UNTIMELY[name]
    letter, answers = world.notice if which == "notice" else world.letter, {}
    if which == "proposed":
        Case.objects.filter(pk=letter.case_id).update(state="signing")
    for role in SEES:
        client = Client()
        client.force_login(make_account(f"some_{role}", world.civil, role))
        answers[role] = client.post(reverse(f"desk:{name}", args=[letter.pk]), data).status_code
    assert answers == {role: 200 if role in may else 403 for role in SEES}


WRITTEN = ("征地补偿方案", "补偿协议", "已定密", "不含批复", "材料.pdf", "申请书.pdf", "鱼塘")


@pytest.mark.parametrize("role", LOOKS_ONLY)
def test_who_only_looks_reads_nothing_that_outsiders_wrote(role, world, client, make_account):
    """Every page such an account can open, with every case of its organ; the same words stand there for who handles."""
    cases = list(Case.objects.all())
    applicant_words(world)

    def pages(user):
        client.force_login(user)
        for name, row in ROWS.items():
            argued = [row.args(world)]
            if name == "case":
                argued = [[case.pk] for case in cases]
            if name in ("login", "logout") or row.get.get(role) != 200:
                continue
            for args in argued:
                yield name, client.get(reverse(f"desk:{name}", args=args)).getvalue().decode(errors="replace")

    read = [
        (name, word)
        for name, page in pages(make_account("looks", world.civil, role))
        for word in WRITTEN
        if word in page
    ]
    assert read == []
    shown = {
        word for _, page in pages(make_account("works", world.civil, "author")) for word in WRITTEN if word in page
    }
    assert shown >= set(WRITTEN) - {"补偿协议"}  # of a consultation, read for a reason by those who handle as well


def applicant_words(world):
    """More that outsiders wrote, or that was written of them, in the case at hand."""
    case = world.answerable
    case.request.supplements.create(on=timezone.localdate(), text="不含批复")
    note = {"places": "鱼塘档案", "words": "鱼塘", "result": "没有"}
    case.request.searches.create(on=timezone.localdate(), by=world.draft.created_by, **note)


@pytest.mark.parametrize("name", [name for name in ROWS if name != "login"])
def test_the_anonymous_are_sent_to_sign_in(name, world, client):
    address = reverse(f"desk:{name}", args=ROWS[name].args(world))
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/desk/login/")
    answer = client.post(address, ROWS[name].data(world))
    assert answer.status_code == 401
    assert "登录" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_an_officer_above_acts_for_the_organs_below(world, make_account, client):
    client.force_login(make_account("above", world.county, "disclosure_officer", covers_below=True))
    for name in ("record", "record_edit", "review", "record_withdraw"):
        answer = client.get(reverse(f"desk:{name}", args=ROWS[name].args(world)))
        assert answer.status_code == 200
