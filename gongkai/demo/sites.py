"""Two sites of the demo: the county's portal, and one of its civil affairs bureau."""

from typing import Any

from gongkai.demo.county import organ
from gongkai.organs.models import Account
from gongkai.portal.actions import save_column, save_site
from gongkai.portal.models import Site

SITES: dict[str, dict[str, Any]] = {
    "localhost": {
        "name": "青禾县人民政府",
        "is_default": True,
        "identifier": "9901260001",
        "icp": "泽ICP备00000000号-1",
        "police": "泽公网安备99012600000001号",
        "contact": "县政府办公室政务公开股 0000-6200016",
        "description": "青禾县人民政府信息公开平台（演示）。县名、机构、人名、电话和文件都是虚构的。",
    },
    "minzheng.localhost": {
        "name": "青禾县民政局",
        "identifier": "9901260005",
        "icp": "泽ICP备00000000号-5",
        "contact": "县民政局办公室 0000-6210010",
        "description": "青禾县民政局信息公开（演示），内容是虚构的。",
    },
}
ORGANS = {"localhost": {"owner": "县政府"}, "minzheng.localhost": {"owner": "县民政局", "root": "县民政局"}}

COLUMNS: dict[str, tuple[dict[str, Any], ...]] = {
    "localhost": (
        {"slug": "caizheng", "name": "财政资金", "kinds": ["budget", "procurement", "fee"],
         "description": "政府和部门预算决算、专项资金、政府采购和行政事业性收费"},
        {"slug": "xiangmu", "name": "重大建设项目", "kinds": ["project"], "description": "批准、招标、施工、验收和启用全过程"},
        {"slug": "zhengdi", "name": "征地和房屋征收", "kinds": ["land"], "description": "征收公告、补偿安置方案和费用支付"},
        {"slug": "minsheng", "name": "民生保障", "kinds": ["welfare", "faq"], "description": "社会救助、住房保障、就业补助发放和常见问题"},
        {"slug": "jianguan", "name": "监管和处罚", "kinds": ["inspection", "penalty"], "description": "监督检查结果和行政处罚决定"},
        {"slug": "zhaokao", "name": "招考录用", "kinds": ["recruitment"], "description": "公务员和事业单位招考公告、成绩和公示"},
        {"slug": "yingji", "name": "应急管理", "kinds": ["emergency"], "description": "应急预案、预警、响应和应对情况"},
        {"slug": "huiyi", "name": "政府会议", "kinds": ["meeting"], "description": "县政府常务会议和部门会议"},
        {"slug": "jiyi", "name": "建议提案", "kinds": ["proposal"], "description": "人大代表建议、政协提案办理结果"},
        {"slug": "xiangcun", "name": "乡村事务", "kinds": ["village"], "description": "惠农补贴、宅基地、农田水利和土地流转"},
        {"slug": "fangxun-2026", "name": "2026年防汛救灾", "type": "topic", "words": "暴雨 防汛 洪涝 水毁 地质灾害",
         "description": "预警、响应、灾情、救助和恢复重建"},
        {"slug": "x105", "name": "县道X105改建工程", "type": "topic", "words": "X105", "description": "从立项、征地、招标到施工进展"},
        {"slug": "laji-fenlei", "name": "生活垃圾分类", "type": "topic", "words": "垃圾分类", "description": "征求意见、采纳情况、办法和解读"},
        {"slug": "yiyuan", "name": "县人民医院迁建", "type": "topic", "words": "县人民医院", "description": "批复和建设进展"},
    ),
    "minzheng.localhost": (
        {"slug": "dibao", "name": "低保和临时救助", "words": "低保 最低生活保障 临时救助", "description": "政策、标准和发放公示"},
        {"slug": "zijin", "name": "预算和采购", "kinds": ["budget", "procurement"], "description": "部门预算决算和政府采购"},
        {"slug": "yanglao", "name": "养老服务", "type": "topic", "words": "养老 护理床 敬老", "description": "养老服务项目和活动"},
    ),
}  # fmt: skip


def make_sites() -> None:
    """The sites with their columns and topics; what is there already stays as editors left it."""
    keeper, editor = Account.objects.get(username="admin"), Account.objects.get(username="gongkaiban")
    for host, values in SITES.items():
        site = Site.objects.filter(host=host).first()
        if site is None:
            organs = {name: organ(short_name) for name, short_name in ORGANS[host].items()}
            site = save_site(site=None, by=keeper, host=host, **values, **organs)
        known = set(site.columns.values_list("slug", flat=True))
        for place, column in enumerate(COLUMNS[host], 1):
            if column["slug"] not in known:
                save_column(site=site, column=None, by=editor, organs=[], order=place * 10, **column)
