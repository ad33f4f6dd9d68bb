"""The database itself refuses to change or delete what stands in the audit trail: triggers, the same on SQLite and PostgreSQL.

An entry may lose its texts only after its seal lost the salt, and a seal loses its salt only to an entry that orders it
(core.trail.black_out). Whoever owns the database can drop triggers: what they let through, ``gongkai verify`` finds.
"""

from typing import Any

from django.db import transaction

REFUSAL = "审计记录只能追加，不能修改或者删除"
ENTRY = ("id", "at", "by_id", "verb", "noun_type", "noun_id", "organ_id")  # but for the detail
SEAL = ("position", "entry_id", "digest", "hash")
ENTRY_MAY = "EXISTS (SELECT 1 FROM core_auditseal s WHERE s.entry_id = OLD.id AND s.salt = '')"
SEAL_MAY = (
    "OLD.salt <> '' AND NEW.salt = '' AND EXISTS"
    " (SELECT 1 FROM core_auditentry e WHERE e.id = NEW.blacked_by_id AND e.verb = 'audit.black_out')"
)
TABLES = {"core_auditentry": (ENTRY, ENTRY_MAY, "id"), "core_auditseal": (SEAL, SEAL_MAY, "position")}
WAITS = "INSERT INTO core_auditwaiting (entry_id) VALUES (NEW.id);"


def install(connection: Any) -> None:
    """Put the triggers in place, those that are there already anew."""
    with transaction.atomic(connection.alias):
        _run(connection, _postgresql() if connection.vendor == "postgresql" else _sqlite())


def restore(connection: Any) -> None:
    """After each migration: a dump restored without its triggers, or one that was dropped, has them again. Not before
    the trail has its tables."""
    if set(TABLES) <= set(connection.introspection.table_names()):
        install(connection)


def remove(connection: Any) -> None:
    """Take them away, as before a table is emptied on purpose (tests) or rebuilt (a later migration)."""
    if connection.vendor == "postgresql":
        _run(connection, [f"DROP TRIGGER IF EXISTS {name} ON {table}" for table in TABLES for name in _NAMES])
    else:
        _run(connection, DROPPED_OF_SQLITE)


_NAMES = ("waits", "kept", "stays", "once", "whole")
DROPPED_OF_SQLITE = [f"DROP TRIGGER IF EXISTS {table}_{name}" for table in TABLES for name in _NAMES]


def _run(connection: Any, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _may(columns: tuple[str, ...], condition: str, same: str) -> str:
    """The only update let through: nothing of ``columns`` changes, and ``condition`` holds."""
    return " AND ".join([*(f"NEW.{name} {same} OLD.{name}" for name in columns), condition])


def _sqlite() -> list[str]:
    say = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    made = [
        *DROPPED_OF_SQLITE,
        f"CREATE TRIGGER core_auditentry_waits AFTER INSERT ON core_auditentry BEGIN {WAITS} END",
    ]
    for table, (columns, condition, key) in TABLES.items():
        made += [
            f"CREATE TRIGGER {table}_kept BEFORE UPDATE ON {table} WHEN NOT ({_may(columns, condition, 'IS')}) {say}",
            f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} {say}",
            # INSERT OR REPLACE deletes without asking the trigger above
            f"CREATE TRIGGER {table}_once BEFORE INSERT ON {table} WHEN NEW.{key} IN (SELECT {key} FROM {table}) {say}",  # noqa: S608
        ]
    return made


def _postgresql() -> list[str]:
    raising = f"BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = '23000'; END"
    made = [
        f"CREATE OR REPLACE FUNCTION core_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ {raising} $$",
        "CREATE OR REPLACE FUNCTION core_audit_wait() RETURNS trigger LANGUAGE plpgsql"
        f" AS $$ BEGIN {WAITS} RETURN NULL; END $$",
        "CREATE OR REPLACE TRIGGER waits AFTER INSERT ON core_auditentry FOR EACH ROW EXECUTE FUNCTION core_audit_wait()",
    ]
    for table, (columns, condition, _) in TABLES.items():
        may, function = _may(columns, condition, "IS NOT DISTINCT FROM"), f"{table}_change"
        made += [
            f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$"
            f" BEGIN IF {may} THEN RETURN NEW; END IF;"
            f" RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = '23000'; END $$",
            f"CREATE OR REPLACE TRIGGER kept BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()",
            f"CREATE OR REPLACE TRIGGER stays BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION core_audit_refuse()",
            f"CREATE OR REPLACE TRIGGER whole BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION core_audit_refuse()",
        ]
    return made
