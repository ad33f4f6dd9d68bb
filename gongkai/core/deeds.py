"""What stands in the audit trail, in words. Each room says how its deeds, their details and their nouns are called::

    deeds.register("record", "信息", {"start": "新建", …}, {"version": "版本", "reason": "理由"}, texts={"reason"})
    deeds.noun("library.record", "desk:record", lambda user: Record.objects.visible_to(user))

``texts`` are the details somebody typed: they are what retention blacks out (core.trail.black_out). Until then a noun may
``cover`` in them what must not be read any more.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from gongkai.core.models import AuditEntry
from gongkai.core.registry import Registry

Verbs = Mapping[str, str] | Callable[[], Mapping[str, str]]
Cover = Callable[
    [], Callable[[str, str], str]
]  # makes, once a reading, what takes (id of the noun, text) → text to show
# a label; with how values are said where they are codes (a mapping) or numbers of rows (a function)
Detail = str | tuple[str, Mapping[str, str] | Callable[[Any], str]]


@dataclass
class Group:
    """The deeds whose verbs begin with one word."""

    label: str
    verbs: list[Verbs] = field(default_factory=list)
    details: dict[str, Detail] = field(default_factory=dict)

    def words(self) -> dict[str, str]:
        return {code: said for verbs in self.verbs for code, said in (verbs() if callable(verbs) else verbs).items()}


@dataclass(frozen=True)
class Noun:
    """A kind of thing that is acted on: its page on the desk, the rows of it somebody may see there, and what covers
    words in the texts somebody typed about it."""

    url_name: str
    seen: Callable[[Any], QuerySet[Any]] | None
    cover: Cover | None


GROUPS: Registry[str, Group] = Registry("groups of deeds")
NOUNS: Registry[str, Noun] = Registry("nouns")
TEXTS: set[str] = set()


def register(
    prefix: str, label: str, verbs: Verbs, details: Mapping[str, Detail] | None = None, texts: Iterable[str] = ()
) -> None:
    """Name the deeds ``prefix.…``; a second room may add its own to a group."""
    group = GROUPS.setdefault(prefix, Group(label))
    group.verbs.append(verbs)
    group.details.update(details or {})
    TEXTS.update(texts)


def noun(
    noun_type: str,
    url_name: str = "",
    seen: Callable[[Any], QuerySet[Any]] | None = None,
    cover: Cover | None = None,
) -> None:
    """Make a kind of thing one that can be chosen in the auditor's list, with its page if it has one."""
    NOUNS.add(noun_type, Noun(url_name, seen, cover))


def verb(code: str) -> str:
    """The verb in words; as it is when no room names it."""
    prefix, _, rest = code.partition(".")
    return GROUPS[prefix].words().get(rest, code) if prefix in GROUPS else code


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every verb by group, for a list to choose from."""
    return [
        (group.label, [(f"{prefix}.{code}", said) for code, said in group.words().items()])
        for prefix, group in GROUPS.items()
    ]


def noun_label(noun_type: str) -> str:
    """What the model behind ``noun_type`` is called; as it is for a model of former times."""
    try:
        return str(apps.get_model(noun_type)._meta.verbose_name)
    except (LookupError, ValueError):
        return noun_type


class Reader:
    """Says details in words; remembers the names it looked up, so that a long export does not ask for each row."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, Any], str] = {}
        self._covers: dict[str, Callable[[str, str], str]] = {}

    def said(self, entry: AuditEntry) -> list[tuple[str, str]]:
        """(label, value) of each detail, what is typed as it may be read; a key no room names stands as it is."""
        prefix = entry.verb.partition(".")[0]
        details = GROUPS[prefix].details if prefix in GROUPS else {}
        return [
            self._pair(prefix, key, details.get(key, key), self._covered(entry, key, value))
            for key, value in entry.detail.items()
        ]

    def _covered(self, entry: AuditEntry, key: str, value: Any) -> Any:
        about = NOUNS.get(entry.noun_type)
        if about is None or about.cover is None or key not in TEXTS or not isinstance(value, str):
            return value
        if entry.noun_type not in self._covers:
            self._covers[entry.noun_type] = about.cover()
        return self._covers[entry.noun_type](entry.noun_id, value)

    def _pair(self, prefix: str, key: str, detail: Detail, value: Any) -> tuple[str, str]:
        label, names = (detail, {}) if isinstance(detail, str) else detail
        values = list(value) if isinstance(value, list | dict) else [value]
        return label, "、".join(self._value(prefix, key, names, one) for one in values) or "无"

    def _value(self, prefix: str, key: str, names: Any, value: Any) -> str:
        if value is None or isinstance(value, bool):
            return {None: "无", True: "是", False: "否"}[value]
        if not callable(names):
            return str(names.get(value, value))
        if (prefix, key, value) not in self._known:
            self._known[prefix, key, value] = names(value)
        return self._known[prefix, key, value]
