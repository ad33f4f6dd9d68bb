"""Documents that hang on an organ an import once made beside the tree come to the organ that keeps them."""

from typing import Any

from django.db.models import ProtectedError, QuerySet

from gongkai.core import pages
from gongkai.core.actions import Refused, action, audit
from gongkai.library import outstanding
from gongkai.library.models import NumberSeries, Record, Version
from gongkai.organs.models import Organ
from gongkai.search import outbox


def issuers() -> QuerySet[Organ]:
    """Organs beside the tree that nobody keeps."""
    return Organ.objects.filter(code=None, parent=None, posts=None, children=None, people=None).order_by("name", "pk")


@action
def file_issuer(*, issuer: Organ, under: Organ, by: Any) -> int:
    """The records of ``issuer`` belong to ``under``, with their maker as 来源机关 and source; the empty organ goes.
    Returns how many."""
    if not issuers().filter(pk=issuer.pk).exists() or issuer.pk == under.pk:
        raise Refused(f"“{issuer.name}”有代码、上级、下级、岗位或人员，不是导入时登记的外部发文机关。")
    records = Record.objects.filter(organ=issuer)
    moved = list(records.only("cite_key", "number_key", "outstanding"))
    pks = [record.pk for record in moved]
    records.filter(organ_name="").update(organ_name=issuer.name)
    records.filter(source="").update(source=issuer.name)
    for version in Version.objects.filter(record__in=records, state__in=["draft", "submitted"]):
        version.fields["source"] = version.fields.get("source") or issuer.name
        version.save(update_fields=["fields"])
    records.update(organ=under)
    outstanding.settle(moved)  # of several of one title that of the same organ is meant
    NumberSeries.objects.filter(organ=issuer).delete()
    outbox.changed_many("record", pks)
    pages.purge(pages.EVERY)
    audit("organ.file", issuer, by=by, organ=under, name=issuer.name, into=under.pk, count=len(pks))
    try:
        issuer.delete()
    except ProtectedError:
        raise Refused(f"“{issuer.name}”名下还有办件、站点等，不能转走。") from None
    return len(pks)
