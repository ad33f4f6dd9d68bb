"""Every write of the product is an action: atomic, signed ``by=``, audited in the same transaction.

    @action
    def release_record(*, record, by, note=""):
        by.must("release", record.organ)
        ...
        audit("record.release", record, by=by, organ=record.organ, note=note)

An action that writes no audit entry is a programming error: nothing of it is saved.
"""

import functools
import inspect
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db import transaction

from gongkai.core.models import AuditEntry

F = TypeVar("F", bound=Callable[..., Any])
_audited: ContextVar[list[str] | None] = ContextVar("audited", default=None)


class Refusal(Exception):
    """What an action answers instead of acting. ``message`` is a sentence a clerk understands and says what to do;
    ``field`` names the form field it belongs to."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Refused(Refusal):
    """It cannot be carried out as it was asked."""


class NotAllowed(Refusal):
    """The account has no post that allows this here: a page of its own says so, no form can mend it."""


class MissingAudit(RuntimeError):
    """An action finished without an audit entry."""


def action(function: F) -> F:
    """Make ``function`` an action: one transaction, keyword-only ``by``, at least one audit entry or nothing saved."""
    parameter = inspect.signature(function).parameters.get("by")
    if parameter is None or parameter.kind is not inspect.Parameter.KEYWORD_ONLY:
        raise TypeError(f"{function.__qualname__}: an action takes a keyword-only 'by'")

    @functools.wraps(function)
    def run(**kwargs: Any) -> Any:
        with transaction.atomic():
            entries: list[str] = []
            token = _audited.set(entries)
            try:
                result = function(**kwargs)
            finally:
                _audited.reset(token)
            if not entries:
                raise MissingAudit(function.__qualname__)
            outer = _audited.get()
            if outer is not None:
                outer.extend(entries)
        return result

    run.is_action = True  # type: ignore[attr-defined]
    return run  # type: ignore[return-value]


def audit(verb: str, noun: Any, /, *, by: Any, organ: Any = None, **detail: Any) -> AuditEntry:
    """Append to the audit trail. ``by`` is an account or None for the system itself; ``detail`` must be JSON and
    free of personal data."""
    entry = AuditEntry.objects.create(
        verb=verb,
        noun_type=noun._meta.label_lower,
        noun_id=str(noun.pk),
        by=by,
        organ_id=organ.pk if organ is not None else None,
        detail=detail,
    )
    entries = _audited.get()
    if entries is not None:
        entries.append(verb)
    return entry
