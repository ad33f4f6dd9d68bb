"""Names of issuing bodies to organs of the tree; what is not in it is made on demand (organs.issuers)."""

import re
from typing import Any

from gongkai.core.actions import Refused
from gongkai.library.docnumber import parse
from gongkai.library.importing import issuer
from gongkai.organs.issuers import ensure_issuer
from gongkai.organs.models import Organ

STATED = ("元数据“发布机构”", "公布机关")


class OrganBook:
    """Every organ by its names and document marks, read once a run. ``default`` takes what states no organ."""

    def __init__(self, default: Organ | None, by: Any, *, dry_run: bool = False) -> None:
        self.default, self.by, self.dry_run = default, by, dry_run
        self.made: list[str] = []
        self._names: dict[str, Organ | None] = {}
        self._marks: dict[str, Organ] = {}
        organs = {
            organ.pk: organ for organ in Organ.objects.prefetch_related("former_names").order_by("-closed_on", "pk")
        }
        for organ in organs.values():
            self._learn(organ)
        for organ in organs.values():
            for former in organ.former_names.all():
                self._names.setdefault(_fold(former.name), organ)

    def _learn(self, organ: Organ) -> None:
        self._names[_fold(organ.name)] = organ
        if organ.code:
            self._names[organ.code] = organ
        if organ.short_name:
            # two organs of one short name: it names neither
            short = _fold(organ.short_name)
            known = self._names.get(short, organ)
            self._names[short] = known if known is organ or (known and _fold(known.name) == short) else None
        if organ.document_mark:
            self._marks[organ.document_mark] = organ

    def find(self, name: str) -> Organ | None:
        """The organ called ``name``, in full, for short, formerly, by code, or without the names of the places above."""
        folded = _fold(name)
        if folded in self._names or folded.upper() in self._names:
            return self._names.get(folded) or self._names.get(folded.upper())
        if len(folded) < 5:
            return None
        longer = {o.pk: o for known, o in self._names.items() if o and len(known) >= 5 and _is_tail(known, folded)}
        return next(iter(longer.values())) if len(longer) == 1 else None

    def by_mark(self, number: str) -> Organ | None:
        """The organ whose document mark (青禾民发) a 文号 bears."""
        parsed = parse(number) if number else None
        return self._marks.get(parsed.mark) if parsed else None

    def resolve(self, names: list[tuple[str, str]], number: str) -> Organ:
        """The organ a document belongs to. Refused, with what to do, when nothing tells."""
        for name, origin in names:
            if self.default is None or origin in STATED:
                if organ := self.find(name):
                    return organ
                if origin == "公布机关":
                    return self._make(name)
        if self.default is None and (organ := self.by_mark(number)):
            return organ
        if self.default is not None:
            return self.default
        for name, _ in names:
            if issuer.is_organ(name):
                return self._make(name)
        raise Refused("没有认出发布机构。请在文首加一行“发布机构：……”，或用 --organ 指定机构代码。", "organ")

    def stated(self, name: str) -> Organ:
        """The organ a table names in its column; a table does not make organs."""
        if not name.strip():
            if self.default is None:
                raise Refused("没有写发布机构。请补上这一列，或用 --organ 指定机构代码。", "organ")
            return self.default
        organ = self.find(name) or self.default
        if organ is None:
            raise Refused(f"机构表里没有“{name.strip()[:40]}”，请先建立该机构或更正名称。", "organ")
        return organ

    def _make(self, name: str) -> Organ:
        level = issuer.level_of(name)
        organ = Organ(name=name, level=level) if self.dry_run else ensure_issuer(name=name, level=level, by=self.by)
        self.made.append(name)
        self._learn(organ)
        return organ


def _fold(name: str) -> str:
    folded = re.sub(r"[\s　]", "", name)
    return re.sub(r"(?<!人民)政府$", "人民政府", folded)


def _is_tail(a: str, b: str) -> bool:
    return a.endswith(b) or b.endswith(a)
