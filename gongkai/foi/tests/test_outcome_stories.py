"""A request for every outcome of the table of answers, from its submission to its end, in frozen time.

Each row: what happens before the answer, the letter it goes out in, the ground the letter states, the days (received, due,
closed), the row of table 3 of the annual report, and the branch of remedies. A request is submitted online on 2 March
2026 and confirmed on 4 March: its twentieth working day is 1 April.
"""

from dataclasses import dataclass
from datetime import date

import pytest
import time_machine

from gongkai.casework.actions import take_step
from gongkai.casework.letters import actions as casework_letters
from gongkai.casework.letters import drawing
from gongkai.casework.models import Case, Letter
from gongkai.casework.selectors import reading_of
from gongkai.foi import applicant, excess, searching, wording
from gongkai.foi.outcomes import OUTCOMES
from gongkai.foi.tests.conftest import LATE, PERSON, consult

CITED = "《中华人民共和国政府信息公开条例》"
SAYS = {
    # branch: (said in this order, never said)
    "A": (
        ("60日内先向青禾县人民政府申请行政复议", "行政复议网上平台", "15日内", "第二十三条第一款第（四）项"),
        ("6个月",),
    ),
    "B": (("60日内向青禾县人民政府申请行政复议", "行政复议网上平台", "6个月内直接向"), ("15日", "先向")),
    "C": ((), ("行政复议", "诉讼")),
}


@dataclass(frozen=True)
class Story:
    outcome: str
    letter: str
    ground: tuple[str, ...]
    row: str
    branch: str
    before: str = ""
    due: str | None = "2026-04-01"
    closed: str = "2026-03-23"


STORIES = (
    Story("already_public", "public", ("第三十六条第（一）项",), "（一）予以公开", "B"),
    Story("granted", "granted", ("第三十六条第（二）项",), "（一）予以公开", "B"),
    Story("partial", "partial", ("第三十七条",), "（二）部分公开", "A"),
    Story("secret", "refused.secret", ("第十四条", "国家秘密"), "（三）1", "A"),
    Story("forbidden", "refused.forbidden", ("第十四条", "法律、行政法规禁止公开"), "（三）2", "A"),
    Story("stability", "refused.stability", ("第十四条", "可能危及国家安全"), "（三）3", "A"),
    Story("third_party", "refused.third_party", ("第十五条", "第三十二条"), "（三）4", "A", "consulted", "2026-04-09"),
    Story("internal", "refused.internal", ("第十六条第一款",), "（三）5", "A"),
    Story("process", "refused.process", ("第十六条第二款", "过程性信息"), "（三）6", "A"),
    Story("enforcement", "refused.enforcement", ("第十六条第二款", "行政执法案卷"), "（三）7", "A"),
    Story("registry", "registry", ("第三十六条第（七）项",), "（三）8", "B"),
    Story("not_held", "not_held.absent", ("第三十六条第（四）项", "检索的范围和方式", "未检索到"), "（四）1", "B", "searched"),
    Story("must_be_made", "must_be_made", ("第三十八条",), "（四）2", "B"),
    Story("unclear", "unclear", ("第三十条",), "（四）3", "B", "corrected", "2026-04-14"),
    Story("petition", "not_handled.petition", ("第三十九条第一款",), "（五）1", "B"),
    Story("repeated", "not_handled.repeated", ("第三十六条第（六）项",), "（五）2", "B", "answered before"),
    Story("publication", "not_handled.publication", ("第三十九条第二款",), "（五）3", "B"),
    Story("excessive", "not_handled.excessive", ("第三十五条",), "（五）4", "B", "asked why"),
    Story("confirmation", "not_handled.confirmation", ("第三十六条",), "（五）5", "B"),
    Story("correcting", "correcting.corrected", ("第四十一条",), "（六）3", "B"),
    Story("not_corrected", "closed.not_corrected", ("第三十条", "2026年3月6日", "2026年3月20日前补正"), "（六）1", "B", "asked to correct", None),
    Story("not_paid", "closed.not_paid", ("第四十二条", "2026年3月6日"), "（六）2", "B", "asked to pay", None, "2026-04-07"),
    Story("withdrawn", "closed.withdrawn", ("于2026年3月23日撤回",), "（六）3", "C", "given up"),
)  # fmt: skip


def test_every_outcome_has_its_story():
    with_letter = [outcome.code for outcome in OUTCOMES.values() if outcome.letter]
    assert [story.outcome for story in STORIES] == with_letter


@pytest.fixture
def happens(author, notify, ask, answer):
    """happens(case, "corrected"): what comes before the answer."""

    def step(case, name, on, by=author, **data):
        with time_machine.travel(f"{on} 10:00 +0800"):
            return take_step(case=case, step=name, on=date.fromisoformat(on), by=by, **data)

    def consulted(case):
        row = consult(case, "2026-03-05", author)
        step(case, "third_party_answers", "2026-03-12", who=row.label, consents="no")

    def corrected(case):
        notify(case, "correction", on="2026-03-06", until="2026-03-20")
        with time_machine.travel("2026-03-16 10:00 +0800"):
            applicant.answer_correction(request=case.request, text="三组的那一份", by=None)

    def searched(case):
        with time_machine.travel("2026-03-09 10:00 +0800"):
            found = {"places": "档案室", "words": "安置方案", "result": "未检索到"}
            searching.note_search(request=case.request, on=date(2026, 3, 9), by=author, **found)

    def asked_why(case):
        notify(case, "reasons", on="2026-03-06", until="2026-03-18")
        with time_machine.travel("2026-03-19 10:00 +0800"):
            excess.judge_reasons(request=case.request, reasonable="no", judgement="逾期没有说明", by=author)

    def answered_before(case):
        earlier = step(ask(on="2026-02-02").case, "confirm", "2026-02-03", reason=LATE)
        answer(earlier, "granted", on="2026-02-05", sent="2026-02-06")

    def given_up(case):
        with time_machine.travel("2026-03-23 09:00 +0800"):
            applicant.withdraw_request(request=case.request, by=None)

    deeds = {
        "": lambda case: None,
        "consulted": consulted,
        "corrected": corrected,
        "searched": searched,
        "asked why": asked_why,
        "answered before": answered_before,
        "asked to correct": lambda case: notify(case, "correction", on="2026-03-06", until="2026-03-20"),
        "asked to pay": lambda case: notify(case, "fee", on="2026-03-06", method="pages", pages=250),
        "given up": given_up,
    }

    def run(case, before):
        case = step(case, "confirm", "2026-03-04", reason=LATE)
        deeds[before](case)
        return Case.objects.get(pk=case.pk)

    return run


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.outcome)
def test_from_submission_to_the_end(story, ask, happens, answer, notify):
    case = happens(ask().case, story.before)
    if story.letter.startswith("closed"):
        case = notify(case, story.letter, on=story.closed)
    else:
        case = answer(case, story.outcome, on="2026-03-20", sent=story.closed)

    assert (case.received_on, case.closed_on) == (date(2026, 3, 4), date.fromisoformat(story.closed))
    assert case.due_on == (date.fromisoformat(story.due) if story.due else None)
    assert (case.state, case.is_late()) == ("closed", False)
    assert reading_of(case, today=date(2026, 12, 31)).due == case.due_on, "a closed case does not move"
    assert (case.request.outcome, case.request.report_row) == (story.outcome, story.row)

    letter = Letter.objects.filter(case=case).latest("pk")
    assert (letter.type, letter.state, letter.sent_on) == (story.letter, "sent", case.closed_on)
    said = drawing.words_of(casework_letters.kept_file(letter, "docx"))
    for words in (*story.ground, PERSON["description"], "李大林：", letter.number, case.number, "2026年3月4日收到"):
        assert words in said
    assert CITED in said or story.outcome == "withdrawn"
    must, never = SAYS[story.branch]
    places = [said.index(words) for words in must]
    assert places == sorted(places)
    assert not any(words in said for words in never)
    assert any("行政复议" in text for text in wording.remedies(case.request)) == (story.branch != "C")
