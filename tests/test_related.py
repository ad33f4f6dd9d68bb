"""What stands beside one's own things: no page tells of another organ's drafts, cases and people, and no form reaches
them by their ids.

SECRET stands in everything of the other organ that is not public, and every such thing hangs on something of one's own
organ. A new desk address is walked by itself (its row is in tests/test_matrix.py); a form that takes the id or the name
of something else gets a line in ``REACHES``.
"""

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gongkai.casework.models import Case, Notice
from gongkai.casework.parties.uploads import Upload
from gongkai.core.actions import NotAllowed, Refused
from gongkai.core.files import keep
from gongkai.foi.actions import submit_request
from gongkai.foi.disputes.actions import open_dispute
from gongkai.foi.models import Dispute, Published
from gongkai.library.actions import relate, start_record
from gongkai.library.models import Attachment, Record, Relation
from gongkai.organs.models import Account, Post
from gongkai.portal.models import Column, Site
from gongkai.review.actions import withdraw_record
from tests.test_matrix import ALL, ROWS
from tests.world import answered

SECRET, PART = "绝密甲标题", "绝密甲"
WHO = [*((role, False) for role in ALL), ("disclosure_officer", True), ("administrator", True)]


@pytest.fixture
def theirs(world, finance, make_account):
    """Things of finance, each tied to something of civil."""
    writer = make_account("theirs", finance, "reviewer")
    Account.objects.filter(pk=writer.pk).update(full_name=SECRET)
    version = start_record(organ=finance, kind="news", title=SECRET, body=f"<p>{SECRET}</p>", by=writer)
    draft = version.record
    gone = Record.objects.create(
        organ=finance,
        kind="news",
        title=SECRET,
        state="withdrawn",
        withdrawn_reason=SECRET,
        withdrawn_at=timezone.now(),
    )
    for own in (world.released, world.draft, world.submitted):
        for other in (draft, gone):
            Relation.objects.create(source=own, predicate="related", target=other)
            Relation.objects.create(source=other, predicate="interprets", target=own)
    replaced = start_record(organ=world.civil, kind="news", title="撤回的", by=world.draft.created_by).record
    Record.objects.filter(pk=replaced.pk).update(state="withdrawn", withdrawn_reason="过时", replaced_by=draft)
    file = Attachment.objects.create(version=version, blob=keep([b"y"], "text/plain"), name=f"{SECRET}.txt")
    site = Site.objects.create(name="财政局", host="finance.testserver", owner=finance, root=finance)
    return SimpleNamespace(
        writer=writer,
        draft=draft,
        version=version,
        file=file,
        replaced=replaced,
        relation=Relation.objects.filter(source=draft).first(),
        hidden=Relation.objects.get(source=world.draft, target=draft),
        site=site,
        column=Column.objects.create(site=site, name="预算", slug="budget"),
        post=writer.posts.get(),
        **cases(world, writer, draft),
    )


def cases(world, writer, draft):
    """A request of finance like civil's, disputes and a record about civil's closed request that finance holds."""
    asked = {"applicant_kind": "person", "name": "甲", "identifier": "11010119900307002X"}
    asked |= {"contact": {"phone": "000-0000000"}, "description": "征地补偿方案"}
    files = [Upload(f"{SECRET}.txt", "text/plain", b"x")]
    case = answered(submit_request(organ=world.finance, channel="online", by=None, files=files, **asked).case)
    Case.objects.filter(pk=case.pk).update(number=f"{SECRET}1", subject=SECRET)
    today = timezone.localdate()
    dispute = open_dispute(
        request=world.closed.request, type="review", authority=SECRET, procedure="ordinary", authority_number="9",
        by=world.draft.created_by, sought_on=today, accepted_on=today, served_on=today,
    )  # fmt: skip
    Dispute.objects.filter(pk=world.dispute.pk).update(after=dispute, redo=case.request)
    Case.objects.filter(pk=dispute.pk).update(organ=world.finance, number=f"{SECRET}2", subject=SECRET)
    Published.objects.create(request=world.closed.request, record=draft, kind=Published.DISCLOSED)
    return {"case": case, "dispute": dispute, "enclosure": case.request.enclosures.get()}


def of_finance(finance):
    """Everything the other organ holds, to be found unchanged."""
    records, mine = Record.objects.filter(organ=finance), Case.objects.filter(organ=finance)
    sets = (
        records, mine, Relation.objects.filter(source__in=records) | Relation.objects.filter(target__in=records),
        Attachment.objects.filter(version__record__in=records), Account.objects.filter(posts__organ=finance),
        Post.objects.filter(organ=finance), Site.objects.filter(owner=finance), Site.objects.filter(root=finance),
        Column.objects.filter(site__owner=finance), Column.objects.filter(organs=finance),
        Column.objects.filter(parent__site__owner=finance), Notice.objects.filter(case__in=mine),
    )  # fmt: skip
    return [list(rows.order_by("pk").distinct().values()) for rows in sets]


def signed_in(make_account, organ, role, below=False):
    client = Client()
    account = make_account(f"{role}-{below}", organ, role, covers_below=below)
    client.force_login(account)
    return client, account


@pytest.mark.parametrize(("role", "below"), WHO)
def test_no_page_tells_of_another_organs_things(role, below, world, theirs, make_account):
    client, account = signed_in(make_account, world.civil, role, below)
    Notice.objects.create(user=account, case=theirs.case, kind="due0", on=timezone.localdate(), text=SECRET)
    told = []
    for name, row in ROWS.items():
        address = reverse(f"desk:{name}", args=row.args(world))
        of_lists = () if row.args(world) else (f"?q={PART}", f"?organ={world.finance.pk}&under={world.finance.pk}")
        for query in ("", *of_lists):
            if SECRET in shown(client.get(address + query)):
                told.append(f"GET {name}{query}")
        with transaction.atomic():
            if SECRET in shown(client.post(address, row.data(world), follow=True)):
                told.append(f"POST {name}")
            transaction.set_rollback(True)
        client.force_login(account)  # one of the rows signs out
    for name, pk in (("record", theirs.replaced.pk), ("record_versions", theirs.replaced.pk)):
        if f"/records/{theirs.draft.pk}/" in shown(client.get(reverse(f"desk:{name}", args=[pk]))):
            told.append(f"the replacement on {name}")
    assert not told


def shown(answer) -> str:
    """What an answer says, its spreadsheets and files too."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode(errors="ignore") + str(answer.headers)


# name → (arguments, what is posted), each with something of the other organ
REACHES: list[tuple[str, Any, Any]] = [
    ("record_relate", lambda w, t: [w.draft.pk], lambda w, t: {"target": t.draft.pk, "predicate": "related"}),
    ("record_relate", lambda w, t: [w.draft.pk], lambda w, t: {"target": t.draft.pk, "predicate": "repeals"}),
    ("record_relate", lambda w, t: [w.draft.pk], lambda w, t: {"find": PART, "predicate": "related"}),
    ("record_effects", lambda w, t: [w.draft.pk], lambda w, t: {"chosen": f"repeals-{t.draft.pk}", "on": "2026-03-02"}),
    ("dates", lambda w, t: [], lambda w, t: {"record": t.draft.pk}),
    ("record_unrelate", lambda w, t: [w.draft.pk], lambda w, t: {"relation": t.relation.pk}),
    ("record_unrelate", lambda w, t: [w.draft.pk], lambda w, t: {"relation": t.hidden.pk}),
    ("record_detach", lambda w, t: [w.draft.pk], lambda w, t: {"file": t.file.pk}),
    ("record_new", lambda w, t: [], lambda w, t: {"organ": w.finance.pk, "kind": "news", "title": "甲"}),
    ("record_withdraw", lambda w, t: [w.released.pk], lambda w, t: {"reason": "错", "replaced_by": PART, "sure": "on"}),
    ("attachment", lambda w, t: [w.released.pk, t.file.pk], lambda w, t: {}),
    ("review_queue", lambda w, t: [], lambda w, t: {"version": f"{t.version.pk}@{t.version.submission}"}),
    ("review_release", lambda w, t: [t.draft.pk], lambda w, t: {"version": 1}),
    ("cases", lambda w, t: [], lambda w, t: {"case": t.case.pk, "officer": "none"}),
    ("cases", lambda w, t: [], lambda w, t: {"case": w.case.pk, "officer": t.writer.pk}),
    ("case_officer", lambda w, t: [w.case.pk], lambda w, t: {"officer": t.writer.pk}),
    ("correction_check", lambda w, t: [t.case.pk, w.correction.pk], lambda w, t: {"verdict": "approved"}),
    ("correction_check", lambda w, t: [w.case.pk, w.correction.pk], lambda w, t: {"verdict": "approved"}),
    ("request_file", lambda w, t: [w.case.pk, t.enclosure.pk], lambda w, t: {}),
    ("request_new", lambda w, t: [], lambda w, t: {"organ": w.finance.pk, "channel": "mail", "description": "甲"}),
    ("dispute_new", lambda w, t: [w.closed.pk, "suit"], lambda w, t: {"after": t.dispute.pk}),
    ("notices_seen", lambda w, t: [], lambda w, t: {"notice": Notice.objects.get(case=t.case).pk}),
    ("column", lambda w, t: [w.column.pk], lambda w, t: {"name": "甲", "slug": "a", "parent": t.column.pk, "order": 1, "type": "column"}),
    ("column", lambda w, t: [w.column.pk], lambda w, t: {"name": "甲", "slug": "a", "organs": w.finance.name, "order": 1, "type": "column"}),
    ("column_new", lambda w, t: [t.site.pk], lambda w, t: {"name": "甲", "slug": "a", "order": 1, "type": "column"}),
    ("column_delete", lambda w, t: [t.column.pk], lambda w, t: {}),
    ("site", lambda w, t: [t.site.pk], lambda w, t: {"name": "甲", "host": "a.gov.cn", "owner": w.civil.name, "root": w.civil.name}),
    ("site", lambda w, t: [w.site.pk], lambda w, t: {"name": "甲", "host": "a.gov.cn", "owner": w.finance.name, "root": w.civil.name}),
    ("site", lambda w, t: [w.site.pk], lambda w, t: {"name": "甲", "host": "a.gov.cn", "owner": w.civil.name, "root": w.finance.name}),
    ("site_new", lambda w, t: [], lambda w, t: {"name": "甲", "host": t.site.host, "owner": w.civil.name, "root": w.civil.name}),
    ("account_new", lambda w, t: [], lambda w, t: {"username": "new", "full_name": "甲", "organ": w.finance.name, "role": "author"}),
    ("account", lambda w, t: [w.draft.created_by_id], lambda w, t: {"organ": w.finance.name, "role": "author"}),
    ("account", lambda w, t: [t.writer.pk], lambda w, t: {"organ": w.civil.name, "role": "author"}),
    ("account_password", lambda w, t: [t.writer.pk], lambda w, t: {}),
    ("account_active", lambda w, t: [t.writer.pk], lambda w, t: {}),
    ("post_end", lambda w, t: [t.post.pk], lambda w, t: {}),
    ("organ_merge", lambda w, t: [w.civil.pk], lambda w, t: {"into": w.finance.name, "on": timezone.localdate()}),
]  # fmt: skip


@pytest.mark.parametrize(("role", "below"), WHO)
def test_no_form_reaches_another_organs_things(role, below, world, theirs, make_account):
    client, _ = signed_in(make_account, world.civil, role, below)
    own = Account.objects.create_user(username="own", password="x", full_name="乙")  # of nobody's reach: tells nothing
    Notice.objects.create(user=own, case=theirs.case, kind="due0", on=timezone.localdate(), text=SECRET)
    before, wrong = of_finance(world.finance), []
    for name, args, data in REACHES:
        sent = data(world, theirs)
        with transaction.atomic():
            answer = client.post(reverse(f"desk:{name}", args=args(world, theirs)), sent, follow=True)
            if of_finance(world.finance) != before:
                wrong.append(f"{name} {sent} changed something")
            if SECRET in shown(answer):
                wrong.append(f"{name} {sent} told something")
            transaction.set_rollback(True)
    assert not wrong


def test_the_actions_know_what_is_out_of_reach(world, theirs):
    """Without the desk in front of them: nothing is related, replaced or cited that the account may not see, and the
    refusal does not tell what it is."""
    by = world.draft.created_by
    for predicate in ("related", "repeals"):
        with pytest.raises(NotAllowed) as refused:
            relate(source=world.draft, predicate=predicate, target=theirs.draft, by=by)
        assert SECRET not in refused.value.message
    reviewer = Account.objects.create_user(username="r", password="x", full_name="丙")
    Post.objects.create(account=reviewer, organ=world.civil, role="reviewer", since="2020-01-01")
    with pytest.raises(Refused, match="须是已发布的") as refused:
        withdraw_record(record=world.released, reason="错", replaced_by=theirs.draft, by=reviewer)
    assert SECRET not in refused.value.message
    assert Record.objects.get(pk=world.released.pk).state == "released"
