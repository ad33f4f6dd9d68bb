"""Desk pages on which an organ settles what its letters say about review, its own templates and its electronic seal."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from gongkai.casework.letters import actions, seals
from gongkai.casework.letters.template import FIELDS, LARGEST, official
from gongkai.casework.models import LetterSeal, LetterTemplate
from gongkai.core.actions import Refused
from gongkai.core.downloads import download
from gongkai.core.forms import posted
from gongkai.core.shells import DESK
from gongkai.foi import letter_remedies
from gongkai.foi.letters import BOOK
from gongkai.foi.models import RemedySettings
from gongkai.organs.access import needs
from gongkai.organs.desk.organs import seen_organ
from gongkai.organs.models import Organ


class RemedyForm(forms.ModelForm):
    class Meta:
        model = RemedySettings
        fields = ["review_organ", "online_channel", "court", "channel_below", "court_below"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)


@needs("facts")
def settings_list(request: HttpRequest) -> HttpResponse:
    """The organs whose letters this account looks after, and what their letters say about review."""
    organs = list(request.user.organs_for("facts").exclude(level="central")[:300])
    remedies = letter_remedies.remedies_of(organs)
    own = set(LetterTemplate.objects.filter(case_type="foi").values_list("organ_id", flat=True))
    rows = [(organ, remedies[organ.pk], organ.pk in own) for organ in organs]
    return render(request, "foi/letter_settings_list.html", {"rows": rows})


def _kept(request: HttpRequest, pk: int) -> Organ:
    organ = seen_organ(request, pk)
    request.user.must("facts", organ)
    return organ


def settings(request: HttpRequest, pk: int) -> HttpResponse:
    """Review organ, online channel, court; the office's own templates and its seal."""
    organ = _kept(request, pk)
    form = RemedyForm(posted(request), instance=RemedySettings.objects.filter(organ=organ).first())
    if request.method == "POST" and form.is_valid():
        letter_remedies.set_remedies(organ=organ, by=request.user, **form.cleaned_data)
        messages.success(request, "已保存，以后制作的文书按此写明。")
        return redirect("desk:letter_settings", pk)
    return _settings_page(request, organ, form)


def _settings_page(request: HttpRequest, organ: Organ, form: RemedyForm | None = None, **wrong: str) -> HttpResponse:
    """``wrong``: what is the matter with an uploaded template or seal, by its field."""
    form = form or RemedyForm(instance=RemedySettings.objects.filter(organ=organ).first())
    own = LetterTemplate.objects.filter(organ=organ, case_type="foi").select_related("by")
    context = {
        "organ": organ,
        "form": form,
        "remedy": letter_remedies.remedy_of(organ),
        "templates": [(t, BOOK.types[t.type].name if t.type in BOOK.types else "全部文书") for t in own],
        "kinds": BOOK.types.values(),
        "fields": FIELDS,
        "seal": LetterSeal.objects.filter(organ=organ).select_related("by").first(),
        "across": round(seals.across(organ).mm),
        "wrong": wrong,
    }
    return render(request, "foi/letter_settings.html", context)


@require_POST
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """An office's own template, after its check; ``drop`` goes back to the official one."""
    organ = _kept(request, pk)
    type, given = request.POST.get("type", ""), request.FILES.get("file")
    try:
        if request.POST.get("drop"):
            actions.drop_template(organ=organ, case_type="foi", type=type, by=request.user)
            messages.success(request, "已改回标准模板。")
        elif given is None or given.size > LARGEST:
            raise Refused("请选择一个不超过 5 MB 的 docx 文件。", "file")
        else:
            actions.set_template(organ=organ, case_type="foi", type=type, file=given.read(), by=request.user)
            messages.success(request, "模板已检查并启用。")
    except Refused as refusal:
        return _settings_page(request, organ, file=refusal.message)
    return redirect("desk:letter_settings", pk)


@require_POST
def seal(request: HttpRequest, pk: int) -> HttpResponse:
    """The electronic seal of an organ, after its check; ``drop`` goes back to sealing on paper."""
    organ, given = _kept(request, pk), request.FILES.get("seal")
    try:
        if request.POST.get("drop"):
            seals.drop_seal(organ=organ, by=request.user)
            messages.success(request, "已停用电子印章。")
        elif given is None or given.size > seals.LARGEST:
            raise Refused(f"请选择一个不超过 {seals.LARGEST >> 20} MB 的 PNG 图片。", "seal")
        else:
            seals.set_seal(organ=organ, picture=given.read(), by=request.user)
            messages.success(request, "电子印章已检查并启用，签发文书时可以选择加盖。")
    except Refused as refusal:
        return _settings_page(request, organ, seal=refusal.message)
    return redirect("desk:letter_settings", pk)


@require_GET
def seal_picture(request: HttpRequest, pk: int) -> HttpResponse:
    """The seal as it will be put on letters."""
    if (kept := seals.seal_of(_kept(request, pk))) is None:
        raise Http404
    return download(kept.picture, "电子印章.png", "image/png", shown=True)


@needs("facts")
def standard(request: HttpRequest) -> HttpResponse:
    """The official template, to start an office's own from."""
    return download(official(), "文书标准模板.docx", actions.DOCX)


DESK.add(
    path("letters/settings/", settings_list, name="letter_settings_list"),
    path("letters/settings/<int:pk>/", settings, name="letter_settings"),
    path("letters/settings/<int:pk>/template/", upload, name="letter_template"),
    path("letters/settings/<int:pk>/seal/", seal, name="letter_seal"),
    path("letters/settings/<int:pk>/seal.png", seal_picture, name="letter_seal_picture"),
    path("letters/template.docx", standard, name="letter_standard"),
)
DESK.nav("文书设置", "desk:letter_settings_list", group="办件", permission="facts", icon="file-cog", order=48)
