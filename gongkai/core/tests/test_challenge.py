"""The challenge on public forms: solved, asked in words, expired, used twice, forged."""

import base64
import json
import re

import pytest
import time_machine
from altcha import solve_challenge_v1

from gongkai.core import challenge
from gongkai.core.actions import Refused
from gongkai.core.models import SpentToken

pytestmark = pytest.mark.django_db


def solve(made):
    puzzle = json.loads(made.puzzle)
    solution = solve_challenge_v1(
        challenge=puzzle["challenge"], salt=puzzle["salt"], algorithm="SHA-256", max_number=puzzle["max_number"]
    )
    payload = {key: puzzle[key] for key in ("algorithm", "challenge", "salt", "signature")}
    return base64.b64encode(json.dumps({**payload, "number": solution.number}).encode()).decode()


def answer(made):
    a, b = (challenge.NUMERALS.index(c) for c in re.match("(.)加(.)等于几", made.question).groups())
    return {"sum_token": made.token, "sum": str(a + b)}


def test_a_solved_puzzle_is_taken_once():
    data = {"altcha": solve(challenge.new())}
    challenge.check(data)
    with pytest.raises(Refused, match="已经用过"):
        challenge.check(data)


def test_a_sum_in_words_is_taken_once_and_needs_no_script():
    data = answer(challenge.new())
    challenge.check(data)
    with pytest.raises(Refused, match="已经用过"):
        challenge.check(data)


@pytest.mark.parametrize(
    ("typed", "number"), [("11", 11), ("１１", 11), ("十一", 11), ("十", 10), ("三", 3), ("3。", 3)]
)
def test_numbers_as_people_write_them(typed, number):
    assert challenge._number(typed) == number


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"sum": "99"}, "答案不对"),
        ({"sum": "三乘以"}, "答案不对"),
        ({"sum": " "}, "请回答"),
        ({"sum_token": "x:y:z"}, "过期"),
        ({"sum": "", "altcha": "bm9uc2Vuc2U="}, "请回答"),
        ({"sum": "", "altcha": "W10="}, "请回答"),
    ],
)
def test_what_is_wrong_is_said(change, sentence):
    with pytest.raises(Refused, match=sentence):
        challenge.check({**answer(challenge.new()), **change})
    assert not SpentToken.objects.exists()


def test_both_expire_and_are_forgotten():
    with time_machine.travel("2026-03-02 10:00 +0800"):
        made = challenge.new()
        challenge.check(answer(challenge.new()))
    with time_machine.travel("2026-03-02 15:01 +0800"):
        for data in ({"altcha": solve(made)}, answer(made)):
            with pytest.raises(Refused):
                challenge.check(data)
        challenge.prune()
    assert not SpentToken.objects.exists()
