"""Two shells. What hangs under them is registered by the rooms (see core.shells)."""

from django.urls import include, path

from gongkai.core.shells import DESK, PORTAL

urlpatterns = [
    path("desk/", include((list(DESK.urls.values()), "desk"))),
    path("", include((list(PORTAL.urls.values()), "portal"))),
]

handler400 = "gongkai.portal.errors.bad_request"
handler403 = "gongkai.portal.errors.forbidden"
handler404 = "gongkai.portal.errors.not_found"
handler500 = "gongkai.portal.errors.failed"
