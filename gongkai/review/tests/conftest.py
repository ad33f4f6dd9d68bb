"""Fixtures of this room's tests: a folder of documents and gongkai import."""

import csv
import io
from pathlib import Path

import pytest
from django.core.management import call_command


@pytest.fixture
def folder(tmp_path) -> Path:
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


@pytest.fixture
def run(tmp_path, civil, django_capture_on_commit_callbacks):
    """run(paths…, release=True): the output; errors of the run are in run.errors as (place, sentence)."""

    def call(*paths, **options):
        out, errors = io.StringIO(), tmp_path / "errors.csv"
        errors.unlink(missing_ok=True)
        with django_capture_on_commit_callbacks(execute=True):
            call_command("import", *map(str, paths), stdout=out, errors=str(errors), **{"release": True, **options})
        call.errors = list(csv.reader(errors.open(encoding="utf-8-sig")))[1:] if errors.exists() else []
        return out.getvalue()

    return call
