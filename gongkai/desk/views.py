"""Sign-in, passwords, the to-do home, and the pages that say no."""

from datetime import datetime, timedelta
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from gongkai.casework.selectors import calendar
from gongkai.core import typed
from gongkai.core.limits import limited
from gongkai.core.models import AuditEntry
from gongkai.core.shells import DESK
from gongkai.desk import agenda
from gongkai.desk.forms import PasswordForm, SignInForm
from gongkai.desk.middleware import idle_minutes, sign_in_page
from gongkai.organs.access import needs
from gongkai.organs.accounts import resets_since

RESET = "password_reset"  # in the session: who reset the password that is still to be changed


def home(request: HttpRequest) -> HttpResponse:
    """What must I do today, and what is about to be late: everything to do by its last day, what has none last."""
    cards = [card for maker in DESK.cards.values() if (card := maker(request.user)) and card.count]
    cards.sort(key=agenda.first_due)
    asides = [shown for maker in DESK.asides.values() if (shown := maker(request.user))]
    awaited = [card for maker in DESK.awaited.values() if (card := maker(request.user))]
    today = timezone.localdate()
    context = {"cards": cards, "bands": agenda.bands(cards, today, calendar()), "today": today}
    return render(request, "desk/home.html", context | {"asides": asides, "awaited": awaited})


@require_safe
@needs("view")
def find(request: HttpRequest) -> HttpResponse:
    """The search box of every page: what its words name, else the records that hold them. What is out of reach is not
    there."""
    words = request.GET.get("q", "").strip()
    found = (
        next(filter(None, (finder(request.user, words) for finder in DESK.finders.values())), None) if words else None
    )
    return redirect(found or f"{reverse('desk:records')}?{urlencode({'q': words})}")


class SignIn(auth.LoginView):
    form_class = SignInForm
    template_name = "desk/login.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        more = {"typed": self.request.POST.get("typed", ""), "idle": idle_minutes(self.request)}
        return super().get_context_data(**more, **kwargs)

    def form_valid(self, form: SignInForm) -> HttpResponse:
        account = form.get_user()
        before = account.last_login
        response = super().form_valid(form)
        if resets := resets_since(account, None if account.password_is_temporary else before):
            self._tell(_told(resets[0], before), until_changed=account.password_is_temporary)
        if packed := self.request.POST.get("typed"):
            typed.hold(self.request, self.get_redirect_url().split("?")[0], packed)
        return response

    def _tell(self, sentence: str, *, until_changed: bool) -> None:
        if until_changed:
            self.request.session[RESET] = sentence
        else:
            messages.warning(self.request, sentence)


def _told(reset: AuditEntry, before: datetime | None) -> str:
    """Who gave the holder a new password, and when they last signed in, so that a stranger's visit is noticed."""
    who = reset.by or "服务器管理员"
    last = f"您上次登录是 {timezone.localtime(before):%Y-%m-%d %H:%M}。" if before else ""
    return (
        f"您的密码由{who}于 {timezone.localtime(reset.at):%Y-%m-%d %H:%M} 重置。{last}"
        "如果不是您要求的，请马上告诉本单位负责人和审计员。"
    )


class ChangePassword(auth.PasswordChangeView):
    form_class = PasswordForm
    template_name = "desk/password.html"
    success_url = reverse_lazy("desk:home")

    def form_valid(self, form: PasswordForm) -> HttpResponse:
        response = super().form_valid(form)
        self.request.session.pop(RESET, None)
        messages.success(self.request, "密码已修改，其他设备上的登录已退出。")
        return response


def locked_out(request: HttpRequest, original: HttpResponse | None, credentials: dict | None) -> HttpResponse:
    """The sign-in page of a locked account: when to try again (django-axes calls this)."""
    username = (credentials or {}).get("username") or request.POST.get("username", "")
    attempts = AccessAttempt.objects.filter(username=username, ip_address=request.axes_ip_address)
    last = attempts.order_by("-attempt_time").values_list("attempt_time", flat=True).first() or timezone.now()
    until = timezone.localtime(last + timedelta(hours=settings.AXES_COOLOFF_TIME) + timedelta(minutes=1))
    return sign_in_page(
        request,
        next=request.POST.get("next", ""),
        packed=request.POST.get("typed", ""),
        status=429,
        locked_until=until,
        limit=settings.AXES_FAILURE_LIMIT,
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose mark has expired: what was typed on our own page goes back into it, nothing is carried out."""
    path, ours = typed.form_path(request), typed.same_origin(request)
    packed = typed.from_post(request) if ours and request.path.startswith("/desk/") else ""
    if packed and not request.user.is_authenticated:
        return sign_in_page(request, next=path, packed=packed)
    if packed:
        typed.hold(request, path, packed)
        messages.warning(request, "页面停留太久，刚才的操作没有执行。您输入的内容还在，请核对后重新提交。")
        return redirect(path)
    return render(request, "desk/csrf.html", status=403)


DESK.add(
    path("", home, name="home"),
    path("find/", find, name="find"),
    path("login/", limited("sign_in")(SignIn.as_view()), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("password/", ChangePassword.as_view(), name="password"),
)
DESK.nav("今日", "desk:home", icon="calendar-check", order=0)
