"""The audit trail as a chain: sealed in order, what is done to it afterwards is found, texts go without breaking it."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor

from gongkai.core import guard, schedule, tasks, trail, worker
from gongkai.core.actions import audit
from gongkai.core.models import AuditEntry, AuditSeal, AuditWaiting

SECRET = "李大林来电查询"


@pytest.fixture
def sealed(civil, officer):
    """Five sealed entries about an organ; the third with a text."""
    made = [audit("organ.update", civil, by=officer, organ=civil, fields=[str(n)]) for n in range(2)]
    made.append(audit("request.reveal", civil, by=officer, organ=civil, reason=SECRET, kind="pdf"))
    made += [audit("organ.people", civil, by=None, organ=civil, people=n) for n in range(2)]
    assert trail.seal() == 5
    return made


@pytest.fixture
def unguarded():
    """What somebody does who owns the database and dropped the triggers."""
    guard.remove(connection)

    def run(statement, *values):
        with connection.cursor() as cursor:
            cursor.execute(statement, values)

    return run


def verified(**options):
    """What ``gongkai verify`` says; the words of its error when it finds something."""
    out = StringIO()
    try:
        call_command("verify", stdout=out, **options)
    except CommandError as error:
        assert error.returncode == 1
        return str(error)
    return out.getvalue()


def black_out(noun, *, by=None):
    return trail.black_out(noun=noun, entries=AuditEntry.objects.all(), texts=["reason"], by=by)


def test_entries_are_sealed_in_order_and_verify_is_one_line(sealed):
    assert list(AuditSeal.objects.order_by("position").values_list("position", "entry")) == [
        (position, entry.pk) for position, entry in enumerate(sealed, 1)
    ]
    assert not AuditWaiting.objects.exists()
    assert verified() == f"审计记录完好：已封存 5 条，末条散列 {trail.head()[1]}，等待封存 0 条。\n"


def test_what_waits_is_told_and_is_no_break(sealed, civil):
    audit("organ.update", civil, by=None, organ=civil)
    assert "已封存 5 条" in verified()
    assert "等待封存 1 条" in verified()


def test_the_worker_seals_within_a_minute(civil, monkeypatch):
    monkeypatch.setattr(trail, "_next", 0.0)
    assert trail.seal_waiting in worker.STEPS.values()
    assert trail.EVERY < 60
    audit("organ.update", civil, by=None, organ=civil)
    assert trail.seal_waiting() == 1
    audit("organ.update", civil, by=None, organ=civil)
    assert trail.seal_waiting() == 0, "it looks once a second"


def test_many_entries_are_sealed_in_batches(civil, monkeypatch):
    monkeypatch.setattr(trail, "BATCH", 3)
    for _ in range(7):
        audit("organ.update", civil, by=None, organ=civil)
    assert [trail.seal() for _ in range(4)] == [3, 3, 1, 0]
    assert verified().startswith("审计记录完好：已封存 7 条")


def test_a_seal_that_is_interrupted_leaves_everything_waiting(civil, monkeypatch):
    audit("organ.update", civil, by=None, organ=civil)

    def killed(seals):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(trail, "insert_many", killed)
        with pytest.raises(KeyboardInterrupt):
            trail.seal()
    assert AuditWaiting.objects.count() == 1
    assert trail.seal() == 1


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "2020-01-01 00:00:00+00:00"),
        ("by_id", None),
        ("verb", "organ.close"),
        ("noun_type", "organs.account"),
        ("noun_id", "999"),
        ("organ_id", None),
        ("detail", '{"fields": ["9"]}'),
    ],
)
def test_verify_finds_a_changed_column(sealed, unguarded, column, value):
    unguarded(f"UPDATE core_auditentry SET {column} = %s WHERE id = %s", value, sealed[1].pk)
    assert f"第 2 号，记录 {sealed[1].pk}：" in verified()
    assert verified().count("\n") == 0, "only this one"


@pytest.mark.parametrize(
    ("column", "value"), [("salt", "0" * 32), ("salt", ""), ("digest", "0" * 64), ("hash", "0" * 64)]
)
def test_verify_finds_a_changed_seal(sealed, unguarded, column, value):
    unguarded(f"UPDATE core_auditseal SET {column} = %s WHERE position = 2", value)
    assert f"第 2 号，记录 {sealed[1].pk}：" in verified()


def test_verify_finds_a_deleted_entry(sealed, unguarded):
    unguarded("DELETE FROM core_auditentry WHERE id = %s", sealed[1].pk)
    assert verified() == f"第 2 号，记录 {sealed[1].pk}：记录已被删除"


def test_verify_finds_an_entry_deleted_with_its_seal(sealed, unguarded):
    unguarded("DELETE FROM core_auditseal WHERE position IN (2, 3)")
    unguarded("DELETE FROM core_auditentry WHERE id IN (%s, %s)", sealed[1].pk, sealed[2].pk)
    assert verified() == "第 2 号：封存缺失：第 2 至 3 号"


def test_verify_finds_deleted_seals(sealed, unguarded):
    unguarded("DELETE FROM core_auditseal WHERE position >= 4")
    assert verified().count("记录没有封存") == 2
    trail.seal()
    assert verified().count("记录没有封存") == 2


def test_a_head_from_the_log_tells_that_the_end_was_cut_off(sealed, unguarded):
    _, head = trail.head()
    assert "完好" in verified(head=head)
    unguarded("DELETE FROM core_auditseal WHERE position >= 4")
    unguarded("DELETE FROM core_auditentry WHERE id >= %s", sealed[3].pk)
    assert "末尾的记录被删除" in verified(head=head)


def test_verify_finds_an_entry_put_in(sealed, unguarded):
    unguarded(
        "INSERT INTO core_auditentry (id, at, verb, noun_type, noun_id, detail)"
        " SELECT 99999, at, verb, noun_type, noun_id, detail FROM core_auditentry WHERE id = %s",
        sealed[0].pk,
    )
    assert "记录 99999：记录没有封存" in verified()


def test_verify_finds_swapped_seals(sealed, unguarded):
    unguarded("UPDATE core_auditseal SET position = 99 WHERE position = 2")
    unguarded("UPDATE core_auditseal SET position = 2 WHERE position = 3")
    unguarded("UPDATE core_auditseal SET position = 3 WHERE position = 99")
    assert [line[:5] for line in verified().split("\n")] == ["第 2 号", "第 3 号", "第 4 号"]


def test_verify_is_silent_after_retention_has_blacked_out_a_text(sealed, civil):
    assert black_out(civil) == 1
    kept = AuditEntry.objects.get(pk=sealed[2].pk)
    assert kept.detail == {"reason": trail.BLACK, "kind": "pdf"}
    assert SECRET not in str(list(AuditEntry.objects.values_list("detail", flat=True)))
    assert AuditSeal.objects.get(entry=kept).salt == "", "a digest with its salt could be guessed"
    assert "完好" in verified()
    trail.seal()
    assert "完好" in verified()
    assert black_out(civil) == 0, "it is gone already"


def test_what_waits_can_be_blacked_out(civil):
    audit("request.reveal", civil, by=None, reason=SECRET)
    assert black_out(civil) == 1
    while trail.seal():
        pass
    assert "完好" in verified()
    assert SECRET not in str(list(AuditEntry.objects.values_list("detail", flat=True)))


def test_verify_finds_what_was_blacked_out_without_an_order(sealed, unguarded):
    unguarded("UPDATE core_auditseal SET salt = '', blacked_by_id = %s WHERE position = 3", sealed[4].pk)
    unguarded("UPDATE core_auditentry SET detail = '{}' WHERE id = %s", sealed[2].pk)
    assert verified() == f"第 3 号，记录 {sealed[2].pk}：详情被涂黑或者改动，没有与之相符的涂黑记录"


def test_verify_finds_a_change_after_blacking_out(sealed, civil, unguarded):
    black_out(civil)
    unguarded('UPDATE core_auditentry SET detail = \'{"kind": "zip"}\' WHERE id = %s', sealed[2].pk)
    assert f"记录 {sealed[2].pk}：详情被涂黑或者改动" in verified()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_auditentry SET verb = 'x'",
        "UPDATE core_auditentry SET detail = '{}'",
        "DELETE FROM core_auditentry",
        "UPDATE core_auditseal SET hash = 'x'",
        "UPDATE core_auditseal SET salt = ''",
        "DELETE FROM core_auditseal",
    ],
)
def test_the_database_refuses_to_change_the_trail(sealed, statement):
    with pytest.raises(DatabaseError, match="只能追加"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEntry.objects.count() == AuditSeal.objects.count() == 5


def triggers():
    """Every trigger of the two tables, by name, as the database has it."""
    if connection.vendor == "sqlite":
        ask = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'core_audit%'"
    else:
        ask = (
            "SELECT concat(tgrelid::regclass, tgname), concat(tgenabled, pg_get_triggerdef(oid)) FROM pg_trigger"
            " WHERE NOT tgisinternal AND tgrelid::regclass::text LIKE 'core_audit%'"
        )
    with connection.cursor() as cursor:
        cursor.execute(ask)
        return dict(cursor.fetchall())


def test_migrating_puts_lost_triggers_back(civil, unguarded):
    guard.install(connection)
    whole = triggers()
    assert len(whole) == 7
    guard.remove(connection)
    assert not triggers()
    for _ in range(2):
        call_command("migrate", verbosity=0)
        assert triggers() == whole
    entry = audit("organ.update", civil, by=None, organ=civil)
    assert trail.seal() == 1
    with pytest.raises(DatabaseError, match="只能追加"), transaction.atomic():
        AuditEntry.objects.filter(pk=entry.pk).update(verb="x")


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite cannot switch a trigger off")
def test_migrating_switches_triggers_on_again(sealed, unguarded):
    guard.install(connection)
    whole = triggers()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what this test's own rows still have to prove
        cursor.execute("ALTER TABLE core_auditentry DISABLE TRIGGER kept")
    assert triggers() != whole
    call_command("migrate", verbosity=0)
    assert triggers() == whole


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has no REPLACE")
@pytest.mark.parametrize("table", ["core_auditentry", "core_auditseal"])
def test_the_database_refuses_to_replace(sealed, table):
    with pytest.raises(DatabaseError, match="只能追加"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize("table", ["core_auditentry", "core_auditseal"])
def test_the_database_refuses_to_truncate(sealed, table):
    with pytest.raises(DatabaseError, match="只能追加"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what this test's own rows still have to prove
        cursor.execute(f"TRUNCATE {table} CASCADE")


def test_the_head_of_the_day_stands_in_the_log(sealed, caplog):
    with caplog.at_level(logging.INFO, logger="gongkai.core.trail"):
        tasks.log_audit_head(None)
    line = caplog.records[-1]
    assert (line.message, line.sealed, line.hash, line.waiting) == ("audit head", 5, trail.head()[1], 0)
    assert schedule.JOBS["audit head"].at is not None


@pytest.mark.django_db(transaction=True)
def test_entries_of_before_are_chained_on_upgrade(civil):
    executor = MigrationExecutor(connection)
    executor.migrate([("core", "0004_page_clock_at_sweep")])
    Old = executor.loader.project_state([("core", "0004_page_clock_at_sweep")]).apps.get_model("core", "AuditEntry")
    for n in range(3):
        Old.objects.create(verb="organ.update", noun_type="organs.organ", noun_id=str(civil.pk), detail={"n": n})
    kept = list(Old.objects.order_by("pk").values())
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    assert list(AuditEntry.objects.order_by("pk").values()) == kept
    assert "等待封存 3 条" in verified()
    assert trail.seal() == 3
    assert "已封存 3 条" in verified()
    with pytest.raises(DatabaseError, match="只能追加"):
        AuditEntry.objects.update(verb="x")


def elsewhere(deed):
    """Carry the deed out on a connection of its own."""

    def run():
        try:
            return deed()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result(10)


postgresql = pytest.mark.skipif(
    "connection.vendor == 'sqlite'", reason="the tests' SQLite lies in memory, threads share it"
)


@postgresql
@pytest.mark.django_db(transaction=True)
def test_an_entry_committed_late_is_sealed_late_and_no_writer_waits(civil):
    with transaction.atomic():
        late = audit("organ.update", civil, by=None, organ=civil)
        soon = elsewhere(lambda: audit("organ.people", civil, by=None, organ=civil))
        assert soon.pk > late.pk
        assert elsewhere(trail.seal) == 1, "sealing waits for nobody either"
    assert trail.seal() == 1
    assert list(AuditSeal.objects.order_by("position").values_list("entry", flat=True)) == [soon.pk, late.pk]
    assert "已封存 2 条" in verified()


@postgresql
@pytest.mark.django_db(transaction=True)
def test_two_workers_seal_one_chain(civil, monkeypatch):
    monkeypatch.setattr(trail, "BATCH", 5)
    for _ in range(60):
        audit("organ.update", civil, by=None, organ=civil)
    start = threading.Barrier(2)

    def work():
        start.wait()
        done = 0
        while AuditWaiting.objects.exists():
            done += trail.seal()
        connections.close_all()
        return done

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(lambda _: work(), range(2))) == 60
    assert "已封存 60 条" in verified()


@postgresql
@pytest.mark.django_db(transaction=True)
def test_sealing_keeps_away_while_texts_are_blacked_out(civil):
    audit("request.reveal", civil, by=None, reason=SECRET)
    with transaction.atomic():
        assert black_out(civil) == 1
        assert elsewhere(trail.seal) == 0
    while trail.seal():
        pass
    assert "完好" in verified()
