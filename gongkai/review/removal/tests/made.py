"""What the tests of removals share."""

from django.urls import reverse

from gongkai.core import files
from gongkai.core.intake import media
from gongkai.library.models import Attachment
from gongkai.library.vetting import actions as vetting
from gongkai.library.vetting.cleaning import clean_copy
from gongkai.library.vetting.looking import look
from gongkai.library.vetting.tests.made import SEEN, word
from gongkai.review.removal.actions import Chosen

ID = "11010119900307002X"
BODY = "<p>领取人张三丰，身份证号<b>110101</b>19900307002X。</p><p>自七月一日起发放。</p>"


def chosen(*passages, **more):
    return Chosen("personal", "误登了身份证号码", list(passages), **more)


def hang(record, name="名单.txt", content=b"list", text=""):
    blob = files.keep([content], "text/plain", text)
    look(blob)
    return Attachment.objects.create(version=record.current, blob=blob, name=name)


def public(client, record):
    """Everything of a record that the public can read, as one text."""
    names = ("home", "disclosure", "news", "feed", "sitemap_index")
    own = [f"/records/{record.pk}/", f"/records/{record.pk}/versions/", "/sitemap-1.xml"]
    answers = [client.get(address) for address in [*own, *(reverse(f"portal:{name}") for name in names)]]
    assert {answer.status_code for answer in answers} == {200}
    return "".join(answer.content.decode() for answer in answers)


def hidden(record, name="说明.docx", content=None):
    """A file of the current version that was public before files were looked into, and hides something."""
    suffix = "." + name.rpartition(".")[2]
    blob = files.keep([content or word()], media.MEDIA_TYPES[suffix], SEEN)
    return Attachment.objects.create(version=record.current, blob=blob, name=name)


def clean(file, by):
    vetting.put_in_place(attachment=file, copy=clean_copy(file.blob), by=by)
