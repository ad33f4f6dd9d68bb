"""Forms of the desk's record pages."""

import re
from html import escape
from typing import Any

from django import forms

from gongkai.core.forms import DayField
from gongkai.core.text import line, named
from gongkai.library import kinds, rules
from gongkai.library.content import from_json
from gongkai.library.listing import with_words
from gongkai.library.models import FIELDS, Record, Version
from gongkai.organs.models import Organ

FORMED_PRESUMED = "由程序按公开日期推定，请核对。"
DATE = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
WRONG_DATE = {"invalid": "日期应为 2026-01-31 这样的形式。"}


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__({"multiple": True})


class StartForm(forms.Form):
    """A new record: of which organ, of which kind, under which title."""

    organ = forms.ModelChoiceField(
        Organ.objects.none(),
        label="发布机构",
        empty_label=None,
        error_messages={"required": "请选择发布机构。", "invalid_choice": "请选择您有起草权限的机构。"},
    )
    kind = forms.ChoiceField(label="信息类型", error_messages={"required": "请选择信息类型。"})
    title = forms.CharField(
        label="标题",
        max_length=300,
        error_messages={"required": "请填写标题。", "max_length": "标题不能超过 300 个字，请缩短。"},
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        organs = user.organs_for("write")
        self.fields["organ"].queryset = organs
        self.fields["organ"].label_from_instance = lambda organ: organ.name
        self.fields["organ"].initial = organs.first()
        self.fields["kind"].choices = [("", "请选择"), *kinds.choices()]

    def clean_title(self) -> str:
        return " ".join(line(self.cleaned_data["title"]).split())


class DraftForm(forms.Form):
    """Everything an author edits, with the extra fields of the record's kind. A draft may be incomplete: what a
    release needs is marked (``must``) and told on submission."""

    MUST = ("title", "item", "formed_on", "disclosure")
    undecided = 0  # files that hide something, of which the author was told on submission
    # fieldset → fields; the kind's own fields come after the first
    GROUPS = (
        ("公开信息", ("joint_issuers", "number", "genre", "theme", "item", "disclosure", "disclosure_reason")),
        ("日期", ("formed_on", "effective_on", "expires_on")),
        ("内容概述", ("summary", "keywords", "organ_name", "source", "author")),
    )

    title = forms.CharField(
        label="标题",
        max_length=300,
        error_messages={"required": "请填写标题。", "max_length": "标题不能超过 300 个字，请缩短。"},
        widget=forms.Textarea({"rows": 2}),
    )
    body = forms.CharField(label="正文", required=False, widget=forms.Textarea({"rows": 24, "data-editor": ""}))
    joint_issuers = forms.CharField(
        label="联合发文机关",
        required=False,
        max_length=600,
        widget=forms.Textarea({"rows": 2}),
        help_text="几个机关联合发文的，按落款顺序全部写上，用顿号隔开；单独发文的不填",
    )
    number = forms.CharField(label="文号", required=False, max_length=80, help_text="如：青禾府发〔2026〕12号")
    genre = forms.ChoiceField(label="体裁", required=False)
    theme = forms.ChoiceField(label="主题分类", required=False)
    item = forms.ChoiceField(label="法定公开内容", required=False)
    disclosure = forms.ChoiceField(label="公开属性", choices=list(rules.DISCLOSURE.items()))
    disclosure_reason = forms.CharField(
        label="不公开理由", required=False, max_length=300, help_text="公开属性不是“主动公开”时填写，写明依据条款。"
    )
    formed_on = DayField(label="生成日期", required=False, widget=DATE, error_messages=WRONG_DATE)
    effective_on = DayField(label="施行日期", required=False, widget=DATE, error_messages=WRONG_DATE)
    expires_on = DayField(
        label="有效期至", required=False, widget=DATE, error_messages=WRONG_DATE, help_text="最后一个有效日"
    )
    summary = forms.CharField(
        label="内容概述", required=False, max_length=2000, widget=forms.Textarea({"rows": 3}), help_text="条例第十二条"
    )
    keywords = forms.CharField(label="关键词", required=False, max_length=200, help_text="用空格或逗号隔开")
    organ_name = forms.CharField(
        label="来源机关",
        required=False,
        max_length=100,
        help_text="外单位制发、由本机构收存的才填，写它的全称",
    )
    source = forms.CharField(label="来源", required=False, max_length=100, help_text="转载的写明原发布单位")
    author = forms.CharField(label="作者", required=False, max_length=60)
    note = forms.CharField(
        label="修改说明",
        required=False,
        max_length=300,
        help_text="公众会在版本记录里看到它",
        widget=forms.Textarea({"rows": 2}),
    )
    # files are taken in by drafting.save_typed; here they only have a place on the page
    word = forms.FileField(
        label="导入 Word",
        required=False,
        widget=forms.FileInput({"accept": ".docx"}),
        help_text="选一个 .docx 文件，导入到正文末尾，表格保留。",
    )
    files = forms.FileField(label="添加附件", required=False, widget=ManyFiles())
    stamp = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, version: Version) -> None:
        self.version, self.kind = version, kinds.KINDS.get(version.record.kind)
        super().__init__(data, initial=_initial(version, self.extras), label_suffix="")
        self.fields["genre"].choices = [("", "未选择"), *((g, g) for g in rules.GENRES)]
        self.fields["theme"].choices = [("", "未选择"), *_themes()]
        self.fields["item"].choices = [("", "未选择"), *_items()]
        for extra in self.extras:
            self.fields[extra.name] = _extra_field(extra)
        if version.fields.get("formed_presumed"):
            self.fields["formed_on"].help_text = f"{FORMED_PRESUMED}不对的在这里改，无误的在信息页确认。"
        if version.number == 1:
            del self.fields["note"]
        for name, field in self.fields.items():
            field.must = name in self.MUST or name == "note" or any(e.required for e in self.extras if e.name == name)

    @property
    def extras(self) -> tuple[kinds.Extra, ...]:
        return self.kind.fields if self.kind else ()

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fieldsets beside the text: (legend, bound fields)."""
        shown = [(legend, [self[name] for name in names]) for legend, names in self.GROUPS]
        if self.extras and self.kind:
            shown.insert(1, (self.kind.label, [self[extra.name] for extra in self.extras]))
        return shown

    def clean_title(self) -> str:
        return " ".join(line(self.cleaned_data["title"]).split())

    def clean_joint_issuers(self) -> str:
        names = list(dict.fromkeys(re.split(r"[、，,；;\s]+", self.cleaned_data["joint_issuers"].strip("、，,；; \n"))))
        if len(names) == 1 and names[0]:
            raise forms.ValidationError("联合发文须写两个以上机关，用顿号隔开；单独发文的请留空。")
        return "、".join(names)

    def clean_organ_name(self) -> str:
        """Left empty, it is the organ's own, under the name it then had."""
        record = self.version.record
        return self.cleaned_data["organ_name"].strip() or (record.organ.name if record.maker else record.organ_name)

    def clean_body(self) -> str:
        """Text typed without the editor becomes paragraphs."""
        body = self.cleaned_data["body"]
        if "<" in body or not body.strip():
            return body
        return "".join(f"<p>{escape(line.strip())}</p>" for line in body.splitlines() if line.strip())

    def clean(self) -> dict[str, Any]:
        typed = {e.name: self.cleaned_data[e.name] for e in self.extras if e.name in self.cleaned_data}
        self.columns, self.extra, errors = kinds.clean(self.version.record.kind, typed) if typed else ({}, {}, {})
        for name, sentence in errors.items():
            self.add_error(name, sentence)
        start, end = self.cleaned_data.get("effective_on"), self.cleaned_data.get("expires_on")
        if start and end and end < start:
            self.add_error("expires_on", "有效期的最后一天早于施行日期，请核对。")
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        """What save_draft takes besides stamp. Fields that could not be read keep their stored value."""
        read = {name: value for name, value in self.cleaned_data.items() if name in (*FIELDS, "title", "body", "note")}
        names = {extra.name for extra in self.extras}
        wrong = {name: value for name, value in self.version.fields.get("extra", {}).items() if name in self.errors}
        others = {name: value for name, value in self.version.fields.get("extra", {}).items() if name not in names}
        stored = {"title": self.version.title, "body": self.version.body, "note": self.version.note}
        return {
            **stored,
            **{name: value for name, value in read.items() if name not in names},
            **self.columns,
            "extra": {**others, **wrong, **self.extra},
        }


class WithdrawForm(forms.Form):
    """Why a record goes, and what takes its place."""

    FOUND = 5  # named when the words fit several

    reason = forms.CharField(
        label="撤回原因",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text="公众在原地址会看到它",
        error_messages={"required": "请写明撤回原因，公众在原地址会看到它。", "max_length": "请缩短到 300 个字以内。"},
    )
    replaced_by = forms.CharField(
        label="由何信息代替",
        required=False,
        max_length=100,
        help_text="代替它的信息的标题、文号或索引号，没有可不填",
    )
    sure = forms.BooleanField(
        label="我已核对，确认从网站和搜索中撤下这条信息", error_messages={"required": "请勾选确认后再撤回。"}
    )

    def __init__(self, data: Any = None, *, record: Record) -> None:
        super().__init__(data, label_suffix="")
        self.record = record

    def clean_replaced_by(self) -> Record | None:
        words = self.cleaned_data["replaced_by"].strip()
        if not words:
            return None
        released = Record.objects.released().exclude(pk=self.record.pk)
        if exact := released.filter(index_number=words).first():
            return exact
        found = list(released.filter(with_words(words)).newest()[: self.FOUND + 1])
        if not found:
            raise forms.ValidationError("没有找到这样的已发布信息，请换几个标题里的字，或核对文号、索引号。")
        if len(found) > 1:
            listed = "；".join(f"{named(r.title)}{r.index_number}" for r in found[: self.FOUND])
            raise forms.ValidationError(f"有几条信息相符，请填写其中一条的索引号：{listed}。")
        return found[0]


def _initial(version: Version, extras: tuple[kinds.Extra, ...]) -> dict[str, Any]:
    stored = from_json(version.fields)
    kept = stored.get("extra", {})
    shown = {extra.name: stored.get(extra.column) if extra.column else kept.get(extra.name) for extra in extras}
    return {
        "disclosure": "active",
        **{name: value for name, value in stored.items() if name != "extra"},
        "organ_name": version.record.maker,
        **shown,
        "title": version.title,
        "body": version.body,
        "note": version.note,
        "stamp": version.stamp,
    }


def _themes() -> list[tuple[str, list[tuple[str, str]]]]:
    named = rules.themes()
    return [
        (top, [(code, f"{top}（不分小类）"), *((c, n) for c, n in named.items() if len(c) == 4 and c[:2] == code)])
        for code, top in named.items()
        if len(code) == 2
    ]


def _items() -> list[tuple[str, list[tuple[str, str]]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for code, label in rules.ITEMS.items():
        ground = rules.item_ground(code)
        groups.setdefault("条例第二十条" if code.startswith("20") else "条例第二十一条", []).append(
            (code, f"{re.sub('^条例第二十一?条', '', ground)}{label}")
        )
    return list(groups.items())


def _extra_field(extra: kinds.Extra) -> forms.Field:
    """A field that takes what is typed; kinds.clean reads it."""
    common = {"label": extra.label, "required": False, "help_text": extra.help}
    if extra.type == "choice":
        return forms.ChoiceField(choices=[("", "未选择"), *((c, c) for c in extra.choices)], **common)
    widgets = {
        "long": forms.Textarea({"rows": 3}),
        "date": DATE,
        "int": forms.TextInput({"inputmode": "numeric"}),
        "money": forms.TextInput({"inputmode": "decimal"}),
        "percent": forms.TextInput({"inputmode": "decimal"}),
    }
    return forms.CharField(widget=widgets.get(extra.type, forms.TextInput()), **common)
