"""Forms of the portal's desk pages."""

from collections.abc import Iterable
from typing import Any

from django import forms

from gongkai.library import kinds, rules
from gongkai.organs.forms import DeskForm, OrganField
from gongkai.portal.actions import COLUMN_FIELDS, SITE_FIELDS
from gongkai.portal.models import Column, Site
from gongkai.portal.site_checks import problems

RULE = ("kinds", "items", "themes", "organs", "words")


class SiteForm(DeskForm):
    name = forms.CharField(label="网站名称", max_length=60, error_messages={"required": "请填写网站名称。"})
    host = forms.CharField(
        label="域名",
        max_length=120,
        help_text="如 www.example.gov.cn，可带端口",
        error_messages={"required": "请填写域名。"},
    )
    identifier = forms.CharField(label="网站标识码", max_length=10, required=False, help_text="10 位数字，没有的留空")
    icp = forms.CharField(label="ICP备案号", max_length=40, required=False)
    police = forms.CharField(label="公安备案号", max_length=40, required=False)
    contact = forms.CharField(
        label="联系方式", max_length=100, required=False, help_text="显示在页脚和“我为政府网站找错”"
    )
    description = forms.CharField(label="网站说明", max_length=200, required=False, widget=forms.Textarea({"rows": 2}))
    is_default = forms.BooleanField(label="缺省站点：未登记的地址由它回答", required=False)

    def __init__(self, *args: Any, user: Any, site: Site | None = None, **kwargs: Any) -> None:
        initial = {name: getattr(site, name) for name in SITE_FIELDS} if site else {}
        super().__init__(*args, initial={**initial, "owner": site.owner.name if site else "", "root": site.root.name if site and site.root else ""}, **kwargs)  # fmt: skip
        self.user, self.site = user, site
        self.organs = among = user.organs_for("sites")
        self.fields["owner"] = OrganField(label="主办单位", among=among)
        self.fields["root"] = OrganField(
            label="只含这个机构及下级的信息",
            among=among,
            required=False,
            help_text="部门站点填写部门名称；门户留空，包含全部信息",
        )
        self.order_fields(["name", "host", "owner", "root"])

    def clean(self) -> dict[str, Any]:
        """What the action would refuse, all of it at once."""
        asked = super().clean() or {}
        typed = Site(pk=self.site.pk if self.site else None, **asked)
        for problem in problems(typed, self.user, unread=list(self.errors)):
            self.add_error(problem.field, problem.message)
        return asked


class ColumnForm(DeskForm):
    name = forms.CharField(label="名称", max_length=40, error_messages={"required": "请填写名称。"})
    slug = forms.SlugField(
        label="地址",
        max_length=40,
        help_text="网址的一部分，用小写字母、数字和连字符，如 old-town",
        error_messages={"required": "请填写地址。", "invalid": "只能用字母、数字、连字符和下划线。"},
    )
    type = forms.ChoiceField(label="类型", choices=list(Column.TYPES.items()))
    parent = forms.ModelChoiceField(Column.objects.none(), label="上级栏目", required=False, empty_label="没有上级")
    order = forms.IntegerField(
        label="排序", min_value=0, max_value=9999, initial=100, error_messages={"required": "请填写排序号。"}
    )
    description = forms.CharField(label="说明", max_length=300, required=False, widget=forms.Textarea({"rows": 2}))
    keywords = forms.CharField(label="关键词", max_length=200, required=False, help_text="用逗号隔开，写进页面标签")
    kinds = forms.MultipleChoiceField(label="信息类型", required=False, widget=forms.CheckboxSelectMultiple)
    items = forms.MultipleChoiceField(label="法定公开内容", required=False, widget=forms.CheckboxSelectMultiple)
    themes = forms.MultipleChoiceField(label="主题", required=False, widget=forms.CheckboxSelectMultiple)
    words = forms.CharField(
        label="标题或关键词含", max_length=200, required=False, help_text="多个词用空格隔开，含其一即可"
    )

    def __init__(self, *args: Any, site: Site, column: Column | None = None, **kwargs: Any) -> None:
        initial = {name: getattr(column, name) for name in COLUMN_FIELDS} if column else {}
        if column:
            initial["organs"] = "、".join(column.organs.values_list("name", flat=True))
        super().__init__(*args, initial={**initial, **kwargs.pop("initial", {})}, **kwargs)
        tops = Column.objects.filter(site=site, parent=None)
        self.fields["parent"].queryset = tops.exclude(pk=column.pk) if column else tops
        self.fields["kinds"].choices = kinds.choices()
        self.fields["items"].choices = list(rules.ITEMS.items())
        self.fields["themes"].choices = list(_theme_choices())
        self.organs = site.organs()
        self.fields["organs"] = OrganField(label="机构", among=self.organs, many=True, required=False)
        self.order_fields([*COLUMN_FIELDS[:7], *RULE])

    def about(self) -> list[forms.BoundField]:
        """The fields that say what the column is; the others are its rule."""
        return [field for field in self if field.name not in RULE]

    def rule(self) -> list[forms.BoundField]:
        return [self[name] for name in RULE]


def _theme_choices() -> Iterable[tuple[str, str]]:
    names = rules.themes()
    for code in sorted(names):
        yield code, names[code] if len(code) == 2 else rules.theme_label(code)
