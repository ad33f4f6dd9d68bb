"""What may happen to a request, deed by deed, each on a day and by the actions the desk and the applicant take."""

from datetime import date, timedelta

import time_machine

from gongkai.casework.actions import take_step
from gongkai.casework.correcting.actions import check, propose
from gongkai.casework.models import Case
from gongkai.casework.selectors import calendar
from gongkai.core.actions import Refused
from gongkai.foi import applicant, consultations, excess, receipts, renewing, searching
from gongkai.foi.models import Request
from gongkai.foi.tests.conftest import consult

THIRD, ORGAN = ("王二麻子", "张三丰"), "青禾县自然资源局"


class Life:
    """A request from its confirmation on; ``Life.DEEDS`` names what may happen, ``happen(deed, day)`` lets it."""

    def __init__(self, case, author, reviewer, head, notify, answer, ask):
        self.pk, self.author, self.reviewer, self.head = case.pk, author, reviewer, head
        self.notify, self.answer, self.ask = notify, answer, ask

    @property
    def case(self):
        return Case.objects.select_related("organ").get(pk=self.pk)

    @property
    def request(self):
        return Request.objects.get(pk=self.pk)

    def happen(self, deed, day):
        with time_machine.travel(f"{day} 09:00 +0800"):
            getattr(self, deed)(day)
        return True

    def tells(self, code, on, **given):
        self.notify(self.case, code, on=on.isoformat(), **given)

    def asked_to_correct(self, on):
        self.tells("correction", on, until=on + timedelta(14))

    def corrected(self, on):
        applicant.answer_correction(request=self.request, text="三组的那一份", by=None)

    def extended(self, on):
        self.tells("extension", on, days=5)

    def extension_revoked(self, on):
        self.tells("revoked.extension", on, why="误发")

    def asked_to_pay(self, on):
        self.tells("fee", on, method="pages", pages=35)

    def fee_revoked(self, on):
        self.tells("revoked.fee", on, why="误发")

    def paid(self, on):
        take_step(case=self.case, step="receive_payment", on=on, by=self.author, receipt="1")

    def asked_why(self, on):
        self.tells("reasons", on, until=on + timedelta(9))

    def said_why(self, on):
        excess.give_reasons(request=self.request, text="研究需要", by=None)

    def found_unreasonable(self, on):
        excess.judge_reasons(request=self.request, reasonable="no", judgement="内容重复", by=self.author)

    def found_reasonable(self, on):
        excess.judge_reasons(request=self.request, reasonable="yes", judgement="确有需要", by=self.author)

    def deferred(self, on):
        due = self.case.due_on or on
        self.tells("deferral", on, until=calendar().add_workdays(due, 8))

    def third_party_asked(self, on):
        others = self.request.consultations.filter(kind="third_party").count()
        consult(self.case, on.isoformat(), self.author, name=THIRD[others % 2])

    def organ_asked(self, on):
        consult(self.case, on.isoformat(), self.author, name=ORGAN, kind="organ")

    def consulted(self, **left):
        row = self.request.consultations.filter(**left).exclude(asked_on=None).first()
        if row is None:
            raise Refused("没有在征求意见。")
        return row

    def letter_arrived(self, on):
        row = self.consulted(received_on=None, answered_on=None)
        consultations.receive(consultation=row, on=on, by=self.author)

    def refused(self, on):
        consultations.answer(consultation=self.consulted(answered_on=None), on=on, opinion="no", by=self.author)

    def agreed(self, on):
        consultations.answer(consultation=self.consulted(answered_on=None), on=on, opinion="yes", by=self.author)

    def overruled(self, on):
        row = self.consulted(kind="third_party", decision="")
        consultations.decide(
            consultation=row, decision="disclose", ground="interest", reasons="切身利益", by=self.author
        )

    def searched(self, on):
        found = {"places": "档案室", "words": "安置方案", "result": "未检索到"}
        searching.note_search(request=self.request, on=on, by=self.author, **found)

    def answered_before(self, on):
        """Another request of the same applicant, asked and answered on one day."""
        with time_machine.travel(f"{on} 08:00 +0800"):
            other = self.ask(on=on.isoformat()).case
            other = take_step(case=other, step="confirm", on=on, by=self.author)
            self.answer(other, "must_be_made", on=on.isoformat(), sent=on.isoformat())

    def notice_arrived(self, on):
        letter = self.case.letters.filter(state="sent", received_on=None).first()
        if letter is None:
            raise Refused("没有发出文书。")
        receipts.receive(letter=letter, on=on, proof="EMS 查询本人签收", by=self.author)

    def receipt_day_corrected(self, on):
        entry = self.case.entries.filter(type="confirmed").first()
        if entry is None:
            raise Refused("没有确认收到的一行。")
        made = propose(entry=entry, on=date(2026, 3, 3), why="电话记录上是 3 日", by=self.author)
        check(correction=made, verdict="approved", by=self.reviewer)

    def given_up(self, on):
        applicant.withdraw_request(request=self.request, by=None)

    def answered(self, on):
        self.answer(self.case, "must_be_made", on=on.isoformat(), sent=on.isoformat())

    def answered_wrongly(self, on):
        """Answered, and taken up once more by the organ itself (foi.renewing): the life goes on there."""
        self.answered(on)
        until = calendar().add_workdays(on, 20)
        self.pk = renewing.correct_answer(request=self.request, reason="漏查", until=until, by=self.reviewer).pk

    def lapsed(self, on):
        code = {"correcting": "closed.not_corrected", "paying": "closed.not_paid"}.get(self.case.state)
        if code is None:
            raise Refused("没有在等申请人。")
        self.tells(code, on)


PLUMBING = {"case", "request", "happen", "tells", "consulted"}
DEEDS = [name for name in vars(Life) if not name.startswith("_") and name not in PLUMBING]
