"""Sign-in and the to-do home."""

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from gongkai.core.shells import DESK


@login_required
def home(request: HttpRequest) -> HttpResponse:
    cards = [card for maker in DESK.cards if (card := maker(request.user))]
    return render(request, "desk/home.html", {"cards": cards})


DESK.add(
    path("", home, name="home"),
    path("login/", LoginView.as_view(template_name="desk/login.html"), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
)
