import pytest

from gongkai.library import intake
from gongkai.library.actions import attach, start_record
from gongkai.library.vetting.tests.made import upload, word


@pytest.fixture
def draft_with(civil, author):
    """draft_with(content, name): a complete draft of the civil affairs bureau with this file attached."""

    def make(content: bytes | None = None, name: str = "说明.docx", by=None):
        by = by or author
        version = start_record(
            organ=civil, kind="notice", title="低保说明", body="<p>见附件。</p>", by=by, formed_on="2026-06-01"
        )
        blob, kept = intake.take(upload(word() if content is None else content, name), name)
        attach(version=version, blob=blob, name=kept, by=by)
        return version

    return make
