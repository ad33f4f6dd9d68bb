"""Applying through somebody (代理申请): who it is, and the papers that show that they may (条例 art. 29, 30). What is asked
for online is not turned away on paper: there the correction notice asks for what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from gongkai.casework.parties import identity
from gongkai.casework.parties.uploads import SCANNED_KINDS, Upload
from gongkai.foi.enclosures import enclose
from gongkai.foi.models import PROOFS, Agent, Request, Supplement


@dataclass(frozen=True)
class Agency:
    """Somebody who asks for the applicant; ``proofs`` by their kind (models.PROOFS)."""

    name: str
    identifier: str = ""
    phone: str = ""
    document: str = "identity"
    proofs: Mapping[str, Upload] = field(default_factory=dict)


def problems(agency: Agency, channel: str) -> list[tuple[str, str]]:
    """What is missing or wrong: (field of foi.agency_fields, sentence)."""
    online, number, found = channel == "online", identity.normal(agency.identifier), []
    if not agency.name.strip():
        found.append(("agent_name", "请填写代理人姓名；申请人自己提出的，请清空代理人的各项内容。"))
    document = identity.DOCUMENTS.get(agency.document)
    if document is None or not document.person:
        found.append(("agent_document", "请从列表中选择代理人的证件类型。"))
    elif number and (problem := document.check(number)):
        found.append(("agent_identifier", problem))
    if online and not number:
        found.append(("agent_identifier", "请填写代理人的证件号码。"))
    if problem := identity.phone_problem(agency.phone):
        found.append(("agent_phone", problem))
    lacking = [kind for kind in PROOFS if kind not in agency.proofs] if online else []
    return found + [(kind, f"请上传{PROOFS[kind]}，{SCANNED_KINDS}。") for kind in lacking]


def appoint(request: Request, agency: Agency) -> None:
    """Keep the agent of a new request with the papers; within an action."""
    number = identity.normal(agency.identifier)
    Agent.objects.create(
        request=request, name=agency.name, document=agency.document, identifier=number, phone=agency.phone.strip()
    )
    prove(request, agency.proofs)


def prove(request: Request, proofs: Mapping[str, Upload], supplement: Supplement | None = None) -> None:
    """Keep papers that show who acts for whom; within an action."""
    for kind, upload in proofs.items():
        enclose(request, [upload], supplement, kind)


def lacking(request: Request) -> list[str]:
    """The kinds of papers that have not come yet; none where nobody acts for the applicant, nor for an answer given anew,
    whose papers are with the first request."""
    if request.through is None or request.renews_id:
        return []
    come = set(request.enclosures.values_list("kind", flat=True))
    return [kind for kind in PROOFS if kind not in come]


def named(kinds: list[str]) -> str:
    return "、".join(PROOFS[kind] for kind in kinds)
