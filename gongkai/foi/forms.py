"""Forms of a request: what it holds (条例 art. 29), what follows it. They ask for no purpose: that is forbidden.

RequestForm is for every channel: on the desk EntryForm adds channel and day. The rules stand in actions.problems, so
that every way of asking gets the same sentences.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from gongkai.casework.forms import day, long
from gongkai.casework.models import DELIVERIES
from gongkai.casework.parties import identity
from gongkai.casework.parties.forms import OrganField, files_field
from gongkai.core.actions import Refused
from gongkai.core.forms import Plain
from gongkai.foi.actions import description_problem, problems
from gongkai.foi.agency_fields import AgencyFields, proof_field, proofs_in
from gongkai.foi.models import APPLICANTS, CHANNELS, FORMATS
from gongkai.organs.models import OrganQuerySet

CONTACT = {"phone": "联系电话", "email": "电子邮箱", "address": "通信地址", "person": "联系人"}
ONLINE_DELIVERIES = [(code, label) for code, label in DELIVERIES.items() if code != "on_site"]


def document_choices() -> list[Any]:
    """What nearly everybody has first: it needs no choosing."""

    def others(person: bool) -> list[tuple[str, str]]:
        chosen = [(code, d.label) for code, d in identity.DOCUMENTS.items() if d.person == person]
        return [(code, label) for code, label in chosen if code not in ("identity", "credit")]

    return [
        ("", "居民身份证（单位：统一社会信用代码）"),
        ("个人的其他证件", others(person=True)),
        ("在境外登记的单位", others(person=False)),
    ]


class WantedForm(Plain):
    """First step: from whom, and what."""

    organ = OrganField(
        label="向哪个机关申请",
        help_text="选择制作或者保存这份信息的机关。拿不准的，选县政府，由它转告您该找谁。",
    )
    description = forms.CharField(
        label="需要什么信息",
        required=False,
        help_text="写明文件名称、文号，或者时间、地点、事项等便于查找的特征。不必说明用途。",
        widget=forms.Textarea(attrs={"rows": 6, "data-counted": "5000"}),
    )

    def __init__(self, *args: Any, organs: OrganQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organ"].offer(organs)

    def clean_description(self) -> str:
        description = self.cleaned_data["description"].strip()
        if problem := description_problem(description):
            raise forms.ValidationError(problem)
        return description


class RequestForm(AgencyFields, WantedForm):
    """A whole request."""

    channel = "online"
    field_order = (
        *WantedForm.base_fields, "applicant_kind", "name", "document", "identifier", "person", "phone", "email", "address",
    )  # fmt: skip

    applicant_kind = forms.ChoiceField(
        label="以什么名义申请",
        choices=[("person", "公民（个人）"), *list(APPLICANTS.items())[1:]],
        widget=forms.RadioSelect,
        required=False,
    )
    name = forms.CharField(
        label="姓名或者单位名称", required=False, max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    document = forms.ChoiceField(
        label="证件类型",
        choices=document_choices,
        required=False,
        error_messages={"invalid_choice": "请从列表中选择证件类型。"},
    )
    identifier = forms.CharField(
        label="证件号码",
        required=False,
        help_text="个人填 18 位身份证号码，单位填 18 位统一社会信用代码，其他证件填证件上的号码；在境外登记的单位填登记号码，"
        "并附登记证明。加密保存，只用于核对申请人身份。",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "maxlength": 80, "data-private": True, "spellcheck": "false"}
        ),
    )
    person = forms.CharField(label="联系人", required=False, max_length=40, help_text="单位申请的，填写经办人姓名。")
    phone = forms.CharField(
        label="联系电话",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(
        label="电子邮箱",
        required=False,
        error_messages={"invalid": "邮箱地址不完整，请核对，例如 zhang@example.com。"},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    address = forms.CharField(
        label="通信地址和邮政编码",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    format = forms.ChoiceField(
        label="要什么形式",
        choices=list(FORMATS.items()),
        widget=forms.RadioSelect,
        initial="electronic",
        required=False,
    )
    delivery = forms.ChoiceField(
        label="怎样获取",
        choices=ONLINE_DELIVERIES,
        widget=forms.RadioSelect,
        initial="online",
        required=False,
        help_text="无论选哪一种，都可以凭登记号和查询码在网上查看办理进度。",
    )
    files = files_field("附件")

    def clean(self) -> dict[str, Any]:
        given = {"channel": self.channel} | self.facts()
        kind, document = given["applicant_kind"], given["document"]
        asked = {name: given[name] for name in ("applicant_kind", "name", "identifier", "contact", "description")}
        asked |= {name: given[name] for name in ("channel", "format", "delivery", "files", "through")}
        for field, sentence in problems(**asked, document=document or identity.usual(kind)):
            field = "phone" if field == "contact" else field
            if field not in self.errors:
                self.add_error(field, sentence)
        return self.cleaned_data

    def refuse(self, refusal: Refused) -> None:
        """What is said of the ways to reach somebody stands at the first of them."""
        super().refuse(Refused(refusal.message, "phone") if refusal.field == "contact" else refusal)

    def facts(self) -> dict[str, Any]:
        """The arguments of actions.submit_request, but for channel and by."""
        given = self.cleaned_data
        facts = {
            name: given.get(name, "")
            for name in (
                "organ", "applicant_kind", "document", "name", "identifier", "description", "format", "delivery",
            )
        }  # fmt: skip
        facts["identifier"] = identity.normal(facts["identifier"])
        facts["contact"] = {way: given.get(way, "") for way in CONTACT if given.get(way)}
        return facts | {"files": given.get("files") or [], "through": self.agency()}


class EntryForm(RequestForm):
    """A request that came to the office: how it came, and when (条例 art. 31)."""

    channel = forms.ChoiceField(
        label="怎样提出",
        choices=[(code, label) for code, label in CHANNELS.items() if code != "online"],
        widget=forms.RadioSelect,
        required=False,
    )
    on = day("提交日期", help_text="当面和口头提出的，为提出之日；邮寄的，为寄出之日；签收和确认的日期登记以后再填。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organs = self.fields["organ"].queryset
        self.initial = {"on": timezone.localdate(), "format": None, "delivery": None, **self.initial}
        if len(organs) == 1:
            self.initial = {"organ": organs[0].pk, **self.initial}
        self.fields["organ"].help_text = ""
        self.fields["description"].help_text = "照申请书原样录入；口头提出的，照申请人的意思记下。"
        self.fields["delivery"].choices = list(DELIVERIES.items())
        self.fields["delivery"].help_text = ""
        self.fields["files"].label = "申请书扫描件和附件"
        for field in self.fields.values():  # a browser must not offer one applicant's facts to the next
            if not isinstance(field.widget, forms.RadioSelect | forms.CheckboxInput | forms.FileInput):
                field.widget.attrs["autocomplete"] = "off"

    def facts(self) -> dict[str, Any]:
        given = {name: self.cleaned_data.get(name, "") for name in ("channel", "on")}
        return {**super().facts(), **given}


class CorrectionForm(Plain):
    """The answer to a correction notice; ``lacking``: the kinds of papers of who acts for the applicant that have not
    come yet."""

    text = forms.CharField(
        label="补正内容",
        required=False,
        help_text="逐条回答告知书要求补正的事项。提交后答复期限重新起算。",
        widget=forms.Textarea(attrs={"rows": 6, "data-counted": "5000"}),
    )
    files = files_field("补正材料")

    def __init__(self, *args: Any, lacking: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in lacking:
            self.fields[kind] = proof_field(kind)

    def clean(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        return {"proofs": proofs_in(given), **given}


class PaperCorrectionForm(CorrectionForm):
    """The same when it came on paper or by word of mouth."""

    on = day("收到补正的日期")
    field_order = ("on",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"on": timezone.localdate(), **self.initial}
        self.fields["text"].help_text = "照申请人的原话录入。登记后答复期限重新起算（条例第三十条）。"
        self.fields["files"].label = "补正材料扫描件"


class WithdrawalForm(Plain):
    """A withdrawal that came on paper or by word of mouth."""

    on = day("撤回日期")
    text = long("申请人怎样撤回的", help_text="如：到窗口书面撤回。记入台账，请勿写个人信息。")
    files = files_field("撤回书扫描件")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"on": timezone.localdate(), **self.initial}


class ReasonsForm(Plain):
    """Why so many requests (条例 art. 35)."""

    text = forms.CharField(
        label="申请这些信息的理由",
        required=False,
        help_text="加密保存，只给办理本件的人看。",
        widget=forms.Textarea(attrs={"rows": 6, "data-counted": "5000"}),
    )
