"""The public search page and the suggestions of the search box. GET only: a page of results is shared by its address."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from gongkai.core import typed
from gongkai.core.actions import Refused
from gongkai.core.limits import limited
from gongkai.core.shells import PORTAL
from gongkai.organs.models import Organ
from gongkai.search import index, spelling, synonyms
from gongkai.search.ask import LONGEST
from gongkai.search.documents import FACET_NAMES
from gongkai.search.queries import DEEPEST, Hit, Results, opened, search
from gongkai.search.segment import fold

PAGE = 10
OPEN = 8  # values of a facet that are shown at once
TONES = {"valid": "good", "amended": "wait", "pending": "wait", "expired": "void", "repealed": "void"}
LEGENDS = {
    "organ": "发布机构",
    "kind": "信息类型",
    "validity": "有效性",
    "year": "年份",
    "theme": "主题分类",
    "item": "法定公开内容",
}


@require_safe
@limited("search")
def search_page(request: HttpRequest) -> HttpResponse:
    """The results of ``?q=``, narrowed by facets; without ``q`` what one can search for."""
    asked = _Asked(request)
    context: dict[str, Any] = {"asked": asked, "longest": LONGEST}
    try:
        results = asked.run()
        if not results.ready:
            raise index.Broken
    except Refused as refusal:
        broken = isinstance(refusal, index.Broken)
        context |= {"problem": refusal.message, "results": None, "broken": broken}
        status = HTTPStatus.SERVICE_UNAVAILABLE if broken else HTTPStatus.BAD_REQUEST
        return render(request, "search/results.html", context, status=status)
    names = _Names(results, asked.filters)
    context |= {
        "results": results,
        "hits": [(hit, names.of("kind", hit.kind), _validity(hit, names)) for hit in results.hits],
        "facets": list(_facets(results, asked, names)),
        "chosen": [
            (names.of(name, value), asked.toggled(name, value))
            for name, values in asked.filters.items()
            for value in values
        ],
        "more": asked.address(page=asked.page + 1) if _has_more(results, asked.page) else "",
        "suggested": [(text, asked.address(q=text)) for text in results.suggestions],
    }
    return render(request, "search/results.html", context)


@require_safe
@limited("suggest")
def suggest(request: HttpRequest) -> HttpResponse:
    """What begins with ``?q=``, as JSON: words to search for, and documents to open."""
    typed = fold(request.GET.get("q", "")).strip()[:40]
    try:
        with index.sound():
            return JsonResponse({"suggestions": _suggested(request, typed)})
    except index.Broken:
        return JsonResponse({"suggestions": []})


def _suggested(request: HttpRequest, typed: str) -> list[dict[str, str]]:
    site_path = _site_path(request)
    asking = opened({}, site_path) if typed else None
    if asking is None:
        return []
    known = synonyms.in_use()
    words = [official for everyday in known if everyday.startswith(typed) for official in known[everyday]][:2]
    words = list(dict.fromkeys([*spelling.complete(asking.searcher, typed, asking.knows), *words]))[:8]
    found = [{"text": text} for text in words if text != typed]
    try:
        titled = search(
            words[0] if spelling.is_pinyin(typed) and words else typed,
            site_path=site_path,
            field="title",
            limit=4,
            facets=False,
        )
    except Refused:
        return found
    if not titled.loose:
        found += [{"text": hit.title, "url": hit.url} for hit in titled.hits]
    return found


class _Asked:
    """What the address asks for, and addresses that ask for something slightly different."""

    def __init__(self, request: HttpRequest) -> None:
        self.get: QueryDict = request.GET
        self.q = self.get.get("q", "").strip()
        self.filters = {name: self.get.getlist(name) for name in LEGENDS if self.get.getlist(name)}
        self.order = "date" if self.get.get("order") == "date" else "relevance"
        self.field = "title" if self.get.get("in") == "title" else "all"
        self.exact = self.get.get("exact") == "1"
        page = self.get.get("page", "1")
        self.page = min(typed.whole_number(page) or 1, DEEPEST // PAGE)
        self.site_path = _site_path(request)

    def run(self) -> Results:
        return search(
            self.q,
            site_path=self.site_path,
            filters=self.filters,
            order=self.order,
            field=self.field,
            exact=self.exact,
            offset=(self.page - 1) * PAGE,
            limit=PAGE,
        )

    @property
    def by_relevance(self) -> str:
        return self.address(order="")

    @property
    def by_date(self) -> str:
        return self.address(order="date")

    @property
    def without_filters(self) -> str:
        return self.address(**{name: [] for name in LEGENDS})

    @property
    def previous(self) -> str:
        return self.address(page=self.page - 1 if self.page > 2 else "") if self.page > 1 else ""

    def toggled(self, facet: str, value: str) -> str:
        """This search with a filter value added, or taken away when it is chosen."""
        values = self.filters.get(facet, [])
        return self.address(**{facet: [v for v in values if v != value] if value in values else [*values, value]})

    def address(self, **changed: Any) -> str:
        """This search with something ``changed``, on its first page; what is empty is left out."""
        query = self.get.copy()
        query.pop("page", None)
        for name, value in changed.items():
            query.setlist(name, value if isinstance(value, list) else [str(value)] if value else [])
        return f"?{query.urlencode()}"


class _Names:
    """What facet values are called; the organs' names are read in one query."""

    def __init__(self, results: Results, filters: dict[str, list[str]]) -> None:
        ids = {pk for value in filters.get("organ", []) if (pk := typed.whole_number(value)) is not None}
        ids |= {int(code) for code, _ in results.facets.get("organ", [])[:50]}
        self.organs = {organ.pk: organ.label for organ in Organ.objects.filter(pk__in=ids)} if ids else {}

    def of(self, facet: str, value: str | int) -> str:
        if facet == "organ":
            return self.organs.get(typed.whole_number(str(value)), "")
        name = FACET_NAMES[facet](str(value)) if facet in FACET_NAMES else ""
        return name or str(value)


def _facets(results: Results, asked: _Asked, names: _Names) -> Any:
    """Facets as (legend, values shown, values folded away); a value is (label, count, is chosen, address that chooses
    or drops it)."""
    for facet, legend in LEGENDS.items():
        chosen = asked.filters.get(facet, [])
        counts = {str(code): count for code, count in results.facets.get(facet, [])}
        if facet == "theme":
            counts = {code: count for code, count in counts.items() if len(code) == 2 or code[:2] in chosen}
        codes = sorted(counts, key=lambda code: (-int(code) if facet == "year" else -counts[code], code))
        codes = [*chosen, *(code for code in codes if code not in chosen)][:50]
        named = [(code, label) for code in codes if (label := names.of(facet, code))]
        values = [(label, counts.get(code, 0), code in chosen, asked.toggled(facet, code)) for code, label in named]
        if len(values) > 1 or chosen:
            yield legend, values[:OPEN], values[OPEN:]


def _validity(hit: Hit, names: _Names) -> tuple[str, str] | None:
    return (names.of("validity", hit.validity), TONES.get(hit.validity, "")) if hit.validity else None


def _has_more(results: Results, page: int) -> bool:
    return results.total > page * PAGE and page < DEEPEST // PAGE


def _site_path(request: HttpRequest) -> str:
    site = getattr(request, "site", None)
    return site.root.path if site is not None and site.root is not None else ""


PORTAL.add(path("search/", search_page, name="search"), path("search/suggest/", suggest, name="suggest"))
