"""A number given out twice is said to whoever writes, reviews or imports, and keeps nothing back."""

from datetime import date

from gongkai.library import twins
from gongkai.library.actions import start_record
from gongkai.library.models import Record
from gongkai.review.actions import release_version, submit_version

NUMBER = "青禾民发〔2026〕8号"


def draft(author, civil, number="青禾民发[2026]08号", day=date(2026, 6, 2)):
    return start_record(
        organ=civil, kind="policy", title="乙通知", body="<p>文</p>", by=author, number=number, formed_on=day
    )


def test_the_editor_and_the_reviewer_are_told_and_may_go_on(make_record, author, reviewer, civil, client):
    first = make_record("甲通知", number=NUMBER)
    version = draft(author, civil)
    client.force_login(author)
    page = client.get(f"/desk/records/{version.record_id}/edit/").content.decode()
    assert "文号重复" in page and f'href="/records/{first.pk}/"' in page
    submit_version(version=version, by=author)
    client.force_login(reviewer)
    assert "文号重复" in client.get(f"/desk/records/{version.record_id}/review/").content.decode()
    assert release_version(version=version, by=reviewer).state == "released"


def test_what_one_may_not_see_is_not_told(make_account, author, civil, finance):
    draft(author, civil, NUMBER)
    other = start_record(organ=finance, kind="policy", title="丙", by=make_account("other", finance), number=NUMBER)
    assert twins.of_version(other, other.written_by) == []
    assert twins.of_imported([other.record], other.written_by) == []
    assert [sentence for _, sentence in twins.of_imported([other.record], None)] == [
        f"文号“{NUMBER}”与《乙通知》重复，请核对。"
    ]


def test_an_announcement_is_counted_anew_each_year(author, civil):
    for year in (2023, 2024, 2024):
        draft(author, civil, "青禾县人民政府公告第3号", date(year, 1, 1))
    records = Record.objects.order_by("pk")
    assert [record.pk for record, _ in twins.of_imported(records, None)] == [records[2].pk]
