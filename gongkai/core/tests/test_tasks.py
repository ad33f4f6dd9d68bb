from datetime import timedelta

from axes.models import AccessLog
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from gongkai.core import schedule, tasks


def test_every_job_of_the_house_runs(db):
    assert {"prune pages", "clear sessions", "clear tasks", "clear sign-ins", "validity"} <= set(schedule.JOBS)
    for job in schedule.JOBS.values():
        job.run(None)


def test_old_sign_ins_are_forgotten_and_recent_ones_kept(db):
    for days in (1, 189, 191):
        log = AccessLog.objects.create(username="a", ip_address="203.0.113.7", path_info="/desk/login/")
        AccessLog.objects.filter(pk=log.pk).update(attempt_time=timezone.now() - timedelta(days))
    tasks.clear_sign_ins(None)
    assert AccessLog.objects.count() == 2


def test_sessions_that_ended_are_cleared(db):
    now = timezone.now()
    Session.objects.create(session_key="over", session_data="", expire_date=now - timedelta(1))
    Session.objects.create(session_key="on", session_data="", expire_date=now + timedelta(1))
    tasks.clear_sessions(None)
    assert [s.session_key for s in Session.objects.all()] == ["on"]


def test_the_database_knows_how_large_its_tables_are_after_the_night(db):
    Session.objects.bulk_create(
        Session(session_key=str(n), session_data="", expire_date=timezone.now()) for n in range(300)
    )
    schedule.JOBS["statistics"].run(None)
    known = (
        "SELECT CAST(stat AS INTEGER) FROM sqlite_stat1 WHERE tbl = 'django_session'"
        if connection.vendor == "sqlite"
        else "SELECT reltuples FROM pg_class WHERE relname = 'django_session'"
    )
    with connection.cursor() as cursor:
        cursor.execute(known)
        assert cursor.fetchone()[0] == 300
