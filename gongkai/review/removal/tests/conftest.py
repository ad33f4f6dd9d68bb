import pytest

from gongkai.review.removal import actions
from gongkai.review.removal.tests.made import BODY, ID, chosen


@pytest.fixture
def record(site, make_record):
    return make_record(title="临时救助公示", body=BODY, summary=f"张三丰（{ID}）", keywords="救助 张三丰")


@pytest.fixture
def remove(record, reviewer, django_capture_on_commit_callbacks):
    def run(*passages, **more):
        with django_capture_on_commit_callbacks(execute=True):
            return actions.remove(record=record, chosen=chosen(*passages, **more), by=reviewer)

    return run
