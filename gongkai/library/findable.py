"""Records as documents of the search room."""

from collections.abc import Iterable, Iterator

from django.urls import reverse

from gongkai.core.html import plain_text
from gongkai.library import kinds, rules
from gongkai.library.models import Attachment, Record
from gongkai.search.documents import Document, name_facet, register


def load(ids: list[int]) -> Iterator[Document]:
    """Documents of the released records among ``ids``; two queries."""
    records = Record.objects.released().filter(pk__in=ids).select_related("organ", "current")
    files: dict[int, list[str]] = {}
    for version_id, name, text in Attachment.objects.filter(
        version__in=[r.current_id for r in records], removal=None
    ).values_list("version_id", "name", "blob__text"):
        files.setdefault(version_id, []).append(f"{name}\n{text}")
    before, behind = reverse("portal:record", args=[0]).split("0")  # one address made, not one a document
    for record in records:
        yield Document(
            source="record",
            pk=record.pk,
            title=record.title,
            body="\n".join([plain_text(record.current.body), *files.get(record.current_id, [])]),
            url=f"{before}{record.pk}{behind}",
            released_on=record.known_released_on,
            released_at=int(record.released_at.timestamp()),
            organ=record.organ_id,
            organ_path=record.organ.path,
            organ_name=record.organ_name,
            kind=record.kind,
            theme=record.theme,
            item=record.item,
            validity=record.validity if kinds.KINDS[record.kind].is_policy else "",
            number=record.number,
            index_number=record.index_number,
            keywords=" ".join(filter(None, [record.keywords, record.joint_issuers.replace("、", " ")])),
            summary=record.summary,
        )


def all_ids() -> Iterable[int]:
    """Every id that belongs in the index, in order."""
    return Record.objects.released().order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5000)


def visible(ids: list[int]) -> set[int]:
    """Which of ``ids`` the public may see at this moment; one query."""
    return set(Record.objects.released().filter(pk__in=ids).values_list("pk", flat=True))


def _kind_label(code: str) -> str:
    return kinds.KINDS[code].label if code in kinds.KINDS else ""


register("record", load, all_ids, visible)
name_facet("kind", _kind_label)
name_facet("theme", lambda code: rules.themes().get(code, ""))
name_facet("item", lambda code: rules.ITEMS.get(code, ""))
name_facet("validity", lambda code: rules.VALIDITY.get(code, ""))
