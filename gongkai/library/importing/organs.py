"""Whose document it is and whose desk it comes to.

An organ of the tree is named in full, formerly or by code; for short only while nothing in the document speaks for
another place (every county has a 县教育局). What was made elsewhere is kept by the importing organ, with its maker in
words; it makes no organ. Only a library without a tree of its own makes organs of its issuers (organs.issuers).
"""

import re
from dataclasses import dataclass
from typing import Any

from gongkai.core.actions import Refused
from gongkai.core.docnumber import parse
from gongkai.library.importing import issuer
from gongkai.organs.issuers import ensure_issuer
from gongkai.organs.models import Organ

STATED = ("元数据“发布机构”", "公布机关")
SIGNATURE = "落款"
UNKNOWN = "没有认出发布机构。请在文首加一行“发布机构：……”，或用 --organ 指定机构代码。"
_SIGNED = (SIGNATURE, "标题", *STATED)


@dataclass(frozen=True)
class Filing:
    """``organ`` keeps the document. ``maker`` is who made it, in words, when that is none of the tree; ``is_ours``: of our
    own place all the same."""

    organ: Organ
    maker: str = ""
    is_ours: bool = False


class OrganBook:
    """Every organ by its names and document marks, read once a run. ``default`` keeps what states no organ, and what was
    made elsewhere."""

    def __init__(self, default: Organ | None, by: Any, *, dry_run: bool = False) -> None:
        self.default, self.by, self.dry_run = default, by, dry_run
        self.made: list[str] = []
        self._names: dict[str, Organ] = {}
        self._short: dict[str, Organ | None] = {}
        self._marks: dict[str, Organ] = {}
        organs = list(Organ.objects.prefetch_related("former_names").order_by("-closed_on", "pk"))
        above = {organ.parent_id for organ in organs}
        own = [organ for organ in organs if organ.code or organ.parent_id or organ.pk in above]
        self._roots = [organ for organ in own if not organ.parent_id and not organ.closed_on]
        for organ in own or organs:
            self._learn(organ)
        for organ in own or organs:
            for former in organ.former_names.all():
                self._names.setdefault(_fold(former.name), organ)

    def _learn(self, organ: Organ) -> None:
        self._names[_fold(organ.name)] = organ
        if organ.code:
            self._names[organ.code] = organ
        if organ.short_name:
            # two organs of one short name: it names neither
            short = _fold(organ.short_name)
            self._short[short] = organ if self._short.get(short, organ) == organ else None
        if organ.document_mark:
            self._marks[organ.document_mark] = organ

    def find(self, name: str) -> Organ | None:
        """The organ called ``name``, in full, for short, formerly or by code."""
        folded = _fold(name)
        return self._names.get(folded) or self._names.get(folded.upper()) or self._short.get(folded)

    def by_mark(self, number: str) -> Organ | None:
        """The organ whose document mark (青禾民发) a 文号 bears."""
        parsed = parse(number) if number else None
        return self._marks.get(parsed.mark) if parsed else None

    def resolve(self, names: list[tuple[str, str]], number: str, what_to_do: str = UNKNOWN) -> Filing:
        """Whose a document is, by ``names`` (name, where it stands; the most telling first) and its 文号. Refused, with
        ``what_to_do``, when nothing tells."""
        signs = [(name, origin) for name, origin in names if origin in _SIGNED]
        abroad = next((name for name, _ in signs if self._is_elsewhere(name)), "")
        for name, origin in signs:
            if self._is_elsewhere(name):
                return self._from_elsewhere(name)
            if (self.default is None or origin in STATED) and (organ := self._ours(name, abroad)):
                return Filing(organ)
            if self._is_short(name) and abroad:
                return self._from_elsewhere(abroad)
            full = name if abroad else self._placed(name)
            if origin == SIGNATURE and self._is_unlisted(full) and not self._is_titled(full, signs):
                return self._unlisted(full, number)
        if organ := self.default or self.by_mark(number):
            return Filing(organ)
        for name, _ in names:
            if organ := self.find(name):
                return Filing(organ)
            if self._is_elsewhere(name):
                return self._from_elsewhere(name)
        return self._unknown(names, what_to_do)

    def stated(self, facts: dict[str, str], title: str) -> Filing:
        """Whose a row of a table is: by its column, which a title may belie; without one by the title or the source."""
        facts = {name: facts[name].strip() for name in ("organ", "制定机关", "source") if facts.get(name, "").strip()}
        if "organ" in facts:
            facts = {"organ": issuer.parted(facts["organ"])[0]}
        elif self.default is not None:
            return Filing(self.default)
        names = issuer.candidates(facts, title, "", "", is_report=False)
        return self.resolve(names, "", "没有写发布机构。请补上这一列，或用 --organ 指定机构代码。")

    def joint(self, names: list[str], filing: Filing) -> list[str]:
        """The organs that made a document together, ours by their full names; [] unless the one it was filed by is
        among them."""
        if filing.maker:
            return names if len(names) > 1 and filing.maker in map(_fold, names) else []
        organs = [self.find(name) for name in names]
        if len(names) < 2 or filing.organ not in organs:
            return []
        return [organ.name if organ else name for organ, name in zip(organs, names, strict=True)]

    def _ours(self, name: str, abroad: str) -> Organ | None:
        return None if abroad and self._is_short(name) else self.find(name)

    def _is_short(self, name: str) -> bool:
        folded = _fold(name)
        return folded in self._short and folded not in self._names

    def _is_elsewhere(self, name: str) -> bool:
        """A body with its place, none of the tree's and in no place of the tree's."""
        if not self._roots or self.find(name) or self._is_in_place(name):
            return False
        return issuer.is_elsewhere(_fold(name))

    def _is_in_place(self, name: str) -> bool:
        return any(_fold(name).startswith(place) for place in map(_place_of, self._roots) if place)

    def _is_unlisted(self, name: str) -> bool:
        """A body of the tree's own place that the tree does not hold."""
        return self._is_in_place(name) and not self.find(name)

    def _placed(self, name: str) -> str:
        """县审计局, unless the tree knows it by that, with the place of the tree in front: 青禾县审计局."""
        if self.find(name):
            return name
        places = [place for place in map(_place_of, self._roots) if place and place[-1] == name[:1]]
        return f"{places[0][:-1]}{name}" if len(places) == 1 else name

    def _is_titled(self, name: str, signs: list[tuple[str, str]]) -> bool:
        """Whether a title begins with the organ of the tree whose office signed."""
        titled = (title for title, origin in signs if origin == "标题" and self.find(title))
        return any(_fold(name).startswith(_fold(title)) for title in titled)

    def _unlisted(self, name: str, number: str) -> Filing:
        """What a body of our own place signed that the tree does not hold belongs to whose mark the 文号 bears; else it is
        the signer's, and kept by the importing organ, the one it is an office of, or the top of the tree."""
        if self.default is None and (organ := self.by_mark(number)):
            return Filing(organ)
        root = next(root for root in self._roots if _fold(name).startswith(_place_of(root) or root.name))
        above = [own for known, own in self._names.items() if _fold(name).startswith(known) and own != root]
        return Filing(
            self.default or max(above, key=lambda own: len(own.name), default=root), _fold(name), is_ours=True
        )

    def _from_elsewhere(self, name: str) -> Filing:
        """What another body made is kept by the importing organ: the one that was given, else the top of the tree."""
        if organ := self.default or (self._roots[0] if len(self._roots) == 1 else None):
            return Filing(organ, _fold(name))
        raise Refused(f"“{name[:40]}”不在机构表里，不是本级机构的文件。请用 --organ 指定由哪个机构收存。", "organ")

    def _unknown(self, names: list[tuple[str, str]], what_to_do: str) -> Filing:
        for name, _ in names:
            if not self._roots and issuer.is_organ(name):
                return Filing(self._make(name))
        if said := next((name for name, origin in names if origin in _SIGNED), ""):
            raise Refused(f"机构表里没有“{said[:40]}”，请先建立该机构或更正名称。", "organ")
        raise Refused(what_to_do, "organ")

    def _make(self, name: str) -> Organ:
        level = issuer.level_of(name)
        organ = Organ(name=name, level=level) if self.dry_run else ensure_issuer(name=name, level=level, by=self.by)
        self.made.append(name)
        self._learn(organ)
        return organ


def _fold(name: str) -> str:
    folded = re.sub(r"政府办$", "政府办公室", re.sub(r"[\s　]", "", name))
    return re.sub(r"(?<!人民)政府(?=(?:办公[室厅])?$)", "人民政府", folded)


def _place_of(root: Organ) -> str:
    """青禾县人民政府 → 青禾县."""
    return re.sub(r"(?:人民政府|管理委员会|管委会)$", "", root.name) if root.level == "government" else ""
