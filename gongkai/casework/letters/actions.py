"""Drawing a letter up, editing, signing by a second person, sending, voiding; an office's own template.

``content_of`` a letter: {"to", "title", "opening", "body", "closing", "enclosures", "note", "fields", "reply"}. Only
``body`` and ``enclosures`` are edited: what was asked, the remedy and the organ are the program's.
"""

import hashlib
import re
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from gongkai.casework.letters import drawing, seals
from gongkai.casework.letters.kinds import BOOKS, LetterType, chinese_date
from gongkai.casework.letters.stamping import Seal
from gongkai.casework.models import Case, CaseSeries, Letter, LetterTemplate
from gongkai.core import files, vault
from gongkai.core.actions import Refused, action, audit
from gongkai.core.text import line
from gongkai.organs.models import Organ
from gongkai.organs.rules import path_ids

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
UNNUMBERED = "（签发后编号）"
_POSTAL_NUMBER = re.compile(r"(?<![A-Z0-9])([A-Z]{2}\d{9}[A-Z]{2}|\d{13})(?![A-Z0-9])")
_NUMBER = re.compile(r"(?P<mark>\D+)〔(?P<year>\d{4})〕(?P<serial>[1-9]\d*)号")


@action
def draw_up(*, case: Case, type: str, by: Any, enclosures: list[str] | None = None, **given: Any) -> Letter:
    """A draft of a letter from the facts of the case and what the officer filled in (``given``, LetterType.fields)."""
    case.must(by, "handle")
    book = BOOKS[case.type]
    chosen = book.type(type)
    if sentence := too_early(case, chosen):
        raise Refused(sentence)
    fields = chosen.clean(given)
    facts = {**book.facts(case, chosen, fields), **chosen.shown(fields)}
    content: Any = {
        "to": facts["to"],
        "title": chosen.title,
        "opening": said(chosen.opening, facts),
        "body": [_ended(row) for text in said(chosen.body, facts) for row in text.splitlines() if row.strip()],
        "closing": [*said(chosen.closing, facts), *book.remedies(case, chosen, fields)],
        "enclosures": _lines(enclosures or []),
        "note": facts["note"],
        "fields": fields,
        "reply": said(chosen.reply, {**facts, "organ": case.organ.name}),
    }
    letter = Letter.objects.create(case=case, type=type, content=content, drawn_by=by)
    letter.writers.add(by)
    audit("letter.draw", letter, by=by, organ=case.organ, type=type)
    return letter


def too_early(case: Case, kind: LetterType) -> str | None:
    if case.received_on is None and not kind.before_receipt:
        return "本件还没有确认收到，请先登记收到日期再制作文书。"
    return None


def said(texts: tuple[str, ...], facts: dict[str, str]) -> list[str]:
    """The texts with the facts they name, without those that then say nothing."""
    return [one for text in texts if (one := text.format_map(facts).strip())]


def _lines(texts: list[str]) -> list[str]:
    return [shown for text in texts if (shown := line(text))]


def _ended(text: str) -> str:
    """One full stop at the end, and never two where a filled-in field brought its own."""
    text = text.replace("。。", "。")
    return text if text[-1] in "。！？：；…”" else f"{text}。"


@action
def edit_letter(*, letter: Letter, body: list[str], by: Any, enclosures: list[str] | None = None) -> Letter:
    """Replace the paragraphs of the body (and the list of enclosures) of a draft; the articles must stay cited."""
    letter = held(letter)
    letter.case.must(by, "handle")
    _must_be(letter, Letter.DRAFT, "修改")
    body = _lines(body)
    if not body:
        raise Refused("请填写正文。", "body")
    if lost := [cite for cite in type_of(letter).cites if cite not in "".join(body)]:
        raise Refused(f"正文必须写明依据：{'、'.join(lost)}，请补上。", "body")
    content = {**letter.content, "body": body}
    if enclosures is not None:
        content["enclosures"] = _lines(enclosures)
    letter.content = content
    letter.save(update_fields=["content"])
    letter.writers.add(by)
    audit("letter.edit", letter, by=by, organ=letter.case.organ)
    return letter


@action
def sign_letter(*, letter: Letter, by: Any, number: str = "", seal: bool = False) -> Letter:
    """Sign a draft: it gets its number and today's date, and its files are made and kept. Not by who wrote on it.

    ``number``: one given outside this system; refused when it was used before or is not in the organ's form. ``seal``:
    with the electronic seal of the organ."""
    letter = held(letter)
    case = letter.case
    case.must(by, "sign")
    _must_be(letter, Letter.DRAFT, "签发")
    if letter.drawn_by_id == by.pk or letter.writers.filter(pk=by.pk).exists():
        raise Refused("拟稿人不能签发自己拟的文书，请由另一位有审签权限的同事签发。")
    today = timezone.localdate()
    letter.number = _take_number(case.organ, type_of(letter).mark, today.year, number.strip())
    letter.dated, letter.signed_by, letter.state = today, by, Letter.SIGNED
    stamp = _seal(case.organ) if seal else None
    source = template_for(case, letter.type)
    docx, pdf = drawing.draw(words_of(letter), source=source, on=timezone.now(), seal=stamp)
    letter.sealed = seal
    letter.docx, letter.docx_sha256 = vault.keep(docx), hashlib.sha256(docx).hexdigest()
    letter.pdf, letter.pdf_sha256 = vault.keep(pdf), hashlib.sha256(pdf).hexdigest()
    letter.save()
    audit(
        "letter.sign",
        letter,
        by=by,
        organ=case.organ,
        number=letter.number,
        docx=letter.docx_sha256,
        pdf=letter.pdf_sha256,
        seal=hashlib.sha256(stamp.picture).hexdigest() if stamp else "",
    )
    return letter


def _seal(organ: Organ) -> Seal:
    if seal := seals.seal_of(organ):
        return seal
    raise Refused(f"{organ.label}没有设置电子印章，请先在“文书设置”上传，或者不勾选后签发。", "seal")


@action
def send_letter(
    *, letter: Letter, on: date, by: Any, proof: str, way: str = "", scan: bytes = b"", scan_type: str = ""
) -> Letter:
    """Record that a signed letter was sent: on which day, how, and what proves it, with a ``scan`` of it or without. In
    time is judged by this day; when it was received is another (receive_letter)."""
    letter = held(letter)
    letter.case.must(by, "handle")
    _must_be(letter, Letter.SIGNED, "送达")
    if not proof.strip():
        raise Refused("请填写送达凭证，如“网上送达”“挂号信单号”“申请人签收”。", "proof")
    if way == "ems" and not _POSTAL_NUMBER.search(proof.upper()):
        raise Refused("EMS 邮寄的，请填写邮件号码，如 1234567890123（13 位）。", "proof")
    if not letter.dated or not letter.dated <= on <= timezone.localdate():
        raise Refused(f"发出日期应在成文日期 {letter.dated} 至今天之间，请核对。", "on")
    letter.state, letter.sent_on, letter.sent_by, letter.proof = Letter.SENT, on, by, proof.strip()
    letter.way = way
    letter.scan, letter.scan_type = (vault.keep(scan), scan_type) if scan else ("", "")
    letter.save(update_fields=["state", "sent_on", "sent_by", "way", "proof", "scan", "scan_type"])
    facts = {"on": on.isoformat(), "pdf": letter.pdf_sha256, "scan": hashlib.sha256(scan).hexdigest() if scan else ""}
    audit("letter.send", letter, by=by, organ=letter.case.organ, **facts)
    return letter


@action
def receive_letter(*, letter: Letter, on: date, proof: str, by: Any) -> Letter:
    """Record on which day a sent letter was received, and what proves it; ``by`` None: its addressee opened it online.
    A public notice counts as received after its days (民事诉讼法 art. 95; settings PUBLIC_NOTICE_DAYS)."""
    letter = held(letter)
    if by is not None:
        letter.case.must(by, "handle")
    _must_be(letter, Letter.SENT, "登记收到")
    if letter.received_on is not None:
        raise Refused(f"这份文书已登记 {letter.received_on} 收到，不必重复登记。")
    if not proof.strip():
        raise Refused("请填写收到凭证，如“EMS 查询 3 月 27 日本人签收”。", "proof")
    if not letter.sent_on or not letter.sent_on <= on <= timezone.localdate():
        raise Refused(f"收到日期应在发出日期 {letter.sent_on} 至今天之间，请核对。", "on")
    if letter.way == "public_notice" and on < (last := letter.sent_on + timedelta(settings.PUBLIC_NOTICE_DAYS)):
        raise Refused(f"公告满 {settings.PUBLIC_NOTICE_DAYS} 日视为送达，最早是 {last}，请核对。", "on")
    facts = {"received_on": on, "received_proof": proof.strip(), "received_by": by}
    Letter.objects.filter(pk=letter.pk).update(**facts)
    audit("letter.receive", letter, by=by, organ=letter.case.organ, on=on.isoformat())
    return held(letter)


@action
def note_opened(*, letter: Letter, by: Any) -> None:
    """The addressee opened a sent letter online. The first time is kept: it proves that the letter arrived."""
    Letter.objects.filter(pk=letter.pk, state=Letter.SENT, opened_at=None).update(opened_at=timezone.now())
    audit("letter.arrive", letter, by=by, organ=letter.case.organ)


@action
def void_letter(*, letter: Letter, reason: str, by: Any) -> Letter:
    """Give up a draft, or a signed letter that was not sent; its number is not used again."""
    letter = held(letter)
    letter.case.must(by, voided_with(letter))
    if letter.state not in (Letter.DRAFT, Letter.SIGNED):
        _must_be(letter, Letter.SIGNED, "作废")
    if not reason.strip():
        raise Refused("请写明作废的原因。", "reason")
    letter.state, letter.void_reason = Letter.VOID, reason.strip()
    letter.save(update_fields=["state", "void_reason"])
    audit("letter.void", letter, by=by, organ=letter.case.organ, number=letter.number or "")
    return letter


def voided_with(letter: Letter) -> str:
    """The permission to void it: who signs voids what is signed, who handles a draft."""
    return "sign" if letter.state == Letter.SIGNED else "handle"


@action
def open_letter(*, letter: Letter, kind: str, by: Any) -> bytes:
    """The docx or PDF for a member of staff: the kept file, of a draft a preview. It names people, so it is audited."""
    _must_read(letter, by)
    audit("letter.open", letter, by=by, organ=letter.case.organ, kind=kind)
    if letter.state == Letter.DRAFT:
        docx, pdf = drawing.draw(words_of(letter), source=template_for(letter.case, letter.type))
        return docx if kind == "docx" else pdf
    return kept_file(letter, kind)


@action
def open_scan(*, letter: Letter, by: Any) -> bytes:
    """The scan that proves the delivery, for a member of staff; audited, for it names people."""
    _must_read(letter, by)
    if not letter.scan:
        raise Refused("这份文书没有送达凭证扫描件，或者扫描件已按保存期限清除。")
    audit("letter.scan", letter, by=by, organ=letter.case.organ)
    return vault.read(letter.scan)


def _must_read(letter: Letter, by: Any) -> None:
    if not letter.case.may(by, "sign"):
        letter.case.must(by, "handle")


@action
def set_template(*, organ: Organ, case_type: str, type: str, file: bytes, by: Any) -> LetterTemplate:
    """Use an office's own docx for a letter type (all types, when ``type`` is empty) after checking it."""
    by.must("facts", organ)
    if type:
        BOOKS[case_type].type(type)
    drawing.check(file)
    blob = files.keep([file], DOCX)
    kept, _ = LetterTemplate.objects.update_or_create(
        organ=organ, case_type=case_type, type=type, defaults={"blob": blob, "by": by, "at": timezone.now()}
    )
    audit("letter.template", kept, by=by, organ=organ, type=type, sha256=blob.sha256)
    return kept


@action
def drop_template(*, organ: Organ, case_type: str, type: str, by: Any) -> None:
    """Go back to the official template."""
    by.must("facts", organ)
    LetterTemplate.objects.filter(organ=organ, case_type=case_type, type=type).delete()
    audit("letter.template_drop", organ, by=by, organ=organ, type=type)


def type_of(letter: Letter) -> LetterType:
    return BOOKS[letter.case.type].type(letter.type)


def kept_file(letter: Letter, kind: str) -> bytes:
    """The file made at signing, byte for byte; ``kind`` docx or pdf. ValueError when it is not that any more."""
    key, sha256 = (letter.docx, letter.docx_sha256) if kind == "docx" else (letter.pdf, letter.pdf_sha256)
    if not key:
        raise Refused("这份文书还没有签发，或者文件已按保存期限清除。")
    content = vault.read(key)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ValueError(f"letter {letter.pk}: the kept {kind} is not what was signed")
    return content


def words_of(letter: Letter) -> dict[str, Any]:
    """What the letter says, by the fields of a template; 回函, the reply form, comes after it in any template."""
    content, organ = letter.content, letter.case.organ
    enclosures = [f"{position}．{name}" for position, name in enumerate(content["enclosures"], start=1)]
    if len(enclosures) == 1:
        enclosures = content["enclosures"]
    return {
        "机关": organ.name_on(letter.dated) if letter.dated else organ.name,
        "标题": content["title"],
        "文号": letter.number or UNNUMBERED,
        "抬头": f"{content['to']}：",
        "开头": content["opening"],
        "正文": content["body"],
        "救济": content["closing"],
        "附件": [f"{'　　　' if position else '附件：'}{line}" for position, line in enumerate(enclosures)],
        "日期": chinese_date(letter.dated) if letter.dated else "",
        "附注": content["note"],
        "回函": content.get("reply", []),  # letters drawn up before there were reply forms
    }


def unprintable(letter: Letter) -> list[tuple[str, str]]:
    """Where the files of a letter show □ because nothing can print the character: field of the template, code
    (``U+E863``). Not the words around it, which may be a name."""
    if not letter.content:
        return []
    found = ((field, drawing.unprintable(said)) for field, said in words_of(letter).items())
    return [(field, f"U+{ord(character):04X}") for field, bad in found for character in sorted(bad)]


def template_for(case: Case, type: str) -> bytes | None:
    """The template set by the organ or the nearest above it, for this type before the one for all; None: the official."""
    chain = path_ids(case.organ.path or "")
    own = LetterTemplate.objects.filter(organ_id__in=chain, case_type=case.type, type__in=(type, ""))
    best = max(own.select_related("blob"), key=lambda t: (chain.index(t.organ_id), t.type), default=None)
    return files.path_of(best.blob_id).read_bytes() if best else None


def held(letter: Letter) -> Letter:
    """The letter as it is now, locked, with its case; within an action."""
    return Letter.objects.select_for_update(of=("self",)).select_related("case__organ").get(pk=letter.pk)


def _must_be(letter: Letter, state: str, deed: str) -> None:
    if letter.state != state:
        raise Refused(f"这份文书现在是“{letter.get_state_display()}”，不能{deed}，可能已被别人处理，请刷新页面。")


def _take_number(organ: Organ, mark: str, year: int, given: str) -> str:
    """The next number ××公开复〔年〕n号 of the organ, or the ``given`` one when it is in form and free."""
    prefix = f"{organ.document_mark.removesuffix('发') or organ.label}{mark}"
    series, _ = CaseSeries.objects.get_or_create(type=f"letter:{mark}", organ=organ, year=year)
    series = CaseSeries.objects.select_for_update().get(pk=series.pk)
    if given:
        form = _NUMBER.fullmatch(given)
        if not form or form["mark"] != prefix or int(form["year"]) != year:
            raise Refused(f"文号应写作“{prefix}〔{year}〕1号”的样子：六角括号、四位年份、序号不编虚位。", "number")
        if Letter.objects.filter(number=given).exists():
            raise Refused(f"文号“{given}”已经用过，请换一个。", "number")
        return given
    while True:
        series.last += 1
        number = f"{prefix}〔{year}〕{series.last}号"
        if not Letter.objects.filter(number=number).exists():
            series.save(update_fields=["last"])
            return number
