"""Keeping machines off public forms, without an account, a picture or a foreign server.

A browser with scripts solves an ALTCHA puzzle (proof of work, challenge.js) while the form is filled in; its reader
sees nothing of it. Without scripts, or where the browser has no crypto.subtle (plain HTTP), a sum in words is asked:
one that a screen reader reads (GB/T 37668: a check that is not visual). Both are signed by the server, expire, and
are taken once.

The widget of the altcha package is not used: it writes its styles into the page and its worker into a blob, both of
which our Content-Security-Policy forbids.
"""

import base64
import hashlib
import json
import random
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from altcha import create_challenge_v1, verify_solution_v1
from django.conf import settings
from django.core import signing
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from gongkai.core.actions import Refused
from gongkai.core.models import SpentToken

LIFE = timedelta(hours=2)
EFFORT = 50_000  # at most so many hashes: below a second, some seconds on an old phone
SALT = "gongkai.challenge"
NUMERALS = "零一二三四五六七八九十"


@dataclass(frozen=True)
class Challenge:
    """``puzzle``: JSON for challenge.js; ``question``: the sum in words; ``token``: goes with its answer."""

    puzzle: str
    question: str
    token: str


def new() -> Challenge:
    puzzle = create_challenge_v1(hmac_key=_key(), max_number=EFFORT, expires=timezone.now() + LIFE, algorithm="SHA-256",
                                 salt_length=12, salt="", number=None, params=None)  # fmt: skip
    a, b = random.randint(1, 9), random.randint(1, 9)  # noqa: S311 - the answer is not a secret
    nonce = secrets.token_urlsafe(12)
    token = signing.dumps([nonce, _mac(nonce, a + b)], salt=SALT)
    return Challenge(json.dumps(vars(puzzle)), f"{NUMERALS[a]}加{NUMERALS[b]}等于几？", token)


def check(data: Mapping[str, str]) -> None:
    """Take the solution in a posted form (``altcha``, or ``sum`` and ``sum_token``); Refused when there is none, it is
    wrong, too old or was used. Call it within the transaction of the deed."""
    spend(_solution(data.get("altcha", "")) or _answer(data.get("sum_token", ""), data.get("sum", "")))


def _solution(payload: str) -> str:
    """What is spent by a solved puzzle; nothing when it is not solved."""
    if not payload or len(payload) > 2000:
        return ""
    try:
        verified, _ = verify_solution_v1(payload=payload, hmac_key=_key(), check_expires=True)
        return json.loads(base64.b64decode(payload))["challenge"] if verified else ""
    except (ValueError, TypeError, KeyError, AttributeError):
        return ""


def _answer(token: str, answer: str) -> str:
    if not answer.strip():
        raise Refused("请回答验证问题，例如“三加八等于几”请填 11。", "sum")
    try:
        nonce, mac = signing.loads(token, salt=SALT, max_age=LIFE)
    except (signing.BadSignature, ValueError):
        raise Refused("验证问题已过期，请回答新的问题，其他内容都还在。", "sum") from None
    if not constant_time_compare(mac, _mac(nonce, _number(answer))):
        raise Refused("验证问题的答案不对，请再算一次，填数字即可。", "sum")
    return nonce


def _number(text: str) -> int:
    """A number as people write it: 11, １１, 十一."""
    text = unicodedata.normalize("NFKC", text).strip().rstrip("。.")
    if text.isdecimal() and len(text) < 4:
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if all(len(part) < 2 and part in NUMERALS for part in (tens, ones)):
        return (NUMERALS.index(tens or "一") * 10 if ten else 0) + NUMERALS.index(ones or "零")
    return -1


def spend(token: str) -> None:
    """Take a token once; Refused the second time."""
    key = hashlib.sha256(token.encode()).hexdigest()
    _, fresh = SpentToken.objects.get_or_create(token=key)
    if not fresh:
        raise Refused("验证已经用过一次，请重新验证后再提交，其他内容都还在。", "sum")


def prune() -> None:
    """Forget tokens that have expired anyway."""
    SpentToken.objects.filter(at__lt=timezone.now() - 2 * LIFE).delete()


def _mac(nonce: str, answer: int) -> str:
    return salted_hmac(SALT, f"{nonce}:{answer}").hexdigest()[:32]


def _key() -> str:
    return salted_hmac(SALT, "altcha", secret=settings.SECRET_KEY).hexdigest()
