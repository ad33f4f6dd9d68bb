"""Error pages with a way on. They never fail themselves: what they need is in the template."""

import logging
import sys

from django.conf import settings
from django.core.exceptions import DisallowedHost, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gongkai.core import bodies
from gongkai.core.middleware import in_trouble

log = logging.getLogger(__name__)

PAGES = {
    400: ("这个请求我们没有看懂", "可能是网址不完整，或者内容超出了允许的长度。请回到上一页重试，或者从首页进入。"),
    403: ("您没有查看这一页的权限", "如果您是工作人员，请先登录；其他信息可以检索，或者依法申请公开。"),
    404: ("没有找到这一页", "网址可能有误，也可能是这条信息已经移动或者不再公开。您可以检索它的标题或文号。"),
    500: ("网站出了一点问题", "我们已经记录下来，会尽快处理。请稍后再试，或者先从首页查找其他信息。"),
}


DESK_PAGES = {
    403: ("您的岗位不能做这件事", "如果工作需要，请联系本单位公开工作负责人或者系统管理员。"),
    404: ("没有找到这一页", "网址可能有误，也可能这件事项已经转给别的机关，或者不在您的岗位范围内。"),
}


def page(request: HttpRequest, status: int) -> HttpResponse:
    """The error page for ``status``: staff stay on the desk."""
    on_desk = request.path.startswith("/desk/") and status in DESK_PAGES and request.user.is_authenticated
    headline, text = (DESK_PAGES if on_desk else PAGES)[status]
    context = {"status": status, "headline": headline, "text": text}
    return render(request, "desk/error.html" if on_desk else "portal/error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Also for a host name that is none, which nothing of a usual page can be made from, and for more text in the fields
    of an upload than is read into memory."""
    if isinstance(exception, RequestDataTooBig):
        return bodies.too_large(request, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    try:
        return page(request, 400)
    except DisallowedHost:
        return _bare(400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 404)


def failed(request: HttpRequest) -> HttpResponse:
    """Shown when anything at all failed, the database included: falls back to a page without site and navigation. What
    no view met (a session, the site, an upload on its way) is trouble of the machine here too."""
    if answer := in_trouble(request, sys.exc_info()[1]):
        return answer
    try:
        return page(request, 500)
    except Exception:
        log.exception("the error page failed")
        return _bare(500)


def _bare(status: int) -> HttpResponse:
    """A page that needs neither site nor database."""
    headline, text = PAGES[status]
    plain = f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{headline}</title>'
    return HttpResponse(f'{plain}<h1>{headline}</h1><p>{text}</p><p><a href="/">返回首页</a></p>', status=status)
