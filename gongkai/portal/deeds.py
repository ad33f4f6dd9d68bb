"""What is done to sites and columns, in the words of the audit trail."""

from gongkai.core import deeds
from gongkai.organs.deeds import column_name
from gongkai.portal.models import Site

deeds.register(
    "site",
    "站点",
    {"create": "新建站点", "update": "修改站点"},
    {"fields": ("修改的项目", column_name(Site))},
)
deeds.register(
    "column",
    "栏目",
    {"create": "新建栏目", "update": "修改栏目", "delete": "删除栏目"},
    {"slug": "地址", "name": "名称"},
)
deeds.noun("portal.site")
deeds.noun("portal.column")
