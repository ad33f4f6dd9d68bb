"""What the catalogue asks of every record (条例 art. 12, 17; 国办发〔2016〕80号)."""

from collections.abc import Iterator

from gongkai.core.html import empty_pictures
from gongkai.library import rules
from gongkai.review.checking import Document, Finding, check

_PICTURES = "正文里有 {} 处图片没有图像：粘贴或导入文字时图片没有一起进来。请在正文里删去这些空图片，需要公开的图片另作附件上传。"


@check("field.title", "没有标题", "text", "block", "条例第十二条")
def without_title(document: Document) -> Iterator[Finding]:
    if not document.title.strip():
        yield Finding("请填写标题。", "title")


@check("field.text", "没有正文和附件", "text", "block", "条例第十二条")
def without_text(document: Document) -> Iterator[Finding]:
    if not document.body.strip() and not document.version.attachments.exists():
        yield Finding("正文和附件不能都为空，请填写正文或上传附件。", "body")


@check("image.empty", "图片没有图像", "text", "block")
def empty_picture(document: Document) -> Iterator[Finding]:
    if pictures := empty_pictures(document.body):
        yield Finding(_PICTURES.format(pictures), "body")


@check("field.item", "没有归入法定公开内容", "legal", "block", "条例第二十条、第二十一条")
def without_item(document: Document) -> Iterator[Finding]:
    if document.fields.get("item") not in rules.ITEMS:
        yield Finding("请选择属于条例第二十条、第二十一条的哪一项。", "item")


@check("disclosure.not_active", "公开属性不是主动公开", "secrecy", "block", "条例第十七条")
def not_active(document: Document) -> Iterator[Finding]:
    if document.fields.get("disclosure", "active") != "active":
        yield Finding("公开属性不是“主动公开”，不能发布到网站。", "disclosure")


@check("field.formed_on", "没有生成日期", "text", "block", "条例第十二条")
def undated(document: Document) -> Iterator[Finding]:
    if not document.fields.get("formed_on"):
        yield Finding("请填写生成日期（条例第十二条要求目录载明）。", "formed_on")
    elif document.fields.get("formed_presumed"):
        yield Finding("生成日期由程序按公开日期推定。请核对：不对的改正，无误的在信息页点“确认日期”。", "formed_on")


@check("field.note", "更正没有说明", "text", "block")
def correction_without_note(document: Document) -> Iterator[Finding]:
    if document.version.number > 1 and not document.version.note.strip():
        yield Finding("更正已发布的信息，请写明修改说明，公众会看到它。", "note")


@check("field.of_kind", "没有这一类信息必填的内容", "text", "block", "条例第二十条")
def without_field_of_kind(document: Document) -> Iterator[Finding]:
    fields = document.fields
    for extra in document.kind.fields if document.kind else ():
        value = fields.get(extra.column) if extra.column else fields.get("extra", {}).get(extra.name)
        if extra.required and value in (None, ""):
            yield Finding(f"请填写“{extra.label}”。", extra.name)
