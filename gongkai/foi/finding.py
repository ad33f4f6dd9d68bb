"""Finding the requests of an applicant who comes to the counter without the number, by keyed digests: who asked is
encrypted, and nobody can look through names."""

from typing import Any

from gongkai.casework.parties import identity
from gongkai.casework.reading import in_reading
from gongkai.core.actions import NotAllowed, Refused, action, audit
from gongkai.core.crypto import digest
from gongkai.foi.models import Request

MOST = 50  # newest requests shown


@action
def find_requests(*, name: str, number: str, reason: str, by: Any) -> list[Request]:
    """The newest requests of whoever has this name and this number of a document (one of both is enough), among those
    that ``by`` may read. Audited with the reason, without what was searched for."""
    if not by.may("handle"):
        raise NotAllowed("按申请人查找，需要办理申请的岗位，请联系本单位公开工作负责人。")
    name, number, reason = identity.name_text(name), identity.normal(number), reason.strip()
    if not name and not number:
        raise Refused("请填写申请人姓名（名称）或者证件号码，至少一项。", "name")
    if not reason:
        raise Refused("请写明查找的理由，系统会留痕。", "reason")
    rows = (
        Request.objects.filter(in_reading(by, "case__"))
        .select_related("case__organ", "case__handler", "case__party")
        .order_by("-pk")
    )
    if name:
        rows = rows.filter(case__party__name_key=digest(name))
    if number:
        keys = {digest(identity.key_text(document, number)) for document in identity.DOCUMENTS}
        rows = rows.filter(case__party__applicant_key__in=keys)
    found = list(rows[:MOST])
    searched = "both" if name and number else "name" if name else "number"
    said = identity.blacked_out(reason, filter(None, [name, number]))
    audit("request.find", by, by=by, organ=by.home, key=searched, requests=len(found), reason=said)
    return found
