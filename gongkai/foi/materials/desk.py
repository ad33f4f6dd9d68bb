"""Desk pages of materials: the list on the case page, and the page on which what is to be taken out is marked."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from gongkai.casework.desk import panel, seen_case
from gongkai.casework.models import Case
from gongkai.casework.parties import uploads
from gongkai.core import typed
from gongkai.core.actions import Refused
from gongkai.core.downloads import download
from gongkai.core.forms import carry_out, posted
from gongkai.core.shells import DESK
from gongkai.foi import outcomes
from gongkai.foi.materials import actions, tasks
from gongkai.foi.materials.whole import give_as_is, give_whole, hidden_in
from gongkai.foi.models import GROUNDS, Material, Request
from gongkai.foi.redaction import sandbox
from gongkai.foi.redaction.marks import TERMS
from gongkai.library import intake
from gongkai.library.vetting.listing import in_words

AT_A_TIME = 10
ROWS = 3  # empty rows for boxes, for those without scripts
SHOWN = 3000  # paragraphs of a Word file


@panel("foi", order=37)
def materials_panel(request: HttpRequest, case: Case) -> tuple[str, dict[str, Any]] | None:
    """The files that go out with the answer, and what is still to be done with them."""
    found = case.request
    rows = list(found.materials.select_related("by"))
    gives = not found.outcome or outcomes.OUTCOMES[found.outcome].gives
    if not rows and (not actions.changeable(found) or case.received_on is None or not gives):
        return None
    for row in rows:
        row.kind = sandbox.kind_of(row.media_type)
    return "foi/materials_panel.html", {
        "materials": rows,
        "may_change": actions.changeable(found) and case.may(request.user, "handle"),
        "may_open": case.may(request.user, "handle") or case.may(request.user, "sign"),
        "working": any(row.state == Material.WORKING for row in rows),
    }


@require_POST
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Several files at once; the sentence about a bad one names it, and none is kept then."""
    case = seen_case(request, pk, "foi")
    case.must(request.user, "handle")
    found = get_object_or_404(Request, pk=case.pk)
    try:
        files = uploads.take(request.FILES.getlist("files"), AT_A_TIME, actions.LARGEST)
        if not files:
            raise Refused("请选择要提供的文件。", "files")
        shapes = [actions.shape_of(file) for file in files]
        actions.add(request=found, files=files, shapes=shapes, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"已上传 {len(files)} 份材料，请逐份决定是否需要遮盖。")
        for given, file in zip(request.FILES.getlist("files"), files, strict=True):
            if said := intake.renamed(given.name, file.name):
                messages.warning(request, said)
    return redirect("desk:case", pk)


def _seen(request: HttpRequest, pk: int) -> Material:
    rows = Material.objects.visible_to(request.user).select_related("request__case__organ", "by")
    material = get_object_or_404(rows, pk=pk)
    case = material.request.case
    if not case.may(request.user, "sign"):
        case.must(request.user, "handle")
    return material


def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One page of a PDF, or the paragraphs of a Word file, with what is marked; POST keeps the marks and goes on."""
    material = _seen(request, pk)
    if not sandbox.kind_of(material.media_type):
        raise Refused(sandbox.OTHER)
    number = _number(request.POST.get("page") or request.GET.get("page", ""), material)
    wrong: dict[str, str] = {}
    if request.method == "POST":
        material.request.case.must(request.user, "handle")
        try:
            return _keep(request, material, number)
        except Refused as refusal:
            wrong = {refusal.field or "top": refusal.message}
            material.refresh_from_db()
    return render(request, "foi/material.html", _context(request, material, number, wrong))


def _number(text: str, material: Material) -> int:
    return min(typed.whole_number(text) or 1, max(len(material.shape), 1))


def _keep(request: HttpRequest, material: Material, number: int) -> HttpResponse:
    """Keep the marks; then redact, or show the page asked for."""
    given, ground = _given(request, material, number), request.POST.get("ground", "")
    kept = actions.set_marks(material=material, given=given, ground=ground, by=request.user)
    if kept.hits is None and given["terms"]:
        content, kind = (
            actions.open_file(material=kept, what="original", by=request.user),
            sandbox.kind_of(kept.media_type),
        )
        hits = sandbox.count(content, kind, tuple(kept.marks["terms"]))
        kept = actions.keep_hits(material=kept, hits=hits, by=request.user)
    if "redact" in request.POST:
        tasks.begin(actions.start_redaction(material=kept, by=request.user))
        kept.refresh_from_db()
        if kept.state == Material.REDACTED:
            messages.success(request, "已遮盖并检查。请逐页看一遍遮盖后的样子。")
        return redirect(f"{request.path}?page={number}&of=redacted")
    messages.success(request, "标记已保存。")
    return redirect(f"{request.path}?page={_number(request.POST.get('go', str(number)), material)}")


def _given(request: HttpRequest, material: Material, number: int) -> dict[str, Any]:
    """The marks as posted: the boxes of this page replace those kept of it."""
    others = [box for box in (material.marks or {}).get("boxes", []) if box[0] != number]
    return {
        "terms": request.POST.get("terms", "")[: TERMS * 200].splitlines(),
        "boxes": others + [[number, *(_share(side) for side in row)] for row in _rows(request)],
        "paragraphs": [p for p in request.POST.getlist("paragraph") if p.isascii() and p.isdigit() and len(p) < 7],
    }


def _rows(request: HttpRequest) -> list[tuple[str, ...]]:
    columns = [request.POST.getlist(side) for side in ("left", "top", "right", "bottom")]
    return [row for row in zip(*columns, strict=False) if any(side.strip() for side in row)]


def _share(text: str) -> Any:
    """A percentage as a fraction; what is none is left for marks.read to refuse."""
    try:
        return float(text) / 100
    except ValueError:
        return text


def _context(request: HttpRequest, material: Material, number: int, wrong: dict[str, str]) -> dict[str, Any]:
    posted = _given(request, material, number) if wrong else None
    marks: dict[str, Any] = posted or material.marks or {"terms": [], "boxes": [], "paragraphs": []}
    kind = sandbox.kind_of(material.media_type)
    of = "redacted" if request.GET.get("of") == "redacted" and material.redacted else "original"
    boxes = [[round(side * 100, 2) for side in box[1:]] for box in marks["boxes"] if box[0] == number and not wrong]
    context = {
        "material": material,
        "case": material.request.case,
        "kind": kind,
        "of": of,
        "page": number,
        "pages": len(material.shape),
        "shape": material.shape[number - 1] if material.shape else None,
        "terms": "\n".join(marks["terms"]),
        "rows": _rows(request) if wrong else boxes,
        "rects": [(x0, y0, round(x1 - x0, 2), round(y1 - y0, 2)) for x0, y0, x1, y1 in boxes],
        "empty": range(ROWS),
        "marked": sorted({box[0] for box in marks["boxes"]}),
        "hits": _hits(material, kind),
        "unread": (material.hits or {}).get("unread"),
        "grounds": GROUNDS.items(),
        "ground": request.POST.get("ground", material.ground) if wrong else material.ground,
        "may_change": actions.changeable(material) and material.request.case.may(request.user, "handle"),
        "wrong": wrong,
    }
    if kind == "word":
        content = actions.open_file(material=material, what=of, by=request.user)
        chosen = {int(place) for place in marks["paragraphs"]}
        rows = sandbox.look(content, kind)["paragraphs"]
        shown = [(place, text, place in chosen) for place, text in enumerate(rows[:SHOWN]) if text.strip()]
        context |= {"paragraphs": shown, "more": max(0, len(rows) - SHOWN)}
    return context


def _hits(material: Material, kind: str) -> list[tuple[str, int, list[tuple[str, int]]]]:
    """Of each term: how often it stands, and on which pages of a PDF."""
    rows = []
    for term, places in (material.hits or {}).get("hits", {}).items():
        pages = sorted(places.items(), key=lambda row: int(row[0])) if kind == "pdf" else []
        rows.append((term, sum(places.values()), pages))
    return rows


@require_GET
def picture(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A page of a PDF as a picture, before or (``?of=redacted``) after the redaction."""
    material = _seen(request, pk)
    if sandbox.kind_of(material.media_type) != "pdf" or not 1 <= number <= len(material.shape):
        raise Http404
    what = "redacted" if request.GET.get("of") == "redacted" else "original"
    content = actions.open_file(material=material, what=what, by=request.user)
    return HttpResponse(sandbox.show(content, number), content_type="image/jpeg")


@require_GET
def file(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """The original, or the redacted file."""
    material = _seen(request, pk)
    content = actions.open_file(material=material, what=what, by=request.user)
    return download(content, material.name if what == "original" else material.handed_name, material.media_type)


DEEDS = {
    "whole": lambda material, by: give_whole(material=material, by=by),
    "reopen": lambda material, by: actions.reopen(material=material, by=by),
    "remove": lambda material, by: actions.remove(material=material, by=by),
}


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """As it is; back to open; away."""
    material = _seen(request, pk)
    deed = DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        raise Http404
    deed(material, request.user)
    return redirect("desk:case", material.request_id)


class AsIsForm(forms.Form):
    """Why a file goes out with what it hides."""

    reason = forms.CharField(
        label="原样提供的理由",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text="如：申请的就是带批注的原稿。审签的同事会看到。",
        error_messages={
            "required": "请写明为什么原样提供，审签的同事会看到。",
            "max_length": "请缩短到 300 个字以内。",
        },
    )


def as_is(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a file go out with what it hides, because that belongs to what was asked for."""
    material = _seen(request, pk)
    material.request.case.must(request.user, "handle")
    form, back = AsIsForm(posted(request), label_suffix=""), reverse("desk:case", args=[material.request_id])
    deed = lambda: give_as_is(material=material, by=request.user, **form.cleaned_data)  # noqa: E731
    if request.method == "POST" and form.is_valid() and carry_out(form, deed):
        messages.success(request, f"“{material.name}”将原样提供。")
        return redirect(f"{back}#materials")
    context = {"title": "连同隐藏内容原样提供", "deed": "原样提供", "form": form, "back": f"{back}#materials"}
    hides = in_words(hidden_in(material))
    return render(request, "foi/as_is.html", context | {"material": material, "hides": hides})


DESK.add(
    path("requests/<int:pk>/materials/", upload, name="material_upload"),
    path("materials/<int:pk>/", page, name="material"),
    path("materials/<int:pk>/decide/", decide, name="material_decide"),
    path("materials/<int:pk>/as-is/", as_is, name="material_as_is"),
    path("materials/<int:pk>/pages/<int:number>.jpg", picture, name="material_page"),
    path("materials/<int:pk>/original/", file, {"what": "original"}, name="material_original"),
    path("materials/<int:pk>/redacted/", file, {"what": "redacted"}, name="material_redacted"),
)
