"""The electronic seal of an organ: set by who keeps its templates, put on a letter by who signs it."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gongkai.casework.letters import actions as drafts
from gongkai.casework.letters import seals
from gongkai.casework.letters.tests.test_seal import picture, seals_of
from gongkai.casework.models import Letter, LetterSeal
from gongkai.core.actions import NotAllowed, Refused
from gongkai.core.models import AuditEntry
from gongkai.foi.tests.conftest import drawn, signed


@pytest.fixture(autouse=True)
def one_day(case):
    with time_machine.travel("2026-03-20 10:00 +0800", tick=False):
        yield


def at(name, *args):
    return reverse(f"desk:{name}", args=args)


@pytest.fixture
def seal(civil, reviewer):
    return seals.set_seal(organ=civil, picture=picture(), by=reviewer)


def test_a_seal_is_set_seen_and_put_away_on_the_settings_page(civil, reviewer, as_):
    client, page = as_(reviewer), at("letter_settings", civil.pk)
    assert "文书签发后在纸质文书上用印" in client.get(page).content.decode()
    upload, shown = at("letter_seal", civil.pk), at("letter_seal_picture", civil.pk)
    bad = client.post(upload, {"seal": SimpleUploadedFile("章.png", b"GIF89a")}).content.decode()
    assert "这个图片打不开" in bad and 'id="seal_error"' in bad and client.get(shown).status_code == 404
    assert "请选择一个" in client.post(upload).content.decode()
    large = SimpleUploadedFile("章.png", picture() + b"\0" * seals.LARGEST)
    assert "不超过 2 MB" in client.post(upload, {"seal": large}).content.decode()
    good = client.post(upload, {"seal": SimpleUploadedFile("章.png", picture())}, follow=True).content.decode()
    assert "电子印章已检查并启用" in good and shown in good
    answer = client.get(shown)
    assert answer["Content-Type"] == "image/png" and answer.content == seals.cleaned(picture())
    assert "已停用电子印章" in client.post(upload, {"drop": "1"}, follow=True).content.decode()
    assert not LetterSeal.objects.exists()
    verbs = list(AuditEntry.objects.filter(verb__startswith="letter.seal").values_list("verb", flat=True))
    assert sorted(verbs) == ["letter.seal", "letter.seal_drop"]


def test_who_may_not_set_templates_sets_no_seal(civil, author):
    for deed in (
        lambda: seals.set_seal(organ=civil, picture=picture(), by=author),
        lambda: seals.drop_seal(organ=civil, by=author),
    ):
        with pytest.raises(NotAllowed):
            deed()


def test_the_seal_of_an_organ_is_not_that_of_those_below(county, civil, officer, case, author, reviewer, as_):
    seals.set_seal(organ=county, picture=picture(), by=officer)
    assert seals.seal_of(civil) is None and round(seals.seal_of(county).across.mm) == 45
    letter = drawn(case, "receipt", author)
    assert "加盖电子印章" not in as_(reviewer).get(at("letter", letter.pk)).content.decode()
    with pytest.raises(Refused, match="没有设置电子印章") as refusal:
        signed(letter, reviewer, seal=True)
    assert refusal.value.field == "seal" and Letter.objects.get().state == Letter.DRAFT


def test_who_signs_puts_the_seal_on_and_the_letter_says_so(case, author, reviewer, as_, seal):
    client, letter = as_(reviewer), drawn(case, "receipt", author)
    page = client.get(at("letter", letter.pk)).content.decode()
    assert 'name="seal" value="1"' in page and "checked" not in page.split('name="seal"')[1][:40]
    client.post(at("letter_sign", letter.pk), {"seal": "1"})
    letter.refresh_from_db()
    assert (letter.state, letter.sealed) == (Letter.SIGNED, True)
    [(_, (left, _, right, _))] = seals_of(drafts.kept_file(letter, "pdf"))
    assert round(right - left) == 42  # an office of a county
    assert "已加盖电子印章" in client.get(at("letter", letter.pk)).content.decode()
    told = AuditEntry.objects.filter(verb="letter.sign").latest("pk").detail
    assert told["seal"] == seal.blob.sha256


def test_without_the_tick_a_letter_is_not_sealed(case, author, reviewer, as_, seal):
    client, letter = as_(reviewer), drawn(case, "receipt", author)
    client.post(at("letter_sign", letter.pk))
    letter.refresh_from_db()
    assert (letter.state, letter.sealed) == (Letter.SIGNED, False)
    assert not seals_of(drafts.kept_file(letter, "pdf"))
    assert "已加盖电子印章" not in client.get(at("letter", letter.pk)).content.decode()
