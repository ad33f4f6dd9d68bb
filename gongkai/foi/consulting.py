"""What the law makes of a consultation: its term, what an answer and what silence mean, what follows (条例 art. 15, 32, 34).

Pure: no Django. The time a consultation takes is the business of the request's own clock (casework.clock)."""

from dataclasses import dataclass
from datetime import date

from gongkai.casework.calendar import WorkCalendar
from gongkai.foi.rules import CLOCK

KINDS = {"third_party": "第三方", "organ": "共同制作机关"}
OPINIONS = {"yes": "同意公开", "no": "不同意公开", "part": "同意部分公开"}
DECISIONS = {"disclose": "决定公开", "withhold": "决定不公开"}
# why information is disclosed against a third party or without its answer (条例 art. 32)
SILENCE = "silence"
REFUSED = {"unfounded": "第三方不同意公开的理由不成立", "interest": "不公开可能对公共利益造成重大影响"}
GROUNDS = {SILENCE: "第三方逾期未提出意见", **REFUSED}

LABELS = {
    "drafted": "征求意见书待发出",
    "sent": "已发出，待登记收到日",
    "running": "征求意见中",
    "silent": "逾期未答",
    "answered": "已答复",
}
# (kind, what happened) → what it means, with its article
EFFECTS = {
    ("third_party", "running"): "逾期不答的，由本机关自行决定是否公开（条例第三十二条）。",
    ("organ", "running"): "逾期不答的，视为同意公开（条例第三十四条）。",
    ("third_party", "silent"): "由本机关自行决定是否公开（条例第三十二条）。",
    ("organ", "silent"): "视为同意公开（条例第三十四条）。",
    ("third_party", "yes"): "第三方同意，可以公开（条例第十五条）。",
    ("third_party", "no"): "有合理理由的，不予公开；不公开可能对公共利益造成重大影响的，可以决定公开，并书面告知第三方（条例第三十二条）。",
    ("organ", "yes"): "同意公开（条例第三十四条）。",
    ("organ", "no"): "供本机关决定时考虑，答复由本机关作出（条例第三十四条）。",
}  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """Where a consultation stands: ``state`` one of LABELS; ``due`` the last day of the other side's term, None before
    the day of its receipt is known; ``effect`` a sentence with its article; ``decides``: before it discloses, the organ
    has to decide for itself."""

    state: str
    due: date | None = None
    provisional: bool = False
    late: bool = False
    effect: str = ""
    decides: bool = False

    @property
    def label(self) -> str:
        return "逾期答复" if self.late else LABELS[self.state]

    @property
    def silent(self) -> bool:
        """Whether nothing was said within the term; what is said afterwards does not count."""
        return self.state == "silent" or self.late

    @property
    def waits(self) -> bool:
        """Whether the other side may still be heard within its term."""
        return self.state in ("sent", "running")


def standing(
    kind: str,
    *,
    asked: date | None,
    received: date | None,
    answered: date | None,
    opinion: str,
    calendar: WorkCalendar,
    today: date,
) -> Standing:
    """The other side has 15 working days from the day it receives the letter, not from its sending (条例 art. 32, 34);
    the last day ends at midnight. Silence leaves the decision to the organ (32), or is consent (34)."""
    if asked is None or asked > today:
        return Standing("drafted")
    due = calendar.add_workdays(received, CLOCK.consultation) if received else None
    provisional = bool(received and due and calendar.is_provisional(received, due))
    if answered and answered <= today:
        late = due is not None and answered > due
        meant = "silent" if late and kind == "organ" else "yes" if opinion == "yes" else "no"
        decides = kind == "third_party" and opinion != "yes"
        return Standing("answered", due, provisional, late, EFFECTS[kind, meant], decides)
    if due is None:
        return Standing("sent", effect=f"自收到征求意见书之日起 {CLOCK.consultation} 个工作日内提出意见。")
    if today <= due:
        return Standing("running", due, provisional, effect=EFFECTS[kind, "running"])
    return Standing("silent", due, provisional, effect=EFFECTS[kind, "silent"], decides=kind == "third_party")
