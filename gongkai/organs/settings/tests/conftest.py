"""A setting of these tests."""

import pytest

from gongkai.organs.settings.kinds import Number
from gongkai.organs.settings.registry import SETTINGS, setting


@pytest.fixture
def term():
    """How many days, 20 by national default."""
    made = setting(
        "tests.term", "答复送签期限", Number("个工作日", 1, 60), default=20, group="requests",
        law="条例第三十三条", asked="收到申请之日", changes="届满前几个工作日送签。",
    )  # fmt: skip
    yield made
    del SETTINGS[made.key]


@pytest.fixture
def head(make_account, county):
    """Who confirms for the county and the organs below."""
    return make_account("head", county, "organ_head", covers_below=True)
