"""What the flow of a request checks before a step, and what it keeps after one."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from gongkai.casework.letters.actions import type_of
from gongkai.casework.managing import notices
from gongkai.casework.models import Case, Entry, Letter
from gongkai.casework.selectors import reading_of
from gongkai.foi import charging, dividing, outcomes
from gongkai.foi.materials import actions as materials
from gongkai.foi.models import Request
from gongkai.foi.rules import CLOCK
from gongkai.organs.models import Organ
from gongkai.organs.selectors import same_government

LAPSES = {"correction_asked": "not_corrected", "fee_notice": "not_paid"}  # what silence after a notice comes to


def receipt(case: Case) -> str:
    """The event that fixes the day of receipt for this case's channel (条例 art. 31)."""
    return CLOCK.receipt[case.entries.get(type="submitted").data["channel"]]


def confirms(case: Case) -> bool:
    return receipt(case) == "confirmed"


def signs_for(case: Case) -> bool:
    return receipt(case) == "delivered"


def at_counter(case: Case) -> bool:
    return receipt(case) == "submitted"


def lateness_explained(case: Case, data: dict[str, Any]) -> str | None:
    """Receipt is the day both sides confirm (条例 art. 31); that it was not the day of arrival, which costs the applicant
    time, has a reason."""
    if data["on"] <= case.submitted_on or str(data.get("reason", "")).strip():
        return None
    return f"确认之日晚于提交之日 {case.submitted_on}，请在“理由”里写明为什么没有当日确认。"


def answer_letter(case: Case, *states: str) -> Letter | None:
    """The answer of a case in one of these states of a letter; the newest."""
    rows = case.letters.filter(state__in=states).order_by("-pk")
    return next((letter for letter in rows if type_of(letter).step == "deliver"), None)


def _answers(case: Case, state: str, outcome: str) -> bool:
    letter = answer_letter(case, state)
    return letter is not None and dividing.outcome_of(case, type_of(letter)) == outcome


def answer_drafted(case: Case, data: dict[str, Any]) -> str | None:
    """What goes to be signed is a letter of that outcome (条例 art. 33, 36)."""
    drafted = _answers(case, Letter.DRAFT, data["outcome"])
    return None if drafted else "请先起草与办理结果一致的答复文书，再送审签。"


def answer_signed(case: Case, data: dict[str, Any]) -> str | None:
    signed = _answers(case, Letter.SIGNED, case.request.outcome)
    return None if signed else "答复在文书上签发，请打开待签的答复文书。"


def answer_voided(case: Case, data: dict[str, Any]) -> str | None:
    return "请先作废已签发的答复文书。" if answer_letter(case, Letter.SIGNED) else None


def answer_sent(case: Case, data: dict[str, Any]) -> str | None:
    sent = _answers(case, Letter.SENT, case.request.outcome)
    return None if sent else "答复在文书上登记送达，请打开已签发的答复文书。"


def consented(case: Case, data: dict[str, Any]) -> str | None:
    """条例 art. 33(2): the head of the disclosure office consents, by signing the letter that tells the applicant."""
    sent = case.letters.filter(type="extension", state=Letter.SENT, sent_on=data["on"])
    told = any(letter.content["fields"]["days"] == int(data["days"]) for letter in sent)
    return None if told else "延期经负责人签发延期答复告知书、告知申请人后生效，请先办理这份文书。"


def not_the_proposer(case: Case, data: dict[str, Any]) -> str | None:
    """Two pairs of eyes: nobody reviews or signs what they proposed or wrote."""
    proposed = case.entries.filter(type="proposed").last()
    letter = answer_letter(case, Letter.DRAFT, Letter.SIGNED)
    wrote = letter is not None and letter.writers.filter(pk=data["by"].pk).exists()
    if wrote or (proposed and proposed.by_id == data["by"].pk):
        return "拟稿人不能审查、审签自己拟的答复，请由另一位有审签权限的同事办理。"
    return None


def opinion_on(case: Case) -> Entry | None:
    """The opinion on the legality of the answer as it was last proposed; what is proposed anew is reviewed anew."""
    last = case.entries.filter(type__in=("proposed", "legally_reviewed")).last()
    return last if last and last.type == "legally_reviewed" else None


def lacks_opinion(case: Case) -> bool:
    outcome = outcomes.OUTCOMES.get(case.request.outcome)
    reviewed = outcome is not None and outcome.remedy in settings.LEGAL_REVIEW_BRANCHES
    return reviewed and opinion_on(case) is None


def has_opinion(case: Case) -> bool:
    return not lacks_opinion(case)


def legally_reviewed(case: Case, data: dict[str, Any]) -> str | None:
    """What is withheld is signed after somebody other than the proposer said that it is lawful (settings
    LEGAL_REVIEW_BRANCHES). Three people then stand behind a refusal: its opinion is worth something only when it is not
    the signer's own, so the reviewer does not sign, unless the office is too small for three (LEGAL_REVIEWER_MAY_SIGN)."""
    if lacks_opinion(case):
        return "不予公开、部分公开的答复，签发前要有合法性审查意见，请先由拟稿人以外的同事审查。"
    opinion = opinion_on(case)
    if opinion and opinion.by_id == data["by"].pk and not settings.LEGAL_REVIEWER_MAY_SIGN:
        return "您已对本件出具合法性审查意见，请由另一位有审签权限的同事签发。"
    return None


def term_is_over(case: Case, data: dict[str, Any]) -> str | None:
    """条例 art. 30, 42: not handled further only after the applicant's term has passed."""
    last = reading_of(case).waiting_until
    return None if last and data["on"] > last else f"申请人的期限到 {last} 为止，期满以后才能不再处理。"


def notice_reached(case: Case, data: dict[str, Any]) -> str | None:
    """Silence after a notice that was put online and never opened says nothing: it is served in another way first."""
    kind = {"correcting": "correction", "paying": "fee"}.get(case.state, "")
    notice = case.letters.filter(type=kind, state=Letter.SENT).order_by("pk").last()
    if notice is None or notice.way != "online" or notice.received_on:
        return None
    return (
        "网上送达的告知书申请人一直没有打开。请先换一种方式送达（邮寄、当面等），在文书页面登记收到日期，再按期限办理。"
    )


def last_notice(case: Case) -> Entry:
    """What the applicant is waited for: the last notice to correct or to pay."""
    return case.entries.filter(type__in=list(LAPSES)).latest("sequence")


def takers(case: Case) -> QuerySet[Organ]:
    """The organs of the same government to which a case may be handed: not the one that works on it now."""
    rows = Organ.objects.current().filter(pk__in=same_government(case.organ)).exclude(pk=case.worker.pk)
    return rows.order_by("order", "path")


def organ_exists(case: Case, data: dict[str, Any]) -> str | None:
    """Within a government another organ may work on a case, for which the one asked stays responsible; what another has to
    disclose, the applicant is told (条例 art. 36(5))."""
    if takers(case).filter(pk=data["organ"]).exists():
        return None
    return "请选择本级政府的另一个现有机关；由别的机关负责公开的，用“不属于本机关负责公开”告知书告知申请人。"


def materials_ready(case: Case, data: dict[str, Any]) -> str | None:
    """What goes out with an answer is settled before the answer is looked at."""
    code = data.get("outcome") or case.request.outcome
    gives = code in outcomes.OUTCOMES and outcomes.OUTCOMES[code].gives
    return materials.not_ready(case.request, gives, code == "partial") or _not_given(case)


def _not_given(case: Case) -> str | None:
    """条例 art. 36(2), 37, 40: what is disclosed is handed over or can be fetched at a place the letter names."""
    letter = answer_letter(case, Letter.DRAFT)
    found = dividing.answered(case, type_of(letter), letter.content["fields"]) if letter else []
    places = [fields.get("place") for kind, fields in found if outcomes.OUTCOMES[kind.outcome].gives]
    on_site = case.party.delivery == "on_site"
    if all(places) or (not on_site and case.request.materials.exists()):
        return None
    how, more = ("申请人要求当场查阅", "") if on_site else ("还没有上传要提供的材料", "；有材料的，也可以先上传材料")
    return f"{how}，答复里要写明“领取地点或者网址”，请作废后重新拟稿填写{more}（条例第三十六条）。"


def keep_outcome(case: Case, data: dict[str, Any]) -> None:
    """The outcome and its row of the annual report are kept with the request."""
    chosen = outcomes.OUTCOMES[data["outcome"]]
    _keep(case.request, outcome=chosen.code, report_row=chosen.row)


def _keep(request: Request, **facts: Any) -> None:
    for name, value in facts.items():
        setattr(request, name, value)
    request.save(update_fields=list(facts))


def keep_lapse(case: Case, data: dict[str, Any]) -> None:
    keep_outcome(case, {"outcome": LAPSES[last_notice(case).type]})


def keep_withdrawal(case: Case, data: dict[str, Any]) -> None:
    keep_outcome(case, {"outcome": "withdrawn"})


def hand_over(case: Case, data: dict[str, Any]) -> None:
    """Another organ works on the case; the one that was asked takes it back by naming itself. It answers in either case."""
    case.handler = Organ.objects.exclude(pk=case.organ_id).filter(pk=data["organ"]).first()
    case.officer = None


def tell_drafter(case: Case, data: dict[str, Any]) -> None:
    """Whoever drew the answer up learns that it came back."""
    if letter := answer_letter(case, Letter.DRAFT):
        by = case.entries.latest("sequence").by
        notices.tell(case, "returned", "答复被退回修改，请看台账里的理由", by, to=letter.drawn_by_id)


def fee_is_reckoned(case: Case, data: dict[str, Any]) -> str | None:
    """国办函〔2020〕109号: items are counted by the program, and what is free is not asked for."""
    fee = charging.fee_of(case.request, data["method"], data["count"])
    if fee.counted != int(data["count"]):
        return f"按件计收的件数由系统累计：本件为{fee}，累计 {fee.counted} 件，请核对。"
    return None


def keep_fee(case: Case, data: dict[str, Any]) -> None:
    """The fee by one method, never both (国办函〔2020〕109号)."""
    fee = charging.fee_of(case.request, data["method"], data["count"])
    _keep(case.request, fee_method=fee.method, fee_counted=fee.counted, fee=fee.amount)


GUARDS = (
    lateness_explained,
    answer_drafted,
    materials_ready,
    not_the_proposer,
    legally_reviewed,
    answer_signed,
    answer_voided,
    answer_sent,
    consented,
    term_is_over,
    notice_reached,
    organ_exists,
    fee_is_reckoned,
)
