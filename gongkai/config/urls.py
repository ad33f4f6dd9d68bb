"""Two shells. What hangs under them is registered by the rooms (see core.shells)."""

from django.urls import include, path

from gongkai.core.shells import DESK, PORTAL

urlpatterns = [
    path("desk/", include((DESK.urls, "desk"))),
    path("", include((PORTAL.urls, "portal"))),
]
