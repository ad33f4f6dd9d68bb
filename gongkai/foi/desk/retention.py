"""What will be erased when: for those who keep an office's or the system's settings. No applicant is named."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from gongkai.casework.models import Case
from gongkai.core.shells import DESK
from gongkai.foi import retention
from gongkai.foi.models import Request
from gongkai.organs.access import needs


@needs("facts")
def erasures(request: HttpRequest) -> HttpResponse:
    """Requests by the day their applicants' data is erased; those one may open lead to their page."""
    today, reach = timezone.localdate(), Request.objects.filter(request.user.reach("case__organ", "facts"))
    rows = retention.coming(reach, today)
    seen = Case.objects.visible_to(request.user).filter(pk__in=[row.pk for row in rows])
    context = {
        "rows": rows,
        "opens": set(seen.values_list("pk", flat=True)),
        "days": settings.REQUEST_RETENTION_DAYS,
        "ahead": retention.AHEAD,
        "unfiled": sum(getattr(row, "archived", None) is None for row in rows),
        "erased": reach.filter(case__party__erased_on__gte=today - timedelta(days=retention.AHEAD)).count(),
    }
    return render(request, "foi/erasures.html", context)


DESK.add(path("requests/erasures/", erasures, name="request_erasures"))
DESK.nav("个人信息清除", "desk:request_erasures", group="办件", permission="facts", icon="eraser", order=47)
