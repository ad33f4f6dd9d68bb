"""Issuing bodies outside the tree."""

import pytest

from gongkai.core.models import AuditEntry
from gongkai.organs.issuers import ensure_issuer
from gongkai.organs.models import Organ

pytestmark = pytest.mark.django_db


def test_an_issuer_is_made_once_without_a_code_and_named_by_its_slug():
    first = ensure_issuer(name="国务院", level="central", by=None)
    again = ensure_issuer(name="国务院", level="central", by=None)
    other = ensure_issuer(name="最高人民法院", level="central", by=None)
    assert first.pk == again.pk != other.pk
    assert (first.code, first.parent, first.path) == (None, None, f"{first.pk:06d}")
    assert list(Organ.objects.by_slug(first.slug)) == [first]
    assert AuditEntry.objects.filter(verb="organ.issuer").count() == 2


@pytest.mark.parametrize("nonsense", ["org-", "org-x", "org-99999999999999999999", "000000000", ""])
def test_a_slug_that_names_nothing_finds_nothing(nonsense):
    ensure_issuer(name="国务院", level="central", by=None)
    assert not Organ.objects.by_slug(nonsense).exists()


def test_an_organ_with_a_code_is_named_by_it(county):
    assert county.slug == county.code
    assert list(Organ.objects.by_slug(county.code.lower())) == [county]
