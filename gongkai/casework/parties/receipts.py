"""The receipt of whoever brings a case: its number, and the query code that opens it without an account."""

import secrets
from dataclasses import dataclass

from django.utils.crypto import salted_hmac

from gongkai.casework.models import Case

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
