"""Home and the fixed disclosure column."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from gongkai.core.pages import shows, stored
from gongkai.core.shells import PORTAL


@stored
def home(request: HttpRequest) -> HttpResponse:
    records = list(request.site.records().newest().listed()[:10]) if request.site else []
    shows(request, "list:all", *(f"record:{r.pk}" for r in records))
    return render(request, "portal/home.html", {"records": records})


PORTAL.add(path("", home, name="home"))
