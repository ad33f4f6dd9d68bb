"""The record page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path

from gongkai.core.pages import shows, stored
from gongkai.core.shells import PORTAL
from gongkai.library.models import Record


@stored
def record_page(request: HttpRequest, pk: int) -> HttpResponse:
    record = get_object_or_404(
        Record.objects.filter(state__in=["released", "withdrawn"]).select_related("organ", "current"), pk=pk
    )
    if record.state == "withdrawn":
        return render(request, "library/withdrawn.html", {"record": record}, status=410)
    shows(request, f"record:{record.pk}")
    return render(request, "library/record.html", {"record": record})


PORTAL.add(path("records/<int:pk>/", record_page, name="record"))
