"""Asking third parties and co-producing organs (条例 art. 32–34): starting a consultation with its letter, its receipt,
the answer, the organ's own decision; what the flow checks and keeps of it.

The steps of the flow carry ``who``, the label of the consultation: the ledger knows no names."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from gongkai.casework import actions as casework
from gongkai.casework.calendar import WorkCalendar
from gongkai.casework.letters import actions as letters
from gongkai.casework.letters.kinds import chinese_date
from gongkai.casework.models import Case, Letter
from gongkai.casework.parties.uploads import Upload
from gongkai.casework.selectors import calendar
from gongkai.core import vault
from gongkai.core.actions import Refused, action, audit
from gongkai.core.text import line
from gongkai.foi import consulting, dividing, guards, outcomes
from gongkai.foi.models import Consultation, Request
from gongkai.foi.selectors import renewed, the_same

LETTERS = {"third_party": "third_party", "organ": "co_producer"}  # kind → type of letter
DECISION = "third_party_decision"  # the letter that tells a third party what the organ decided
STEPS = {
    "received": {"third_party": "third_party_receives", "organ": "organ_receives"},
    "answer": {"third_party": "third_party_answers", "organ": "organ_answers"},
    "decision": {"third_party": "decide_third_party"},
}
LONGEST = 100  # characters of a name
UNHEARD = "以保护第三方合法权益为由不予公开的，应当先书面征求第三方的意见（条例第三十二条）。"


@action
def start(*, case: Case, kind: str, name: str, information: str, by: Any, contact: str = "") -> Consultation:
    """Draw up the letter that asks. The consultation begins when it is sent."""
    case.must(by, "handle")
    case = Case.objects.select_for_update().select_related("organ").get(pk=case.pk)
    name = line(name)
    if kind not in consulting.KINDS:
        raise Refused("请选择征求谁的意见。", "kind")
    if case.state != "handling":
        raise Refused(f"本件现在是“{case.state_label}”，办理中的申请才能征求意见。")
    if not name or len(name) > LONGEST:
        raise Refused(f"请填写征求意见的对象，{LONGEST} 字以内。", "name")
    if kind == "organ" and name in (case.organ.name, case.organ.short_name):
        raise Refused("这就是本机关，请填写共同制作的另一个机关。", "name")
    row = _again(case, kind, name) or _new(case, kind, name)
    row.name, row.contact, row.information = name, contact.strip(), information.strip()
    row.letter = letters.draw_up(case=case, type=LETTERS[kind], by=by, who=name, information=information)
    row.save()
    audit("consultation.start", row, by=by, organ=case.organ, label=row.label)
    return row


def _again(case: Case, kind: str, name: str) -> Consultation | None:
    """The same party's consultation whose letter was voided before it was sent; refused while one is under way."""
    under_way = Consultation.objects.filter(request=case.pk, kind=kind, answered_on=None).select_related("letter")
    for row in under_way:
        if row.name == name:
            if row.asked_on or (row.letter and row.letter.state != Letter.VOID):
                raise Refused(f"已在征求{row.label}的意见，尚未答复，不必重复征求。", "name")
            return row
    return None


def _new(case: Case, kind: str, name: str) -> Consultation:
    position = Consultation.objects.filter(request=case.pk, kind=kind).count() + 1
    label = f"第三方{position}" if kind == "third_party" else name
    return Consultation(request_id=case.pk, kind=kind, position=position, label=label)


def begun_by(letter: Letter) -> Consultation | None:
    """The consultation that a letter asks in, once it has begun."""
    return Consultation.objects.filter(letter=letter).first()


def label_of(letter: Letter) -> str:
    """What the ledger calls the addressee of a letter that asks; within an action. A letter drawn up by itself begins its
    consultation here."""
    row = begun_by(letter)
    if row is None:
        fields = letter.content["fields"]
        kind = next(kind for kind, type in LETTERS.items() if type == letter.type)
        row = _new(letter.case, kind, fields["who"])
        row.name, row.information, row.letter = fields["who"], fields["information"], letter
        row.save()
    return row.label


@action
def receive(*, consultation: Consultation, on: date, by: Any) -> Consultation:
    """The other side received the letter: its term runs from this day."""
    if consultation.asked_on and on < consultation.asked_on:
        raise Refused(f"收到日期不能早于发出日期 {consultation.asked_on}，请核对。", "on")
    if consultation.received_on:
        raise Refused(f"已登记{consultation.label}于 {consultation.received_on} 收到征求意见书。", "on")
    return _step(consultation, "received", on, by)


@action
def answer(
    *,
    consultation: Consultation,
    on: date,
    opinion: str,
    by: Any,
    reasons: str = "",
    files: Sequence[Upload] = (),
) -> Consultation:
    """Enter what the other side said, with the scan of its letter."""
    if opinion not in consulting.OPINIONS:
        raise Refused("请选择答复意见。", "opinion")
    if consultation.answered_on:
        raise Refused(f"{consultation.label}已于 {consultation.answered_on} 答复，不能重复登记。", "on")
    if on < max(filter(None, (consultation.asked_on, consultation.received_on)), default=on):
        raise Refused("答复日期不能早于发出和收到征求意见书的日期，请核对。", "on")
    row = _step(consultation, "answer", on, by, consents=opinion)
    row.reasons = reasons.strip()
    for file in files:
        row.scan, row.scan_type = vault.keep(file.content), file.media_type
    row.save()
    return row


@action
def decide(
    *, consultation: Consultation, decision: str, by: Any, ground: str = "", reasons: str = "", information: str = ""
) -> Consultation:
    """The organ's own decision where the third party refused or kept silent (条例 art. 32). To disclose all the same
    takes a ``ground`` of consulting.REFUSED where it refused (silence follows from its standing), reasons, and a letter
    that tells the third party what is disclosed and why."""
    today, reasons, information = timezone.localdate(), reasons.strip(), information.strip()
    if decision not in consulting.DECISIONS:
        raise Refused("请选择公开还是不公开。", "decision")
    consultation = Consultation.objects.select_related("informed").get(
        pk=consultation.pk
    )  # what was answered meanwhile
    at = consultation.standing(calendar(), today)
    if not at.decides:
        raise Refused(f"第三方不同意公开或者逾期未答时才由本机关决定，{consultation.label}不需要另作决定。")
    if consultation.informing:
        raise Refused("已按此前的决定起草公开决定告知书；要改变决定，请先作废它。")
    ground = _ground(at, ground, reasons) if decision == "disclose" else ""
    row = _step(consultation, "decision", today, by, decision=decision)
    row.decision_reasons, row.ground, row.informed = reasons, ground, None
    row.save()  # the letter reads it
    if decision == "disclose":
        given = {"who": row.name, "information": information or row.information, "reasons": reasons}
        row.informed = letters.draw_up(case=row.request.case, type=DECISION, by=by, **given)
    row.save()
    return row


def _ground(at: consulting.Standing, ground: str, reasons: str) -> str:
    """On which of the grounds of 条例 art. 32 it is disclosed; Refused when that is not said."""
    if not at.silent and ground not in consulting.REFUSED:
        raise Refused(
            "第三方不同意的，请选择为什么仍然公开：其理由不成立，或者涉及公共利益（条例第三十二条）。", "ground"
        )
    if not reasons:
        why = "第三方逾期未提出意见，为什么决定公开" if at.silent else f"为什么{consulting.REFUSED[ground]}"
        raise Refused(f"决定公开的，请写明理由：{why}（条例第三十二条）。", "reasons")
    return consulting.SILENCE if at.silent else ground


def told_why(case: Case, fields: dict[str, Any]) -> dict[str, str]:
    """What the letter tells a third party of how it was heard and on which ground is decided (条例 art. 32)."""
    rows = [row for row in rows_of(case) if row.kind == "third_party" and row.name == fields["who"] and row.ground]
    if not rows or not rows[-1].asked_on:
        raise Refused("公开决定告知书由“登记是否公开的决定”拟稿，请先登记对该第三方的决定。")
    row = rows[-1]
    said = {
        consulting.SILENCE: "你方逾期未提出意见",
        "unfounded": f"你方{row.get_opinion_display()}，经审查，本机关认为不同意公开的理由不成立",
        "interest": f"你方{row.get_opinion_display()}，经审查，本机关认为不公开可能对公共利益造成重大影响",
    }
    return {"asked_on": chinese_date(row.asked_on), "decided": said[row.ground]}


def _step(row: Consultation, deed: str, on: date, by: Any, **data: Any) -> Consultation:
    if deed not in STEPS or row.kind not in STEPS[deed]:
        raise Refused("共同制作机关的意见不需要另作决定。")
    if row.asked_on is None:
        raise Refused(f"给{row.label}的征求意见书还没有发出，请先登记送达。")
    casework.take_step(case=row.request.case, step=STEPS[deed][row.kind], on=on, by=by, who=row.label, **data)
    return Consultation.objects.select_related("request__case__organ").get(pk=row.pk)


@action
def reveal(*, consultation: Consultation, reason: str, by: Any) -> dict[str, str]:
    """Who the other side is, how it is reached and what it said; each time audited with its reason."""
    case = consultation.request.case
    case.must(by, "handle")
    if not reason.strip():
        raise Refused("请写明查看的理由，系统会留痕。", "reason")
    audit("consultation.reveal", consultation, by=by, organ=case.organ, reason=reason.strip())
    shown = {
        "姓名或名称": consultation.name,
        "联系方式": consultation.contact,
        "涉及的政府信息": consultation.information,
        "意见的理由": consultation.reasons,
        "本机关决定的理由": consultation.decision_reasons,
    }
    return {label: value for label, value in shown.items() if value}


@action
def open_scan(*, consultation: Consultation, by: Any) -> bytes:
    """The scan of the answer; opening it leaves a trace."""
    case = consultation.request.case
    case.must(by, "handle")
    if not consultation.scan:
        raise Refused("没有答复扫描件，或者已按保存期限清除。")
    audit("consultation.scan", consultation, by=by, organ=case.organ)
    return vault.read(consultation.scan)


# what the flow asks


def _asked(case: Case) -> QuerySet[Consultation]:
    return Consultation.objects.filter(request=case.pk).exclude(asked_on=None)


def rows_of(case: Case) -> list[Consultation]:
    """The consultations of a case, kept on the instance as several steps ask for them; ``keep`` forgets them."""
    if "consulted" not in case.__dict__:
        found = Consultation.objects.filter(request=case.pk).select_related("letter", "informed")
        case.__dict__["consulted"] = list(found)
    return case.__dict__["consulted"]


def unanswered(case: Case) -> list[Consultation]:
    """Who was asked and has not answered."""
    return list(_asked(case).filter(answered_on=None))


def heard(case: Case) -> str:
    """How third parties were heard, in the words of a refusal for their sake (条例 art. 15, 32); Refused before."""
    rows = [row for row in _asked(case) if row.kind == "third_party"]
    if not rows:
        raise Refused(UNHEARD)
    today = timezone.localdate()
    if waiting := no_open_consultation(case, {"on": today}):
        raise Refused(waiting)
    names = [row.label for row in rows] if len(rows) > 1 else ["第三方"]
    days = calendar()
    said = [f"{name}{_said(row, row.standing(days, today))}" for name, row in zip(names, rows, strict=True)]
    return f"本机关依法书面征求了第三方的意见：{'；'.join(said)}。"


def _said(row: Consultation, at: consulting.Standing) -> str:
    if at.silent:
        return "逾期未提出意见"
    return row.get_opinion_display()


def awaits_receipt(kind: str) -> Any:
    return lambda case: any(
        row.kind == kind and row.asked_on and not (row.received_on or row.answered_on) for row in rows_of(case)
    )


def awaits_answer(kind: str) -> Any:
    return lambda case: any(row.kind == kind and row.asked_on and not row.answered_on for row in rows_of(case))


def awaits_decision(case: Case) -> bool:
    rows = [row for row in rows_of(case) if row.kind == "third_party" and row.opinion != "yes" and row.asked_on]
    if not rows:
        return False
    days, today = calendar(), timezone.localdate()
    return any(row.standing(days, today).decides and not row.informing for row in rows)


def nothing_to_tell(case: Case) -> str | None:
    """Why there is no decision that a third party were to be told of (条例 art. 32)."""
    if awaits_decision(case) or any(row.ground for row in rows_of(case)):
        return None
    return "没有要由本机关决定是否公开的第三方意见，不需要这份文书。"


def prepared(case: Case, data: dict[str, Any]) -> str | None:
    """The ledger names who is asked by the label of a consultation, so that no name of a person gets into it."""
    if Consultation.objects.filter(request=case.pk, label=data["who"], asked_on=None).exists():
        return None
    return "请从“征求意见”开始：填写对象和涉及的信息，征求意见书送达时自动记入台账。"


def no_open_consultation(case: Case, data: dict[str, Any]) -> str | None:
    """An answer goes out when consultations are answered or their term is over (条例 art. 32, 34)."""
    days = calendar()
    standings = [(row.label, row.standing(days, data["on"])) for row in _asked(case)]
    if unknown := [label for label, at in standings if at.state == "sent"]:
        return f"请先登记“{'、'.join(unknown)}”收到征求意见书的日期，其答复期限自收到之日起算。"
    if waiting := [label for label, at in standings if at.waits]:
        return f"还在征求“{'、'.join(waiting)}”的意见，请先登记其答复或等到期满。"
    return None


def third_parties_heard(case: Case, data: dict[str, Any]) -> str | None:
    """Third parties are asked before their rights are a ground, and information is given against one only by the organ's
    own decision with a letter that tells it (条例 art. 15, 32)."""
    outcome = data.get("outcome") or case.request.outcome
    rows = list(_asked(case).filter(kind="third_party").select_related("informed"))
    if "third_party" in (outcome, *dividing.outcomes_of(case)) or _withholds_for_them(case):
        if not rows:
            return UNHEARD
        if all(row.opinion == "yes" for row in rows):
            return "第三方都已同意公开，不能以保护第三方合法权益为由不予公开（条例第十五条）。"
    if not outcomes.OUTCOMES[outcome].gives:
        return None
    if not rows and _refused_before(case):
        return "此前的答复征求过第三方意见，第三方没有同意公开；改为公开的，请先再次征求第三方意见（条例第三十二条）。"
    days = calendar()
    return next((said for row in rows if (said := _undecided(row, days, data["on"], outcome))), None)


def _refused_before(case: Case) -> bool:
    """Whether a third party, heard about what is answered anew here, did not agree: its rights stand as they did."""
    if not renewed(case):
        return False
    family = Request.objects.filter(the_same(case.request)).exclude(pk=case.pk)
    heard = Consultation.objects.filter(request__in=family, kind="third_party").exclude(asked_on=None)
    return heard.exclude(opinion="yes").exists()


def _withholds_for_them(case: Case) -> bool:
    """Whether the answer that is drawn up, or a part of it, withholds by 条例 art. 15."""
    letter = guards.answer_letter(case, Letter.DRAFT, Letter.SIGNED)
    found = dividing.answered(case, letters.type_of(letter), letter.content["fields"]) if letter else []
    return any(fields.get("ground", "").startswith("15") for _, fields in found)


def _undecided(row: Consultation, days: WorkCalendar, on: date, outcome: str) -> str | None:
    at = row.standing(days, on)
    if not at.decides:
        return None
    if not row.decision:
        what = "逾期未答" if at.state == "silent" else row.get_opinion_display()
        return f"{row.label}{what}，请先登记本机关的决定，再答复申请人（条例第三十二条）。"
    if row.decision == "withhold" and outcome != "partial":
        return f"涉及{row.label}的信息已决定不公开，不能全部公开：请改为部分公开，或者重新决定。"
    if row.decision == "disclose" and not row.informing:
        return f"请先起草给{row.label}的公开决定告知书，书面告知公开的内容和理由（条例第三十二条）。"
    return None


def third_parties_told(case: Case, data: dict[str, Any]) -> str | None:
    """The third party is told of the decision no later than the applicant gets the information (条例 art. 32)."""
    if not outcomes.OUTCOMES[case.request.outcome].gives:
        return None
    rows = _asked(case).filter(decision="disclose").select_related("informed")
    late = [row.label for row in rows if not row.informed or row.informed.state != Letter.SENT]
    return f"请先送达给“{'、'.join(late)}”的公开决定告知书，再送达答复（条例第三十二条）。" if late else None


GUARDS = (prepared, no_open_consultation, third_parties_heard, third_parties_told)


def keep(case: Case, data: dict[str, Any]) -> None:
    """What the ledger says of a consultation is kept with it."""
    entry = case.entries.latest("sequence")
    case.__dict__.pop("consulted", None)
    kind, _, what = entry.type.rpartition("_")
    rows = Consultation.objects.filter(request=case.pk, kind=kind, label=data["who"])
    if what == "asked":
        rows.filter(asked_on=None).update(asked_on=entry.on)
    elif what == "received":
        rows.filter(received_on=None, answered_on=None).update(received_on=entry.on)
    elif what == "answered":
        rows.filter(answered_on=None).update(answered_on=entry.on, opinion=data["consents"])
    else:
        rows.update(decision=data["decision"])


AFTER = {f"{kind}_{what}": keep for kind in consulting.KINDS for what in ("asked", "received", "answered")}
AFTER["third_party_decided"] = keep
