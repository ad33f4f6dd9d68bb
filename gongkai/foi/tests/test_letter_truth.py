"""No letter says what the ledger does not hold: every letter type, and every history (条例 art. 45; docs/decisions/0020)."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.casework.letters import drawing
from gongkai.casework.selectors import calendar
from gongkai.core.actions import NotAllowed, Refused
from gongkai.foi import dividing, letters
from gongkai.foi.letters import BOOK
from gongkai.foi.models import Agent
from gongkai.foi.outcomes import OUTCOMES
from gongkai.foi.tests.conftest import filled
from gongkai.foi.tests.life import DEEDS, THIRD
from gongkai.foi.tests.truth import claims, unclassified, untrue, words_of

pytestmark = pytest.mark.django_db

CONSULTED = (("third_party_asked", "03-05"), ("letter_arrived", "03-06"), ("refused", "03-12"))
EXCESS = (("asked_why", "03-05"), ("said_why", "03-10"))
SEARCHED = (("searched", "03-09"),)
# letter type → what happens before it; each on its day of 2026, each letter on 3 April
LIVES: dict[str, list[tuple[tuple[str, str], ...]]] = {
    **{
        code: [()]
        for code in (
            "public", "granted", "partial", "refused.secret", "refused.forbidden", "refused.stability", "refused.internal",
            "refused.process", "refused.enforcement", "registry", "not_held.elsewhere", "must_be_made",
            "not_handled.petition", "not_handled.publication", "not_handled.confirmation", "correcting.corrected",
            "correcting.transferred", "correcting.directed", "receipt", "correction", "reasons", "extension", "fee",
            "third_party", "co_producer",
        )
    },
    "refused.third_party": [
        CONSULTED,
        (("third_party_asked", "03-05"), ("letter_arrived", "03-06")),
        (*CONSULTED, ("third_party_asked", "03-12"), ("agreed", "03-13")),
    ],
    "parts": [()],
    "not_held.absent": [SEARCHED],
    "unclear": [(("asked_to_correct", "03-06"), ("corrected", "03-16"))],
    "not_handled.repeated": [(("answered_before", "03-09"),)],
    "not_handled.excessive": [
        (*EXCESS, ("found_unreasonable", "03-11")),
        (("asked_why", "03-05"), ("found_unreasonable", "03-16")),
    ],
    "deferral": [(*EXCESS, ("found_reasonable", "03-11"))],
    "closed.not_corrected": [
        (("asked_to_correct", "03-06"),),
        (("asked_to_correct", "03-06"), ("notice_arrived", "03-09")),
    ],
    "closed.not_paid": [(("asked_to_pay", "03-05"),)],
    "closed.withdrawn": [(("given_up", "03-09"),)],
    "consulting": [
        (("third_party_asked", "03-20"),),
        (("third_party_asked", "03-16"), ("organ_asked", "03-20")),
        (("organ_asked", "03-05"), ("refused", "03-06"), ("organ_asked", "03-20")),
        (("third_party_asked", "03-05"), ("letter_arrived", "03-06"), ("organ_asked", "03-20")),
    ],
    "revoked.extension": [(("extended", "03-10"),), (("extended", "03-10"), ("third_party_asked", "03-20"))],
    "revoked.fee": [(("asked_to_pay", "03-10"),), (("asked_to_pay", "03-10"), ("notice_arrived", "03-12"))],
    "third_party_decision": [
        (*CONSULTED, ("overruled", "03-13")),
        (("third_party_asked", "03-05"), ("letter_arrived", "03-06"), ("overruled", "04-01")),
    ],
}  # fmt: skip
DAY, LATER = date(2026, 4, 1), date(2026, 4, 7)  # within the term of the answer; after that of the applicant
EARLY = date(2026, 3, 9)  # within the term of a correction notice (art. 30)
CLAIMING = [code for code, lives in LIVES.items() if () not in lives]  # that something happened
ROWS = [(code, deeds) for code, lives in LIVES.items() for deeds in lives]


def draw(life, code, day=DAY, parts=("granted", "refused.secret"), **given):
    """By the action of the desk, with every field filled in."""
    kind, case = BOOK.types[code], life.case
    fields = {**filled(kind, case), **given}
    with time_machine.travel(f"{day} 10:00 +0800"):
        if "until" in fields and "until" not in given:
            fields["until"] = calendar().add_workdays(max(day, case.due_on or day), 8)
        if code == "third_party_decision":
            fields["who"] = THIRD[0]
        if code == "parts":
            for row, part in zip(dividing.split(case=case, texts=["甲", "乙"], by=life.author), parts, strict=True):
                dividing.conclude(part=row, kind=part, by=life.author, **filled(BOOK.types[part], case))
        return letters.draw(case=case, type=code, by=life.author, **fields)


def lived(life, deeds):
    for deed, day in deeds:
        life.happen(deed, date.fromisoformat(f"2026-{day}"))
    return life


def test_every_letter_and_every_outcome_has_its_case():
    """Who adds a letter says here what happens before it."""
    assert set(LIVES) == set(BOOK.types)
    assert {kind.outcome for kind in BOOK.types.values()} >= {row.code for row in OUTCOMES.values() if row.letter}


@pytest.mark.parametrize(("code", "deeds"), ROWS, ids=lambda value: value if isinstance(value, str) else len(value))
def test_what_a_letter_says_stands_in_the_ledger(code, deeds, live):
    day = LATER if code.startswith("closed.") else EARLY if code == "correction" else DAY
    letter = draw(lived(live(), deeds), code, day)
    said = words_of(letter)
    with time_machine.travel(f"{day} 10:00 +0800"):
        assert untrue(letter) == []
    assert unclassified(said) == []
    assert bool(claims(said)) == (code in CLAIMING)


@pytest.mark.parametrize("code", CLAIMING)
def test_a_letter_that_says_what_did_not_happen_is_refused_with_a_sentence(code, live):
    with pytest.raises(Refused) as refusal:
        draw(live(), code)
    assert refusal.value.message.endswith("。")


@pytest.mark.parametrize(
    "code",
    ["granted", "partial", "refused.secret", "must_be_made", "correcting.corrected", "correction", "third_party"],
)
def test_what_the_letters_of_a_self_correction_say_is_true_and_names_the_answer_that_was_wrong(code, live):
    letter = draw(lived(live(), (("answered_wrongly", "03-09"),)), code, EARLY)
    said = words_of(letter)
    with time_machine.travel(f"{EARLY} 10:00 +0800"):
        assert untrue(letter) == []
    assert unclassified(said) == []
    assert ("经自查，本机关于2026年3月9日发出的" in said) == (BOOK.types[code].to == "applicant")
    assert ("予以撤销" in said) == (BOOK.types[code].step == "deliver")


CONCLUSIONS = [code for code in CLAIMING if BOOK.types[code].step == "deliver"]


@pytest.mark.parametrize("code", CONCLUSIONS)
def test_art_36_a_part_that_says_what_did_not_happen_is_refused_as_well(code, live):
    with pytest.raises(Refused) as refusal:
        draw(live(), "parts", parts=("granted", code))
    assert refusal.value.message.endswith("。")


@pytest.mark.parametrize("code", CONCLUSIONS)
def test_art_36_and_one_that_says_what_did_says_it_truly(code, live):
    for deeds in LIVES[code]:
        letter = draw(lived(live(), deeds), "parts", parts=("granted", code))
        with time_machine.travel(f"{DAY} 10:00 +0800"):
            assert untrue(letter) == []
        assert claims(words_of(letter))


PARTIAL = next(field.choices for field in BOOK.types["partial"].fields if field.name == "ground")
ITEM = next(field.choices for field in BOOK.types["partial"].fields if field.name == "item")


@pytest.mark.parametrize("ground", dict(PARTIAL))
def test_art_37_what_a_partial_answer_says_of_its_ground_stands_in_the_ledger(ground, live):
    given = {"ground": ground, "item": next((item for item, _ in ITEM if item.startswith(f"{ground}.")), "")}
    deeds = CONSULTED if ground.startswith("15") else SEARCHED if ground == "36.4" else ()
    if deeds:
        with pytest.raises(Refused):
            draw(live(), "partial", **given)
    letter = draw(lived(live(), deeds), "partial", **given)
    with time_machine.travel(f"{DAY} 10:00 +0800"):
        assert untrue(letter) == []
    said = words_of(letter)
    assert bool(claims(said)) == bool(deeds)
    kinds = ("含有不应当公开", "不属于政府信息的内容", "有一部分不存在", "有一部分不属于本机关负责")
    told = {"2": kinds[1], "36.4": kinds[2], "36.5": kinds[3]}.get(ground, kinds[0])
    assert [words for words in kinds if words in said] == [told]
    assert ("不予公开的内容：" in said) == (not ground.startswith("36"))


LAPSED = (("asked_to_correct", "03-06"), ("lapsed", "04-07"))


@pytest.mark.parametrize("deeds", [(("asked_to_correct", "03-06"),), (("asked_to_pay", "03-10"),), LAPSED])
def test_art_33_a_receipt_states_no_last_day_that_does_not_hold(deeds, live):
    with pytest.raises(Refused, match="登记回执"):
        draw(lived(live(), deeds), "receipt", LATER)


def test_art_35_silence_is_no_reason_that_could_be_reasonable(live):
    with pytest.raises(Refused, match="不能“另定答复期限”"):
        draw(lived(live(), (("asked_why", "03-05"), ("found_reasonable", "03-16"))), "deferral")


@pytest.mark.parametrize("code", ["extension", "correction", "third_party", "receipt"])
def test_art_31_what_was_corrected_after_a_letter_was_drawn_up_keeps_it_from_being_signed(code, live):
    life, day = live(), date(2026, 3, 10)
    stale = draw(life, code, day)
    life.happen("receipt_day_corrected", day)
    with time_machine.travel(f"{day} 11:00 +0800"):
        with pytest.raises(Refused, match="请作废后重新拟稿"):
            letters.sign(letter=stale, by=life.head)
        letters.void(letter=stale, reason="收到日期已更正", by=life.author)
    fresh = draw(life, code, day)
    with time_machine.travel(f"{day} 12:00 +0800"):
        assert letters.sign(letter=fresh, by=life.head).state == "signed"


def test_art_33_an_extension_is_not_signed_with_a_last_day_that_has_moved(live):
    life = lived(live(), (("third_party_asked", "03-05"),))
    early = draw(life, "extension", date(2026, 3, 9))
    life.happen("searched", date(2026, 3, 10))  # while the opinion is awaited the day moves, and the letter says so
    with time_machine.travel("2026-03-11 11:00 +0800"):
        letters.must_hold(early)
    life.happen("refused", date(2026, 3, 12))
    with pytest.raises(Refused, match="请作废后重新拟稿"), time_machine.travel("2026-03-12 11:00 +0800"):
        letters.sign(letter=early, by=life.head)


@pytest.mark.parametrize(
    ("code", "wrong"),
    [("extension", ("10个工作日", "35个工作日")), ("correction", ("2026年3月19日", "2026年1月5日"))],
)
def test_a_day_or_number_that_was_filled_in_is_not_typed_over(code, wrong, live):
    """What the letter says is what the ledger records when it is sent."""
    life = live()
    letter = draw(life, code, EARLY, **{"days": 10} if code == "extension" else {"until": date(2026, 3, 19)})
    with time_machine.travel(f"{EARLY} 11:00 +0800"):
        body = "\n".join(letter.content["body"])
        assert wrong[0] in body
        letter = letters.edit(letter=letter, body=body.replace(*wrong), by=life.author)
        with pytest.raises(Refused, match="不一致，请改回来"):
            letters.sign(letter=letter, by=life.head)
        letter = letters.edit(letter=letter, body=f"{body}特此告知。", by=life.author)
        assert letters.sign(letter=letter, by=life.head).state == "signed"


FIRM = {"applicant_kind": "enterprise", "name": "青禾农资有限公司", "identifier": "91350100M000100Y43"}


@pytest.mark.parametrize("facts", [{}, FIRM], ids=["person", "firm"])
@pytest.mark.parametrize("channel_of", ["online", "in_person", "mail", "letter", "fax", "oral"])
def test_art_29_and_31_who_asked_through_whom_how_and_when_is_as_it_was_registered(channel_of, facts, live):
    life = live(channel=channel_of, **facts)
    for code in ("receipt", "extension", "correcting.corrected", "third_party"):
        letter = draw(life, code, EARLY)
        with time_machine.travel(f"{EARLY} 10:00 +0800"):
            assert untrue(letter) == []
        Agent.objects.get_or_create(request=life.request, defaults={"name": "上官云鹏"})


# what tells of days, events or parties; the other answers differ from the last of them in their ground only
TOLD = [*CLAIMING, "receipt", "correction", "extension", "fee", "partial", "parts", "third_party", "must_be_made"]


ENDS = ("given_up", "answered", "lapsed")
TURN = st.permutations([deed for deed in DEEDS if deed not in ENDS]).map(lambda deeds: deeds[:5])


@given(data=st.data())
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_history_of_allowed_steps_gives_a_letter_with_a_false_fact(live, monkeypatch, data):
    """Whatever happened, every letter that the program draws up then is true; what it refuses it refuses."""
    monkeypatch.setattr(drawing, "draw", lambda *given, **more: (b"docx", b"pdf"))
    life, day = live(), date(2026, 3, 4)
    turns = data.draw(st.lists(st.tuples(TURN, st.integers(0, 8)), min_size=2, max_size=8))
    for tried, days in [*turns, *data.draw(st.just([]) | st.tuples(st.tuples(st.just(ENDS), st.integers(0, 25))))]:
        day += timedelta(days)
        any(possible(lambda: life.happen(deed, day)) for deed in tried)  # noqa: B023
    day += timedelta(data.draw(st.integers(0, 25)))
    for code in TOLD:
        with transaction.atomic():
            letter = possible(lambda: draw(life, code, day))  # noqa: B023
            with time_machine.travel(f"{day} 10:00 +0800"):
                wrong = untrue(letter) + unclassified(words_of(letter)) if letter else []
            transaction.set_rollback(True)
        assert wrong == [], (code, day, [(e.on, e.type, e.data) for e in life.case.entries.all()])


def possible(deed):
    """What comes of a deed; None where it is not allowed, and then nothing of it is left."""
    try:
        with transaction.atomic():
            return deed()
    except (Refused, NotAllowed):
        return None
