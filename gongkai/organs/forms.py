"""Forms of the desk pages for organs, accounts and posts. Organs are named by typing, with suggestions: a list of five
thousand to choose from helps nobody."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from gongkai.core import typed
from gongkai.core.forms import DayField
from gongkai.organs import rules
from gongkai.organs.actions import FACTS, SETTINGS
from gongkai.organs.models import Organ, OrganQuerySet

SUGGESTED = 300
MANY = 200  # organs above which one types a name instead of choosing from a list
WRONG_DAY = {"required": "请填写日期。", "invalid": "日期应为 2026-01-31 这样的形式。"}
LINES = {"functions": 8, "duties": 2, "resume": 2}


def day(label: str, **options: Any) -> DayField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return DayField(label=label, widget=widget, error_messages=WRONG_DAY, **options)


class OrganField(forms.CharField):
    """An organ typed by name, short name or code; ``among`` says which are offered. With ``many`` a list of them."""

    def __init__(self, *, among: OrganQuerySet, many: bool = False, **options: Any) -> None:
        self.among, self.many = among, many
        options.setdefault("help_text", "输入名称、简称或机构代码" + ("，多个用顿号隔开" if many else ""))
        super().__init__(error_messages={"required": "请填写机构。"}, **options)
        self.widget.attrs |= {"list": "organs", "autocomplete": "off"}

    def clean(self, value: Any) -> Any:
        names = super().clean(value).replace("，", "、").replace(",", "、").split("、")
        organs = [self._find(name.strip()) for name in names if name.strip()]
        if self.many:
            return organs
        return organs[0] if organs else None

    def _find(self, name: str) -> Organ:
        found = list(self.among.filter(Q(name=name) | Q(short_name=name) | Q(code=name.upper()))[:2])
        if len(found) == 1:
            return found[0]
        if found:
            raise forms.ValidationError(f"有不止一个机构叫“{name}”，请改填机构代码。")
        raise forms.ValidationError(f"没有找到“{name}”，请填写您权限范围内现有机构的名称或代码。")


class OrganFilter(forms.Form):
    """The filters of a list, with the organ (``organ``) among them: chosen from those in reach, typed by name where they are
    many, left out where there is but one that no address asks for. In an address its id will do. ``permission`` says what
    reaches them."""

    permission = "view"

    def __init__(self, data: Mapping[str, Any], *, user: Any) -> None:
        super().__init__(data, auto_id="f_%s", label_suffix="")
        self.user = user
        organs = list(Organ.objects.filter(user.reach("", self.permission))[: MANY + 1])
        asked = data.get("organ", "")
        if asked not in {str(organ.pk) for organ in organs}:
            organs += self.beyond(asked)
        choices = [("", "全部机构"), *((str(organ.pk), organ.label) for organ in organs)]
        if len(organs) > MANY:
            self.fields["organ"] = forms.CharField(label="机构名称含", required=False, max_length=40)
        elif len(organs) > 1 or asked:
            self.fields["organ"] = forms.ChoiceField(label="机构", required=False, choices=choices)
        self.order_fields(self.field_order)

    def beyond(self, organ: str) -> list[Organ]:
        """The organ of an address, where rows of it are listed though it is not in reach itself."""
        return []

    def noted(self, *left_out: str) -> dict[str, str]:
        """What was asked for, as the detail of an audit entry, without the filters that may name somebody; ``within`` is
        the organ."""
        asked = {name: str(value) for name, value in self.cleaned_data.items() if value and name not in left_out}
        return {"within" if name == "organ" else name: value for name, value in asked.items()}

    def of_organ(self, field: str = "") -> Q:
        """The rows of the organ asked for, as a condition on ``field``, or of organs themselves; every row when none is."""
        asked, key = self.cleaned_data.get("organ", "").strip(), f"{field}_id" if field else "pk"
        if not asked:
            return Q()
        if typed.whole_number(asked) is not None:
            return Q(**{key: asked})
        named = Organ.objects.filter(Q(name__icontains=asked) | Q(short_name__icontains=asked))
        return Q(**{f"{key}__in": named.order_by().values("pk")})


class DeskForm(forms.Form):
    """``organs`` are the names offered while typing."""

    organs: OrganQuerySet | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def suggestions(self) -> list[str]:
        return list(self.organs.values_list("name", flat=True)[:SUGGESTED]) if self.organs is not None else []


class OrganForm(DeskForm):
    """What an organ publishes about itself; with ``settings``, also what its superior decides; for a new one, its name
    and place."""

    def __init__(self, *args: Any, user: Any, organ: Organ | None = None, **kwargs: Any) -> None:
        names: tuple[str, ...] = (
            FACTS if organ and not user.may("organs", organ.parent or organ) else (*FACTS, *SETTINGS)
        )
        initial = {name: getattr(organ, name) for name in names} if organ else {"order": 100, "level": "department"}
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)
        if organ is None:
            self.organs = user.organs_for("organs")
            self.fields["name"] = forms.CharField(
                label="名称", max_length=100, error_messages={"required": "请填写机构名称。"}
            )
            self.fields["parent"] = OrganField(label="上级机构", among=self.organs)
            names = ("code", "level", *(name for name in names if name not in ("code", "level")))
        for name in names:
            self.fields[name] = _column(name, required=name in ("code", "level", "order"))


def _column(name: str, required: bool) -> forms.Field:
    """The form field of a column of Organ."""
    column: Any = Organ._meta.get_field(name)
    scheme = {"assume_scheme": "https"} if name == "website" else {}
    field: forms.Field = column.formfield(required=required, **scheme)
    if name in LINES:
        field.widget.attrs["rows"] = LINES[name]
    if isinstance(field, forms.DateField):
        return day(str(field.label), required=False)
    field.error_messages["required"] = f"请填写{field.label}。"
    return field


class PersonForm(forms.Form):
    """One row of the list of leaders and staff."""

    place = forms.IntegerField(label="顺序", required=False, min_value=1, max_value=999)
    name = forms.CharField(label="姓名", max_length=40, required=False)
    post = forms.CharField(label="职务", max_length=100, required=False)
    is_leader = forms.BooleanField(label="领导", required=False)
    duties = forms.CharField(label="工作分工", required=False, widget=forms.Textarea({"rows": 2}))
    resume = forms.CharField(label="简历", required=False, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if typed.get("name") and not typed.get("post"):
            self.add_error("post", "请填写职务。")
        if not typed.get("name") and (typed.get("post") or typed.get("duties")):
            self.add_error("name", "请填写姓名，或清空这一行。")
        return typed


PeopleForms = forms.formset_factory(PersonForm, extra=3, max_num=500, absolute_max=600)


def people_of(rows: Any) -> list[dict[str, Any]]:
    """The people typed, in the order typed; rows without a name are left out."""
    named = [dict(row) for row in rows.cleaned_data if row.get("name")]
    named.sort(key=lambda row: row.pop("place", None) or 1000)
    return named


class RenameForm(DeskForm):
    name = forms.CharField(label="新名称", max_length=100, error_messages={"required": "请填写新名称。"})
    short_name = forms.CharField(label="新简称", max_length=40, required=False)
    document_mark = forms.CharField(label="新机关代字", max_length=20, required=False, help_text="不变的留空")
    on = day("更名日期", help_text="从这一天起使用新名称")


class MoveForm(DeskForm):
    def __init__(self, *args: Any, others: OrganQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organs = others
        self.fields["parent"] = OrganField(label="新的上级机构", among=others)


class MergeForm(DeskForm):
    on = day("合并日期", help_text="从这一天起由承接机构履行职责")

    def __init__(self, *args: Any, others: OrganQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organs = others
        self.fields["into"] = OrganField(label="并入", among=others)


class SplitForm(DeskForm):
    on = day("分立日期")
    goes_on = forms.BooleanField(label="原机构保留，只把部分职责分出去", required=False)

    def __init__(self, *args: Any, others: OrganQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organs = others
        self.fields["into"] = OrganField(label="承接机构", among=others, many=True)


class CloseForm(DeskForm):
    on = day("撤销日期", help_text="从这一天起不再存在")

    def __init__(self, *args: Any, others: OrganQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organs = others
        self.fields["successors"] = OrganField(label="职责承接机构", among=others, many=True, required=False)


class PostForm(DeskForm):
    role = forms.ChoiceField(label="岗位", choices=list(rules.ROLES.items()))
    covers_below = forms.BooleanField(label="可代行所有下级机构", required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organs = user.organs_for("accounts")
        self.fields["organ"] = OrganField(label="机构", among=self.organs)
        self.order_fields(["username", "full_name", "organ", "role", "covers_below"])


class AccountForm(PostForm):
    username = forms.CharField(
        label="登录名",
        max_length=60,
        error_messages={"required": "请填写登录名。"},
        help_text="字母、数字，如姓名全拼",
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none"}),
    )
    full_name = forms.CharField(label="姓名", max_length=40, error_messages={"required": "请填写姓名。"})


def today() -> dict[str, Any]:
    """Initial values of the forms that take effect on a day."""
    return {"on": timezone.localdate()}
