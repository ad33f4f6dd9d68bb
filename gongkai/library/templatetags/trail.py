"""Words for what stands in the audit trail and in a version's fields."""

from django import template

from gongkai.core import deeds
from gongkai.core.models import AuditEntry
from gongkai.library import rules
from gongkai.library.facts import facts as facts_of
from gongkai.library.models import Record, Relation, Version

register = template.Library()


@register.filter
def deed(entry: AuditEntry) -> str:
    """What was done, in words; with the version where there is one."""
    words = deeds.verb(entry.verb)
    if number := entry.detail.get("version"):
        return f"{words}（第 {number} 版）"
    return words


@register.filter
def reverse_label(relation: Relation) -> str:
    """What a relation is called from its target."""
    return rules.RELATIONS[relation.predicate][1]


@register.filter
def facts(version: Version | None, record: Record) -> list[tuple[str, str]]:
    """(label, value) of a version's metadata."""
    return facts_of(version, record) if version else []
