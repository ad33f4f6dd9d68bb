"""The receipt of whoever brings a case: its number, and the query code that opens it without an account."""

import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from gongkai.casework.models import Case, Party
from gongkai.casework.parties import identity
from gongkai.core import challenge, docnumber
from gongkai.core.actions import Refusal, Refused
from gongkai.core.crypto import digest

SALT = "gongkai.foi.code"  # as it was called when only requests had codes: those that are out hold
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is mistaken for something else on paper


@dataclass(frozen=True)
class Receipt:
    """What whoever brings a case takes along: its number and the code to follow it; the code is shown once."""

    case: Case
    code: str


def new_token() -> str:
    return secrets.token_urlsafe(24)


def code_of(token: str) -> str:
    """The query code that belongs to a form: the same when the form comes twice, not to be told from the database."""
    number = int.from_bytes(salted_hmac(SALT, token, algorithm="sha256").digest(), "big")
    return "".join(CODE_ALPHABET[number // len(CODE_ALPHABET) ** place % len(CODE_ALPHABET)] for place in range(8))


def shown_code(code: str) -> str:
    """As people copy it down: ABCD-2345."""
    return f"{code[:4]}-{code[4:]}"


def bring(
    case: Case, document: str, name: str, identifier: str, contact: dict[str, str], delivery: str, token: str
) -> Party:
    """Keep who brought a case, and what they are found by; of ``token`` one case is made. Within an action."""
    return Party.objects.create(  # type: ignore[misc]
        case=case,
        document=document,
        name=name,
        identifier=identifier,
        contact=contact,
        delivery=delivery,
        applicant_key=digest(identity.key_text(document, identifier)) if identifier else "",
        name_key=digest(identity.name_text(name)) if name else "",
        code_digest=digest(code_of(token)),
        token=digest(token),
    )


def submit_once(
    submit: Callable[..., Receipt], *, token: str, solution: Mapping[str, str], by: Any = None, **facts: Any
) -> Receipt:
    """``submit`` the form ``token``; when it comes twice (double click, reload) the receipt of the first time.

    ``solution`` is the posted form, for core.challenge, which the public must pass; ``facts`` are those of ``submit``."""
    if receipt := receipt_of(token):
        return receipt
    try:
        with transaction.atomic():
            if by is None:
                challenge.check(solution)
            return submit(token=token, by=by, **facts)
    except (IntegrityError, Refusal):
        if receipt := receipt_of(token):  # its twin was faster
            return receipt
        raise


def receipt_of(token: str) -> Receipt | None:
    """The receipt of the case that was made of this form."""
    party = Party.objects.select_related("case").filter(token=digest(token)).first()
    return Receipt(party.case, code_of(token)) if party else None


def find_own(number: str, code: str, type: str) -> Case | None:
    """The case of ``type`` with this number, when ``code`` is its query code. Takes the same time whether the number or the
    code is wrong."""
    rows = Party.objects.select_related("case").filter(case__type=type, case__number__in=spellings(number))
    found = rows.first()
    given = digest("".join(c for c in code.upper() if c.isalnum()))
    expected = found.code_digest if found and found.code_digest else digest("")
    return found.case if hmac.compare_digest(given, expected) and found and found.code_digest else None


def spellings(number: str) -> set[str]:
    """How a registration number may stand in the database, that was typed with any brackets, blanks and width."""
    squeezed = docnumber.normalise(number)
    return {number.strip(), squeezed, f"{squeezed}号"}


def find_case(number: str, user: Any) -> Case | None:
    """The case of this registration number, when ``user`` may see it."""
    return Case.objects.visible_to(user).filter(number__in=spellings(number)).first()


def rate(case: Case, score: int, comment: str) -> Party:
    """How satisfied whoever brought a case is, 1–5, said once, after closing; within an action."""
    party = Party.objects.select_for_update(of=("self",)).select_related("case").get(pk=case.pk)
    if party.case.closed_on is None:
        raise Refused("办结以后才能评价。")
    if party.satisfaction is not None:
        raise Refused("您已经评价过了，谢谢。")
    if score not in range(1, 6):
        raise Refused("请选择 1 到 5 分。", "score")
    if len(comment) > 1000:
        raise Refused(f"评价有 {len(comment)} 字，请精简到 1000 字以内。", "comment")
    party.satisfaction, party.comment = score, comment.strip()
    party.save(update_fields=["satisfaction", "comment"])
    return party


def renew_code(case: Case, cases: QuerySet[Any], reason: str, token: str = "") -> str:
    """A new query code for whoever lost theirs and showed who they are; the old one ends, in all ``cases`` (keys) it opens.
    ``token`` names the form it was asked for in. Within an action."""
    if not reason.strip():
        raise Refused("请写明怎样核实了申请人身份，系统会留痕。", "reason")
    if case.party.erased_on:
        raise Refused("保存期满，申请人信息已经清除，不能再补办查询码。")
    token = token or new_token()
    Party.objects.filter(pk=case.pk).update(token=digest(token))
    Party.objects.filter(pk__in=cases, erased_on=None).update(code_digest=digest(code_of(token)))
    return code_of(token)
