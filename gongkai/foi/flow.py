"""The flow of a request, from the form to the archive, as a table (条例 art. 29–41, 45)."""

from django.db.models import Q
from django.forms import DateField
from django.utils import timezone

from gongkai.casework.flow import Flow, Step, register
from gongkai.casework.forms import choice, day, long, text
from gongkai.casework.models import Case
from gongkai.foi import (
    consultations,
    consulting,
    correcting,
    excess,
    grounds,
    guards,
    outcomes,
    renewing,
    revoking,
    selectors,
)
from gongkai.foi.rules import CLOCK

STATES = {
    "submitted": "待确认收到",
    "handling": "办理中",
    "correcting": "待补正",
    "paying": "待缴费",
    "signing": "答复审签中",
    "answered": "已签发，待送达",
    "closed": "已办结",
}
AT_WORK = frozenset({"handling"})
CONFIRMED = [channel for channel, event in CLOCK.receipt.items() if event == "confirmed"]  # 条例 art. 31
CONSULT, CONSULTED = "desk:consultation_new", "desk:consultation_next"  # pages of the steps of consultations
OPEN = frozenset({"submitted", "handling", "correcting", "paying", "signing"})
OPINION_HELP = "依据、程序、结论是否合法、适当。记入台账，请勿写个人信息；不同意的，退回修改。"
RECEIPT_HELP = {
    "confirmed": "填双方确认之日：这一天是收到之日，答复期限从次日起算（条例第三十一条）。联系方式在本件页面的“显示身份信息”里。",
    "delivered": "填签收之日：这一天是收到之日，答复期限从次日起算（条例第三十一条）。",
}
LATE_HELP = "确认之日晚于提交之日的，请写明为什么没有当日确认，如：电话几次没有接通。记入台账，请勿写个人信息。"
HANDLER_HELP = (
    "答复机关仍是%s：文书以它的名义出、由它审签，统计也在它；选它就是收回。申请的信息依法由别的机关负责公开的，"
    "不要转办，用“不属于本机关负责公开”告知书告知申请人（条例第三十六条第（五）项）。"
)
REASONS = "desk:request_reasons"
LETTER = "desk:letter_choose"  # what the law does by letter is done through the letter (foi.letters)


def _day(case: Case) -> DateField:
    """The day of a step; before receipt it says which day counts as that."""
    help_text = RECEIPT_HELP.get(guards.receipt(case), "") if case.state == "submitted" else ""
    return day("日期", initial=timezone.localdate(), help_text=help_text)


FLOW = register(
    Flow(
        "foi",
        "依申请公开",
        "公开申",
        CLOCK,
        initial="submitted",
        states=STATES,
        correctable=correcting.CORRECTABLE,
        notes={
            "correction_notice_received": "申请人收到补正告知书",
            "fee_notice_received": "申请人收到收费通知书",
            "extension_received": "申请人收到延期告知书",
            "answer_received": "申请人收到答复",
        },
        tells={
            "correction_received": ("acted", "补正材料已经收到，答复期限重新计算"),
            "reasons_received": ("acted", "申请人说明了理由，请作出判断"),
            "withdrawn": ("withdrawn", "申请人撤回了申请，本件已办结"),
            "third_party_answered": ("consulted", "第三方的意见已经登记"),
            "organ_answered": ("consulted", "共同制作机关的意见已经登记"),
        },
        unconfirmed=Q(state="submitted", request__channel__in=CONFIRMED),
        final=frozenset({"closed"}),
        guards={guard.__name__: guard for guard in (*guards.GUARDS, *consultations.GUARDS, *excess.GUARDS, grounds.grounds_stand, revoking.revoked_by_letter, renewing.after_reopening)},
        after={
            "proposed": guards.keep_outcome,
            "lapsed": guards.keep_lapse,
            "withdrawn": guards.keep_withdrawal,
            "assigned": guards.hand_over,
            "fee_notice": guards.keep_fee,
            "corrected": revoking.strike_receipt,
            "answered": renewing.count_in_place,
            "reopening_ended": renewing.keep_first,
            "returned": guards.tell_drafter,
            **consultations.AFTER,
        },
        fields={
            "on": _day,
            "reason": lambda case: long("理由", help_text=LATE_HELP if case.state == "submitted" else ""),
            "outcome": lambda case: choice("办理结果", [(o.code, o.label) for o in outcomes.PROPOSED]),
            "organ": lambda case: choice(
                "承办机关", [(str(o.pk), o.label) for o in guards.takers(case)], help_text=HANDLER_HELP % case.organ.label
            ),
            "opinion": lambda case: long("审查意见", help_text=OPINION_HELP),
            "decision": lambda case: choice("决定", list(consulting.DECISIONS.items())),
            "reasonable": lambda case: choice("判断", list(excess.JUDGED.items())),
            "receipt": lambda case: text("票据号码", help_text="日期填缴费完成之日，次日起重新计算答复期限。"),
        },
        steps=(
            Step("confirm", "与申请人确认收到", frozenset({"submitted"}), "handling", "handle", "confirmed", may_ask=("reason",), guards=("lateness_explained",), when=guards.confirms, main=True),
            Step("deliver_in", "登记签收", frozenset({"submitted"}), "handling", "handle", "delivered", when=guards.signs_for, main=True),
            Step("redo", "按决定重新办理", frozenset({"submitted"}), "handling", "handle", "ordered", asks=("until", "received"), when=selectors.renewed, main=True),
            Step("self_correct", "自行纠正，重新办理", frozenset({"submitted"}), "handling", "sign", "reopened", asks=("until", "received", "reason"), when=selectors.renewed, main=True),
            Step("accept", "当面收到", frozenset({"submitted"}), "handling", "handle", "accepted", when=guards.at_counter, main=True),
            Step(
                "ask_correction", "告知补正", AT_WORK, "correcting", "handle", "correction_asked",
                asks=("what", "until"), page=LETTER,
            ),
            Step(
                "receive_correction", "收到补正", frozenset({"correcting"}), "handling", "handle", "correction_received",
                applicant=True, main=True, page="desk:request_correction",
            ),
            Step("ask_third_party", "征求第三方意见", AT_WORK, None, "handle", "third_party_asked", asks=("who",), guards=("prepared",), page=CONSULT),
            Step("third_party_receives", "登记第三方收到征求意见书", AT_WORK, None, "handle", "third_party_received", asks=("who",), when=consultations.awaits_receipt("third_party"), page=CONSULTED),
            Step("third_party_answers", "登记第三方答复", AT_WORK, None, "handle", "third_party_answered", asks=("who", "consents"), when=consultations.awaits_answer("third_party"), page=CONSULTED),
            Step("decide_third_party", "登记是否公开的决定", AT_WORK, None, "handle", "third_party_decided", asks=("who", "decision"), when=consultations.awaits_decision, page=CONSULTED),
            Step("ask_organ", "征求共同制作机关意见", AT_WORK, None, "handle", "organ_asked", asks=("who",), guards=("prepared",), page=CONSULT),
            Step("organ_receives", "登记机关收到征求意见书", AT_WORK, None, "handle", "organ_received", asks=("who",), when=consultations.awaits_receipt("organ"), page=CONSULTED),
            Step("organ_answers", "登记机关答复", AT_WORK, None, "handle", "organ_answered", asks=("who", "consents"), when=consultations.awaits_answer("organ"), page=CONSULTED),
            Step("extend", "延长答复期限", AT_WORK, None, "handle", "extended", asks=("days", "reason"), guards=("consented",), when=renewing.asked_first, page=LETTER),
            Step("ask_reasons", "要求说明理由", AT_WORK, None, "handle", "reasons_asked", asks=("until",), when=excess.not_asked, page=LETTER),
            Step("receive_reasons", "收到说明", AT_WORK, None, "handle", "reasons_received", when=excess.awaits_reasons, applicant=True, page=REASONS),
            Step("judge_reasons", "判断理由是否合理", AT_WORK, None, "handle", "reasons_judged", asks=("reasonable",), guards=("after_asking",), when=excess.awaits_judgement, page=REASONS),
            Step("defer", "另定答复期限", AT_WORK, None, "handle", "deferred", asks=("until",), when=excess.may_defer, page=LETTER),
            Step("notify_fee", "发出收费通知", AT_WORK, "paying", "handle", "fee_notice", asks=("method", "count"), guards=("fee_is_reckoned",), when=renewing.asked_first, page=LETTER),
            Step("revoke_extension", "撤回延期告知", AT_WORK, None, "handle", "corrected", asks=("corrects", "why"), guards=("revoked_by_letter",), when=revoking.stands("extended"), page=LETTER),
            Step("revoke_fee", "撤回收费通知", frozenset({"paying"}), "handling", "handle", "corrected", asks=("corrects", "why"), guards=("revoked_by_letter",), page=LETTER),
            Step("receive_payment", "登记缴费", frozenset({"paying"}), "handling", "handle", "fee_paid", asks=("receipt",), main=True),
            Step("assign", "转办", AT_WORK, None, "handle", "assigned", asks=("organ", "reason"), guards=("organ_exists",)),
            Step(
                "propose", "起草答复送审签", AT_WORK, "signing", "handle", "proposed",
                asks=("outcome",), guards=("answer_drafted", "materials_ready", "no_open_consultation", "excess_judged", "third_parties_heard", "grounds_stand"), main=True, page=LETTER,
            ),
            Step("return", "退回修改", frozenset({"signing"}), "handling", "sign", "returned", asks=("reason",)),
            Step(
                "legal_review", "合法性审查", frozenset({"signing"}), None, "sign", "legally_reviewed",
                asks=("opinion",), guards=("not_the_proposer",), when=guards.lacks_opinion, main=True, page=LETTER,
            ),
            Step("sign", "审签", frozenset({"signing"}), "answered", "sign", "signed", guards=("not_the_proposer", "materials_ready", "legally_reviewed", "answer_signed", "third_parties_heard", "grounds_stand"), when=guards.has_opinion, main=True, page=LETTER),
            Step("recall", "收回重办", frozenset({"answered"}), "handling", "sign", "recalled", guards=("answer_voided",), page=LETTER),
            Step("deliver", "送达答复", frozenset({"answered"}), "closed", "handle", "answered", guards=("answer_sent", "third_parties_told"), main=True, page=LETTER),
            Step("lapse", "不再处理", frozenset({"correcting", "paying"}), "closed", "handle", "lapsed", guards=("term_is_over", "notice_reached"), page=LETTER),
            Step("end_self_correction", "终止自行纠正", AT_WORK, "closed", "sign", "reopening_ended", asks=("reason",), guards=("after_reopening",), when=renewing.corrects_itself),
            Step("withdraw", "申请人撤回", OPEN, "closed", "handle", "withdrawn", applicant=True, page="desk:request_withdrawal"),
        ),
    )
)  # fmt: skip
