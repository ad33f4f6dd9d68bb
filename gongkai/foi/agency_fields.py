"""The fields of a form for whoever acts for the applicant, and for the papers that prove it."""

from typing import Any

from django import forms

from gongkai.casework.parties import identity
from gongkai.casework.parties.forms import ScanField
from gongkai.casework.parties.uploads import LARGEST, SCANNED_KINDS, Upload
from gongkai.foi.agency import Agency
from gongkai.foi.models import PROOFS


def proof_field(kind: str) -> ScanField:
    help_text = f"一个文件，不超过 {LARGEST >> 20} MB，{SCANNED_KINDS}。"
    return ScanField(label=PROOFS[kind], required=False, widget=forms.FileInput(), help_text=help_text)


def proofs_in(given: dict[str, Any]) -> dict[str, Upload]:
    """The papers among cleaned values, by their kind; taken out of them."""
    found = {kind: given.pop(kind, None) for kind in PROOFS}
    return {kind: upload for kind, upload in found.items() if upload}


class AgencyFields(forms.Form):
    """Left empty by those who ask for themselves: what is filled in says that somebody acts for them."""

    agent_name = forms.CharField(
        label="代理人姓名", required=False, max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    agent_document = forms.ChoiceField(
        label="代理人证件类型",
        choices=[(code, document.label) for code, document in identity.DOCUMENTS.items() if document.person],
        initial="identity",
        required=False,
        error_messages={"invalid_choice": "请从列表中选择代理人的证件类型。"},
    )
    agent_identifier = forms.CharField(
        label="代理人证件号码",
        required=False,
        help_text="加密保存，只用于核对代理人身份。",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "maxlength": 80, "data-private": True, "spellcheck": "false"}
        ),
    )
    agent_phone = forms.CharField(
        label="代理人联系电话",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    mandate = proof_field("mandate")
    principal_identity = proof_field("principal_identity")
    agent_identity = proof_field("agent_identity")

    @property
    def through_somebody(self) -> bool:
        """Whether something of an agent was filled in, or is wrong: then its part of the form stands open."""
        given = ("agent_name", "agent_identifier", "agent_phone")
        wrong = any(name in self.errors for name in AgencyFields.base_fields)
        return wrong or any(self[name].value() for name in given)

    def agency(self) -> Agency | None:
        """Who acts for the applicant, of the cleaned values."""
        given = dict(self.cleaned_data)
        proofs = proofs_in(given)
        name, identifier, phone = (given.get(f"agent_{part}", "") for part in ("name", "identifier", "phone"))
        if not (proofs or name or identifier or phone):
            return None
        return Agency(name, identifier, phone, given.get("agent_document") or "identity", proofs)
