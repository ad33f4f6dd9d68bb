"""What is false in a letter: its words against the ledger and the register, read by other ways than those that wrote it.

Every date, number, amount and name in a letter has to stand in the case somewhere; a sentence that says that something
happened stands only where the ledger has it (条例 art. 45; docs/decisions/0020)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils import timezone

from gongkai.casework.letters.actions import type_of
from gongkai.casework.models import Case, Letter
from gongkai.casework.selectors import calendar
from gongkai.foi.models import Consultation, Dispute, Request, SearchNote

DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
NUMBER = re.compile(r"[一-鿿]+公开[申复]〔\d{4}〕\d+号")
MONEY = re.compile(r"人民币([\d,]+)元")
OPINIONS = {"同意公开": "yes", "不同意公开": "no", "同意部分公开": "part"}
CHANNELS = {
    "通过互联网": "online", "当面": "in_person", "以邮寄方式": "mail", "以信函方式": "letter", "以传真方式": "fax", "口头": "oral",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    on: date
    type: str
    data: dict


class Held:
    """What a case holds on ``today``, read row by row."""

    def __init__(self, case: Case) -> None:
        self.case = Case.objects.select_related("organ").get(pk=case.pk)
        self.request = Request.objects.get(pk=case.pk)
        self.today, self.days = timezone.localdate(), calendar()

    @cached_property
    def ledger(self) -> list[Line]:
        """With corrections read in place of what they correct."""
        rows = list(self.case.entries.order_by("sequence"))
        lines = {row.sequence - 1: Line(row.on, row.type, row.data) for row in rows if row.type != "corrected"}
        struck = set()
        for row in rows:
            if row.type == "corrected":
                at, to = row.data["corrects"], row.data.get("to")
                (struck.add if to is None else struck.discard)(at)
                if to and "on" in to:
                    lines[at] = Line(date.fromisoformat(to["on"]), lines[at].type, lines[at].data)
        return [line for at, line in sorted(lines.items()) if at not in struck]

    def all(self, *types: str) -> list[Line]:
        return [line for line in self.ledger if line.type in types]

    def last(self, type: str) -> Line | None:
        return next(iter(self.all(type)[::-1]), None)

    def has(self, type: str, **data: object) -> bool:
        return any(all(line.data.get(k) == v for k, v in data.items()) for line in self.all(type))

    @property
    def received_on(self) -> date | None:
        """条例 art. 31; of what is answered anew the first day."""
        if anew := self.last("ordered") or self.last("reopened"):
            return date.fromisoformat(anew.data["received"])
        channel = self.last("submitted").data["channel"]
        fixes = {"in_person": "submitted", "oral": "submitted", "mail": "delivered"}.get(channel, "confirmed")
        return found.on if (found := self.last(fixes)) else None

    @property
    def dispute(self) -> Dispute | None:
        return Dispute.objects.filter(redo=self.request).select_related("case").first()

    @property
    def others(self) -> list[Letter]:
        """Answers the same organ sent the same applicant in other requests."""
        same = Request.objects.filter(
            case__party__applicant_key=self.case.party.applicant_key, case__organ=self.case.organ_id
        )
        letters = Letter.objects.filter(case__request__in=same.exclude(pk=self.request.pk), state=Letter.SENT)
        return [letter for letter in letters if type_of(letter).step == "deliver"]

    def days_of(self, row: Consultation) -> tuple[date | None, ...]:
        """When somebody was asked, received the letter and answered; of one asked more than once, that time."""
        lines = [line for line in self.ledger if line.type.startswith(row.kind) and line.data["who"] == row.label]
        begun = [at for at, line in enumerate(lines) if line.type.endswith("_asked")]
        alike = self.request.consultations.filter(kind=row.kind, label=row.label).exclude(asked_on=None)
        time = alike.filter(pk__lt=row.pk).count()
        if time >= len(begun):
            return None, None, None
        own = lines[begun[time] : [*begun, None][time + 1]]
        kinds = (f"{row.kind}_{what}" for what in ("asked", "received", "answered"))
        return tuple(next((line.on for line in own if line.type == kind), None) for kind in kinds)

    @property
    def consulted(self) -> list[Consultation]:
        return [row for row in self.request.consultations.all() if self.days_of(row)[0]]

    @property
    def third_parties(self) -> list[Consultation]:
        return [row for row in self.consulted if row.kind == "third_party"]

    def heard(self, row: Consultation) -> str:
        """What somebody said within the term, "silence" when the term is over, "" while they may still be heard."""
        _, received, answered = self.days_of(row)
        last = self.days.add_workdays(received, 15) if received else None
        if answered and not (last and answered > last):
            said = [line.data["consents"] for line in self.all(f"{row.kind}_answered") if line.data["who"] == row.label]
            return said[-1]
        return "silence" if last and self.today > last else ""


def words_of(letter: Letter) -> str:
    content = letter.content
    return "\n".join([*content["opening"], *content["body"], *content["closing"]])


def untrue(letter: Letter) -> list[str]:
    """Everything the letter says that the case does not hold, in words; empty when it is true."""
    held, said = Held(letter.case), words_of(letter)
    return [wrong for check in CHECKS for wrong in check(letter, held, said)]


def _days(letter, held, said):
    """Every date is that of a line of the ledger, of a notice, of a search or of an earlier answer, or the due date."""
    fields = [str(value) for value in letter.content["fields"].values()]
    stated = {date.fromisoformat(v) for v in fields if re.fullmatch(r"\d{4}-\d\d-\d\d", v)}
    noted = {note.on for note in SearchNote.objects.filter(request=held.request)}
    until = {date.fromisoformat(line.data["until"]) for line in held.ledger if line.data.get("until")}
    known = {line.on for line in held.ledger} | until | stated | noted | {held.received_on}
    known |= {answer.sent_on for answer in held.others} | set(due_days(letter, held))
    found = {date(*map(int, day)) for day in DATE.findall(said)}
    return [f"{day} 不在台账里" for day in sorted(found - known)]


def due_days(letter, held):
    """The due date that a letter tells: as it is, as an extension makes it, as it is without what is taken back."""
    if letter.type == "extension" and held.case.due_on:
        yield held.days.add_workdays(held.case.due_on, letter.content["fields"]["days"])
    elif letter.type.startswith("revoked."):
        yield without(held, {"revoked.extension": "extended", "revoked.fee": "fee_notice"}[letter.type])
    elif held.case.due_on:
        yield held.case.due_on


def without(held, type):
    """Reckoned by hand: twenty working days from where the term last began, what was extended besides, what was consulted
    about taken out."""
    rest = [line for line in held.ledger if line is not held.last(type) and line.type != f"{type}_received"]
    begun = [line.on for line in rest if line.type in ("correction_received", "fee_paid")]
    start = begun[-1] if begun else held.received_on
    extended = sum(line.data["days"] for line in rest if line.type == "extended" and line.on >= start)
    out = set()
    for row in held.consulted:
        asked, received, answered = held.days_of(row)
        end = min(held.days.add_workdays(received or asked, 15), answered or held.today)
        out |= {date.fromordinal(n) for n in range(max(asked, start).toordinal() + 1, end.toordinal() + 1)}
    return held.days.add_workdays(start, 20 + extended + sum(map(held.days.is_workday, out)))


def _numbers(letter, held, said):
    own = set(held.case.letters.exclude(number=None).values_list("number", flat=True)) | {held.case.number}
    own |= {answer.number for answer in held.others}
    own |= {held.request.renews.case.number} if held.request.renews else set()
    quoted = held.request.description
    return [f"{number} 没有这个号" for number in NUMBER.findall(said.replace(quoted, "")) if number not in own]


def page_price(n):
    return 0 if n <= 30 else 10 if n <= 100 else 20 if n <= 200 else 40


def item_price(n):
    return 0 if n <= 10 else 100 if n <= 30 else 100 * ((n - 31) // 10 + 2)


def _money(letter, held, said):
    """国办函〔2020〕109号, piece by piece."""
    if letter.type != "fee":
        return [f"{sum} 元从何而来" for sum in MONEY.findall(said)]
    fields = letter.content["fields"]
    if fields["method"] == "pages":
        owed, counted = sum(map(page_price, range(1, fields["pages"] + 1))), f"本件共{fields['pages']}页"
    else:
        same = Request.objects.filter(
            case__party__applicant_key=held.case.party.applicant_key, case__organ=held.case.organ_id
        )
        same = same.filter(
            case__received_on__year=held.received_on.year, case__received_on__month=held.received_on.month
        )
        earlier = [
            r
            for r in same.exclude(outcome="withdrawn").select_related("case")
            if (r.case.received_on, r.pk) < (held.received_on, held.request.pk)
        ]
        before = sum(r.items for r in earlier)
        owed = sum(map(item_price, range(before + 1, before + held.request.items + 1)))
        counted = f"本自然月累计{before + held.request.items}件"
    right = MONEY.findall(said) == [f"{owed:,}"] and f"合计{owed:,}元" in said and counted in said
    return [] if right else [f"应为 {owed} 元，{counted}"]


def _parties(letter, held, said):
    """Who is addressed and through whom, how it was asked, and the very words of what was asked."""
    request, to = held.request, letter.content["to"]
    agent = request.through
    if type_of(letter).to == "applicant":
        if to != request.party.name:
            yield f"{to} 不是申请人"
        if re.findall("委托(.*?)于", letter.content["opening"][0]) != ([agent.name] if agent else []):
            yield "代理人不对"
        if f"“{request.description}”" not in said:
            yield "没有照录申请内容"
    else:
        if to not in {row.name for row in request.consultations.all()} | {letter.content["fields"]["who"]}:
            yield f"{to} 不是征求意见的对象"
        yield from (f"说出了 {name}" for name in request.personal if name in said)
    how = next((code for words, code in CHANNELS.items() if f"日{words}提出" in said), None)
    if type_of(letter).to == "applicant" and how != held.last("submitted").data["channel"]:
        yield f"提交方式 {how}"


def _opening(letter, held, said):
    day = held.last("submitted").on
    if type_of(letter).to == "applicant" and f"于{day.year}年{day.month}月{day.day}日" not in said:
        yield f"提交日期应为 {day}"
    day = held.received_on
    if letter.type != "receipt" and f"本机关于{day.year}年{day.month}月{day.day}日收到" not in said:
        yield f"收到日期应为 {day}"
    yield from (
        f"话没有说完：{words}"
        for words in re.findall(r".{0,8}(?:最迟于答复|于发出|届满日为。|（）|于前补正|为。)", said)
    )


Claim = Callable[[Held, re.Match[str], Letter], bool]


def day_of(match) -> date:
    return date(*map(int, match.group("y", "m", "d")))


ON = r"(?P<y>\d{4})年(?P<m>\d{1,2})月(?P<d>\d{1,2})日"


def _over(held, kind) -> bool:
    """Whether the term that a notice sets is over: from its receipt, as many working days as from its sending."""
    notice = held.last({"correction": "correction_asked", "fee": "fee_notice"}[kind])
    if notice is None:
        return False
    received = held.last(f"{'correction_notice' if kind == 'correction' else 'fee_notice'}_received")
    start = received.on if received else notice.on
    days = 20 if kind == "fee" else held.days.workdays_between(notice.on, date.fromisoformat(notice.data["until"]))
    return held.today > held.days.add_workdays(start, days)


def _all_heard(held, match, letter) -> bool:
    """Each of the third parties by its label with what it said, and none besides."""
    rows = held.third_parties
    told = match["heard"].split("；")
    by_name = len(rows) == 1
    wanted = {
        ("第三方" if by_name else row.label)
        + {"silence": "逾期未提出意见", **{code: words for words, code in OPINIONS.items()}}.get(held.heard(row), "？")
        for row in rows
    }
    return len(told) == len(rows) and set(told) == wanted


def _decided(held, match, letter) -> bool:
    """Of the third party the letter goes to: the day it was asked, what it said, and that it is disclosed all the same."""
    rows = [r for r in held.third_parties if r.name == letter.content["to"] and r.decision == "disclose"]
    if not rows or held.days_of(rows[-1])[0] != day_of(match):
        return False
    heard, said = held.heard(rows[-1]), match["decided"]
    opinions = [code for words, code in OPINIONS.items() if f"你方{words}，" in said]
    return opinions == ([] if heard == "silence" else [heard]) and ("逾期" in said) == (heard == "silence")


def _asked_now(held, match, letter) -> bool:
    """Whoever is told to be asked was asked on that day, has not answered and still may; and nobody is left out."""
    told = {(date(*map(int, d[:3])), d[3]) for d in re.findall(r"于(\d+)年(\d+)月(\d+)日向([^、]*)", match["asked"])}
    names = {"third_party": "第三方", "organ": "共同制作该政府信息的行政机关"}
    open_ones = [row for row in held.consulted if not held.days_of(row)[2] and not held.heard(row)]
    return told == {(held.days_of(row)[0], names[row.kind]) for row in open_ones} != set()


def _searched(held, match, letter) -> bool:
    notes = list(SearchNote.objects.filter(request=held.request))
    return bool(notes) and all(n.on >= held.received_on and n.places in match["how"] for n in notes)


def _sent_on(type: str, event: str) -> Claim:
    return lambda held, match, letter: (
        day_of(match) in {line.on for line in held.all(event)}
        and held.case.letters.filter(type=type, state="sent", sent_on=day_of(match)).exists()
    )


# what a sentence claims → whether the case holds it
CLAIMS: dict[str, Claim] = {
    r"告知你(单位)?补正后，你(单位)?提交了补正": lambda h, m, letter: h.has("correction_asked") and h.has("correction_received"),
    rf"于{ON}向你(单位)?发出补正告知书": _sent_on("correction", "correction_asked"),
    r"无正当理由逾期未补正": lambda h, m, letter: _over(h, "correction") and h.ledger[-1].type != "correction_received",
    rf"于{ON}向你(单位)?发出信息处理费收费通知书": _sent_on("fee", "fee_notice"),
    r"20个工作日内未缴纳": lambda h, m, letter: _over(h, "fee") and not h.has("fee_paid"),
    rf"于{ON}要求你(单位)?说明理由。": lambda h, m, letter: day_of(m) in {e.on for e in h.all("reasons_asked")},
    r"你(单位)?(已说明|说明了)理由": lambda h, m, letter: h.has("reasons_received"),
    r"逾期(没有|未)说明理由，": lambda h, m, letter: h.has("reasons_asked") and not h.has("reasons_received")
    and h.today > date.fromisoformat(h.last("reasons_asked").data["until"]),
    r"本机关认为(申请理由不合理|没有正当理由)：": lambda h, m, letter: h.has("reasons_judged", reasonable="no"),
    r"经审查，申请理由合理": lambda h, m, letter: h.has("reasons_judged", reasonable="yes"),
    r"书面征求了第三方的意见：(?P<heard>[^。]*)。": _all_heard,
    rf"于{ON}就该申请书面征求你方意见。(?P<decided>[^。]*)。": _decided,
    r"本机关已(?P<asked>(?:于[^，。]*?)+)发出征求意见书": _asked_now,
    r"进行了检索：(?P<how>[^\n]*)": _searched,
    rf"已就你(单位)?提出的申请公开相同政府信息的申请作出答复（{ON}，(?P<number>[^）]*)）": lambda h, m, letter: any((a.sent_on, a.number) == (day_of(m), m["number"]) for a in h.others),
    rf"于{ON}撤回了该政府信息公开申请": lambda h, m, letter: any(x.on == day_of(m) for x in h.all("withdrawn")),
    rf"于{ON}.*?向你(单位)?发出的《政府信息公开延期答复告知书》": _sent_on("extension", "extended"),
    rf"于{ON}.*?向你(单位)?发出的《政府信息公开信息处理费收费通知书》": _sent_on("fee", "fee_notice"),
    rf"经自查，本机关于{ON}发出的《(?P<title>[^》]*)》（(?P<number>[^）]*)）需要纠正": lambda h, m, letter: h.has("reopened")
    and (day_of(m), m["title"], m["number"]) in {(a.sent_on, type_of(a).title, a.number) for a in h.others},
    r"根据已经生效的(行政复议决定|行政裁判)（(?P<number>[^）]*)）": lambda h, m, letter: bool(h.dispute and h.dispute.decision_number == m["number"]),
}  # fmt: skip
# what is said by words that tell of the past, and is no event of the ledger but what this letter itself says or does
OWN = (
    "已将你的申请转送有权更正的行政机关处理", "已经主动公开", "已依法确定为国家秘密", "已予以更正", "已经获取的政府信息", "向政府信息公开",
    "该告知书不再有效", "该通知书不再有效",
)  # fmt: skip
EVENT = re.compile(r"(?:已|了|曾)[^。，：]*|逾期(?:未|没有)[^。，；：]*(?<!的)(?=[。，；])")


def claims(said: str) -> list[tuple[str, re.Match[str]]]:
    return [(pattern, match) for pattern in CLAIMS for match in re.finditer(pattern, said)]


def _claimed(letter, held, said):
    return [f"没有发生：{m[0]}" for pattern, m in claims(said) if not CLAIMS[pattern](held, m, letter)]


CHECKS = (_days, _numbers, _money, _parties, _opening, _claimed)


def unclassified(said: str) -> list[str]:
    """Words that tell of the past and are neither a claim that is checked nor the letter's own deed."""
    for _, match in claims(said):
        said = said.replace(match[0], "")
    for words in OWN:
        said = said.replace(words, "")
    return [m[0] for m in EVENT.finditer(said)]
