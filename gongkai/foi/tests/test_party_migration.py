"""Who asks leaves the table of requests for the party of the case: a database of before comes to that without loss."""

from datetime import date
from importlib import import_module

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from gongkai.casework.models import Case, Party
from gongkai.casework.parties.receipts import code_of, find_own, receipt_of
from gongkai.core import crypto, keyring, rotation
from gongkai.foi.models import Request
from gongkai.foi.retention import erase

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = [
    ("foi", "0022_rectification_label"),
    ("casework", "0013_handler"),
    ("organs", "0006_remove_organ_index_scheme"),
]
COLUMNS = import_module("gongkai.foi.migrations.0023_party").COLUMNS
NAME, NUMBER, PHONE = "欧阳锦绣", "11010119900307002X", "13800001111"
DAY = date(2026, 3, 2)


@pytest.fixture
def migrated(settings, tmp_path, monkeypatch):
    """migrated(targets): the models as they are there, with a key ring of the test's own; all is brought forward
    afterwards."""
    monkeypatch.delenv("GONGKAI_KEYS", raising=False)
    settings.HOME = tmp_path
    crypto.keys.cache_clear()

    def run(targets=None):
        executor = MigrationExecutor(connection)
        targets = targets or executor.loader.graph.leaf_nodes()
        executor.migrate(targets)
        return MigrationExecutor(connection).loader.project_state(targets).apps.get_model

    yield run
    run()
    crypto.keys.cache_clear()


def _asked(model, n, state, **facts):
    """A request of before, as it was kept."""
    organ, _ = model("organs", "Organ").objects.get_or_create(
        path="000001", defaults={"name": "县民政局", "level": "department"}
    )
    case = model("casework", "Case").objects.create(
        type="foi", number=f"青禾民公开申〔2026〕{n}号", organ=organ, subject="公开申请（自然人，互联网）", state=state,
        submitted_on=DAY, closed_on=DAY if state == "closed" else None,
    )  # fmt: skip
    given = {
        "document": "identity", "name": f"{NAME}{n}", "identifier": NUMBER, "contact": {"phone": PHONE, "person": "李"},
        "applicant_key": crypto.digest(NUMBER), "name_key": crypto.digest(f"{NAME}{n}"), "delivery": "mail",
        "code_digest": crypto.digest(code_of(f"form {n}")), "token": crypto.digest(f"form {n}"), **facts,
    }  # fmt: skip
    model("foi", "Request").objects.create(
        case=case, applicant_kind="person", channel="online", description="三组的征地批复", description_key="x", **given
    )
    return case.pk


def _of_before(model):
    """Submitted; waiting for a correction; closed and rated; erased; answered anew; and a dispute, which nobody asked."""
    _asked(model, 1, "submitted")
    _asked(model, 2, "correcting", document="passport", delivery="on_site")
    first = _asked(model, 3, "closed", satisfaction=4, comment=f"{NAME}3说很快")
    gone = {"name": None, "identifier": None, "contact": None, "token": None, "code_digest": "", "name_key": ""}
    _asked(model, 4, "closed", applicant_key="", erased_on=DAY, comment="■■说慢", satisfaction=1, **gone)
    crypto.add_key()
    _asked(model, 5, "handling", token=None, renews_id=first)  # under a newer key
    review = model("casework", "Case").objects.create(
        type="review",
        organ=model("organs", "Organ").objects.get(),
        subject="行政复议",
        state="pending",
        submitted_on=DAY,
    )
    model("foi", "Dispute").objects.create(case=review, request_id=first)


def test_who_asked_is_the_party_of_the_case_afterwards_in_every_column(migrated):
    old = migrated(BEFORE)
    _of_before(old)
    kept = list(old("foi", "Request").objects.order_by("pk").values("pk", *COLUMNS))
    migrated()
    assert list(Party.objects.order_by("pk").values("pk", *COLUMNS)) == kept
    assert [row["name"] for row in kept] == [f"{NAME}1", f"{NAME}2", f"{NAME}3", None, f"{NAME}5"]
    assert Case.objects.filter(party=None).get().type == "review"
    with connection.cursor() as cursor:
        left = {column.name for column in connection.introspection.get_table_description(cursor, "foi_request")}
    assert left == {field.column for field in Request._meta.local_fields}
    assert not left & set(COLUMNS)


def test_the_code_the_form_and_the_erasing_go_on(migrated):
    _of_before(migrated(BEFORE))
    migrated()
    case = Case.objects.get(number="青禾民公开申〔2026〕3号")
    assert find_own(case.number, code_of("form 3"), "foi") == case
    assert receipt_of("form 1").case.number == "青禾民公开申〔2026〕1号"
    erased = Request.objects.get(case__number="青禾民公开申〔2026〕4号")
    assert (erased.party.erased_on, erased.party.masked_name, erased.personal) == (DAY, "（已清除）", [])
    Case.objects.exclude(closed_on=DAY).update(closed_on=DAY)
    erase(request=case.request, by=None)
    assert (Party.objects.get(pk=case.pk).comment, find_own(case.number, code_of("form 3"), "foi")) == (
        "■■说很快",
        None,
    )


def test_a_new_key_finds_every_column_after_the_move(migrated):
    _of_before(migrated(BEFORE))
    migrated()
    before = list(Party.objects.order_by("pk").values())
    call_command("rotate-keys")
    names = ("name", "identifier", "contact", "comment")
    with transaction.atomic():
        tokens = [token for name in names for _, token in rotation._rows(Party, name, None)]
    assert len(tokens) == 4 * 3 + 2 and all(crypto.is_current(token.encode()) for token in tokens)
    assert {(Party, name) for name in names} <= set(keyring.columns())
    assert list(Party.objects.order_by("pk").values()) == before
    assert rotation.rotate_all() == 0


def test_the_way_back_loses_nothing_either(migrated):
    old = migrated(BEFORE)
    _of_before(old)
    kept = list(old("foi", "Request").objects.order_by("pk").values())
    migrated()
    back = migrated(BEFORE)
    assert list(back("foi", "Request").objects.order_by("pk").values()) == kept
    assert len(kept) == 5
