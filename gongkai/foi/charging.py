"""What a request costs (条例 art. 42, 国办函〔2020〕109号): counted by the program, by one method a request."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet, Sum

from gongkai.core.actions import Refused, action, audit
from gongkai.foi import counted, fees
from gongkai.foi.models import FEE_METHODS, Request
from gongkai.organs.selectors import same_government

MOST_ITEMS = 1000
LONGEST = 500  # characters of a reason
WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Fee:
    """``counted``: the applicant's items of the calendar month up to this request (``before`` of them earlier), or the
    pages of this request."""

    method: str
    counted: int
    amount: int
    before: int = 0

    def __str__(self) -> str:
        if self.method == "pages":
            return f"共 {self.counted} 页，{self.amount:,} 元"
        return f"{self.place}，{self.amount:,} 元"

    @property
    def reckoning(self) -> list[str]:
        """Band by band, in the words of the letter."""
        unit = fees.UNITS[self.method]
        return [share.said(unit) for share in fees.shares(self.method, self.counted - self.before, self.before)]

    @property
    def place(self) -> str:
        """Which items of the month these are."""
        first = self.before + 1
        return f"本自然月第 {first} 件" if self.counted == first else f"本自然月第 {first} 至 {self.counted} 件"


def uncounted(request: Request) -> str:
    """Why the items of a received request are not counted, in words; empty when they are."""
    if request.outcome == WITHDRAWN and not settings.FEE_COUNTS_WITHDRAWN:
        return "收到后撤回，不计件数"
    if counted.apart(request.outcome) and request.case.closed_on is not None:
        return "属于更正申请，不是公开申请，不计件数"
    return "重新办理的，不另计件数" if request.renews_id else ""


def counted_before(request: Request) -> QuerySet[Request]:
    """What the same applicant asked of the same organ (settings.FEE_SCOPE) earlier in the calendar month in which
    ``request`` was received, as far as it is counted; those of one day in the order of their entry."""
    day = request.case.received_on
    if day is None or not request.party.applicant_key:
        return Request.objects.none()
    same = Request.objects.filter(case__party__applicant_key=request.party.applicant_key)
    same = same.filter(renews=None)  # answered anew costs nothing more
    if settings.FEE_SCOPE == "organ":
        same = same.filter(case__organ=request.case.organ_id)
    else:
        same = same.filter(case__organ__in=same_government(request.case.organ))
    if not settings.FEE_COUNTS_WITHDRAWN:
        same = same.exclude(outcome=WITHDRAWN)
    earlier = Q(case__received_on__lt=day) | Q(case__received_on=day, pk__lt=request.pk)
    rows = counted.of_disclosure(same).filter(earlier, case__received_on__gte=day.replace(day=1))
    return rows.order_by("case__received_on", "pk")


def items_before(request: Request) -> int:
    """The items of counted_before."""
    return counted_before(request).aggregate(items=Sum("items"))["items"] or 0


def fee_by_items(request: Request) -> Fee:
    return _fee_after(items_before(request), request.items)


def _fee_after(before: int, items: int) -> Fee:
    return Fee("items", before + items, fees.by_items_after(before, items), before)


def reckoning(request: Request) -> list[tuple[Request, Fee]]:
    """How the items of the month come to those of ``request``: each counted request up to it with its fee by items, which
    says the running count."""
    rows = list(counted_before(request).select_related("case__organ"))
    lines, before = [], 0
    for row in [*rows, request] if not uncounted(request) else rows:
        lines.append((row, _fee_after(before, row.items)))
        before += row.items
    return lines


def fee_of(request: Request, method: str, pages: Any = None) -> Fee:
    """The fee of ``request`` by ``items`` or ``pages``; Refused when there is nothing to pay."""
    if request.renews_id:
        raise Refused("重新办理的，不另收信息处理费，请直接办理答复。", "method")
    if method not in FEE_METHODS:
        raise Refused("请选择按件或者按量计收，一件申请只能选一种。", "method")
    if method == "pages" and not pages:
        raise Refused("按量计收的，请填写页数。", "pages")
    fee = fee_by_items(request) if method == "items" else Fee("pages", int(pages), fees.by_pages(int(pages)))
    if not fee.amount:
        free = f"{fees.FREE_ITEMS} 件" if method == "items" else f"{fees.PAGE_BANDS[0][0]} 页"
        field = "method" if method == "items" else "pages"
        raise Refused(f"{fee}：{free}以内不收信息处理费，不用发收费通知，请直接办理答复。", field)
    return fee


def told(request: Request, content: dict[str, Any]) -> Fee:
    """The fee of a fee letter as it is now reckoned; Refused when the letter (its ``content``) says another amount."""
    fee = fee_of(request, content["fields"]["method"], content["fields"]["pages"])
    if f"人民币{fee.amount:,}元" not in "".join(content["body"]):
        raise Refused(f"现在计得的是{fee}，与通知书写的不一致，请作废后重新拟稿。")
    return fee


@action
def set_items(*, request: Request, items: int, by: Any, reason: str = "") -> Request:
    """How many items a request counts as, when it asks for several matters at once; ``reason`` says why it was split into
    so many (国办函〔2020〕109号)."""
    reason = reason.strip()
    request = Request.objects.select_for_update(of=("self",)).select_related("case__organ").get(pk=request.pk)
    request.case.must(by, "handle")
    if request.renews_id:
        raise Refused("重新办理的，不另计件数。", "items")
    if request.fee is not None:
        raise Refused("收费通知已经发出，件数不能再改。", "items")
    if request.case.closed_on is not None:
        raise Refused("本件已经办结，件数不能再改。", "items")
    if not 1 <= items <= MOST_ITEMS:
        raise Refused(f"件数为 1 至 {MOST_ITEMS}，请核对。", "items")
    if items > 1 and not reason:
        raise Refused("计为几件的，请写明拆分理由：拆成哪几项，为什么各自独立。", "reason")
    if len(reason) > LONGEST:
        raise Refused(f"拆分理由有 {len(reason)} 字，请精简到 {LONGEST} 字以内。", "reason")
    request.items, request.items_reason = items, reason
    request.save(update_fields=["items", "items_reason"])
    audit("request.items", request, by=by, organ=request.case.organ, items=items, reason=reason)
    return request


def month_of(day: date) -> str:
    return f"{day.year} 年 {day.month} 月"
