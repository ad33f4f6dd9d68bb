"""Two officers at the same moment: one does it, the other gets a sentence, and it is done once. PostgreSQL only: the tests'
SQLite lies in memory, where threads share one connection."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.utils import timezone

from gongkai.casework.actions import take_step
from gongkai.casework.models import Case, Letter
from gongkai.core.actions import Refused
from gongkai.foi import letters

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor == 'sqlite'", reason="the tests' SQLite lies in memory, threads share it"),
]
TODAY = timezone.localdate()


def together(*deeds):
    """Carry the deeds out at once, each on a connection of its own; for each what it gave, or the sentence."""
    start = threading.Barrier(len(deeds))

    def run(deed):
        start.wait()
        try:
            return deed()
        except Refused as refusal:
            return refusal.message
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


@pytest.fixture
def case(ask, author):
    return ask(on=TODAY.isoformat(), channel="in_person", by=author).case


def once(results):
    """One was carried out, the other refused."""
    assert connection.vendor != "sqlite"
    return sorted(isinstance(result, str) for result in results) == [False, True]


def test_a_receipt_is_confirmed_once(ask, author, reviewer):
    case = ask(on=TODAY.isoformat()).case
    results = together(
        *(lambda by=by: take_step(case=case, step="confirm", on=TODAY, by=by) for by in (author, reviewer))
    )
    assert once(results)
    assert [entry.type for entry in case.entries.all()] == ["submitted", "confirmed"]


def test_an_answer_is_signed_once_and_sent_once(case, draft, author, reviewer, lawyer):
    letter = draft(case, "granted", on=TODAY.isoformat())
    letters.propose(letter=letter, on=TODAY, by=author)
    results = together(*(lambda by=by: letters.sign(letter=letter, by=by) for by in (reviewer, lawyer)))
    assert once(results)
    send = {"letter": letter, "on": TODAY, "proof": "窗口签收"}
    assert once(together(*(lambda by=by: letters.send(by=by, **send) for by in (author, reviewer))))
    case = Case.objects.get(pk=case.pk)
    assert (case.state, Letter.objects.get().state) == ("closed", "sent")
    assert [e.type for e in case.entries.all()].count("answered") == 1


def test_of_two_answers_drawn_at_once_there_is_one(case, draft, author, reviewer):
    results = together(
        lambda: draft(case, "granted", on=TODAY.isoformat()),
        lambda: draft(case, "must_be_made", on=TODAY.isoformat(), by=reviewer),
    )
    assert once(results)
    assert case.letters.count() == 1


def test_numbers_given_at_once_differ(case, ask, draft, author, reviewer):
    other = ask(on=TODAY.isoformat(), channel="in_person", by=author, description="另一份材料").case
    drafts = [draft(each, "receipt", on=TODAY.isoformat()) for each in (case, other)]
    signed = together(*(lambda letter=letter: letters.sign(letter=letter, by=reviewer) for letter in drafts))
    assert len({letter.number for letter in signed}) == 2
