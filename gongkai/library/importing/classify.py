"""What sort of document it is: kind, theme and genre guessed from the title. Pure."""

import re

from gongkai.library import kinds, rules

# the first that matches the title wins; a code that no file of library.kinds registers is passed over
_KINDS: tuple[tuple[str, str], ...] = (
    (r"政府信息公开.{0,8}(?:年度报告|年报)|政府信息公开工作情况的?报告|政府信息公开工作报告", "annual_report"),
    (r"解读|一图读懂|图解|政策问答|答记者问", "interpretation"),
    (r"政府信息公开指南", "guide"),
    (r"意见.{0,6}采纳|征求意见.{0,8}(?:反馈|情况)", "consultation_result"),
    (r"征求意见|公开征集|征求.{2,40}意见", "consultation"),
    (r"常见问题|[？?]$", "faq"),
    (r"行政处罚", "penalty"),
    (r"预算|决算|“三公”经费|三公经费|专项资金", "budget"),
    (r"(?:中标|招标|采购|成交|竞争性(?:磋商|谈判)).{0,12}(?:公告|公示|通知)", "procurement"),
    (r"收费.{0,8}(?:目录|清单|标准|项目)", "fee"),
    (r"(?:机构|主要|工作|部门)(?:职能|职责)|内设机构|机构(?:概况|设置)$", "institution"),
    (r"任免|任职|免职|职务任免", "personnel"),
    (r"(?:招聘|招考|考试录用|遴选|拟(?:录用|聘用))", "recruitment"),
    (r"征地|征收.{0,10}(?:公告|方案|决定)|土地征收|房屋征收", "land"),
    (r"常务会议|全体会议|专题会议|会议纪要", "meeting"),
    (r"统计公报|统计信息|经济运行情况", "statistics"),
    (r"(?:应急预案|预警|突发|防汛|抗旱|事故调查)", "emergency"),
    (r"抽检|抽查|监督检查|双随机", "inspection"),
    (r"(?:建议|提案).{0,12}(?:答复|办理)", "proposal"),
    (r"(?:发展|专项|总体|国土空间)规划|(?:年度|工作|行动|实施)计划|规划纲要", "plan"),
    (r"政府信息公开.{0,12}(?:制度|办法|规定)$", "system"),
    (r"政府公报.{0,20}期", "gazette"),
    (r"(?:救助|低保|特困|补贴|补助|养老|优抚).{0,16}(?:公示|名单|标准|发放)", "welfare"),
    (r"重大(?:建设)?项目|项目.{0,8}(?:批准|核准|备案|开工|竣工)", "project"),
    (r"(?:实施)?(?:办法|细则|规定|规则)(?:[（(](?:试行|暂行|修订)[）)])?(?:的通知)?$", "normative"),
    (r"(?:公告|通告|公示|启事|声明)(?:第.{1,6}号)?$", "notice"),
    (r"^(?!.*关于).{2,24}?(?:召开|举办|举行|开展|启动|走进|赴|调研|督查|慰问|荣获|获评)(?!.*(?:通知|方案|意见|函|批复|报告|计划)$)", "news"),
)  # fmt: skip

_THEMES: tuple[tuple[str, str], ...] = (
    (r"政府信息公开|政务公开", "政务公开"), (r"政务督查|督查", "政务督查"), (r"应急|突发|预案|预警|防汛|抗旱", "应急管理"),
    (r"电子政务|政务服务|政府网站|密码|网络|数据", "电子政务"), (r"保密|国家秘密|档案|公文", "保密工作"), (r"信访", "信访"),
    (r"统计", "统计"), (r"价格|物价", "物价"), (r"国有资产", "国有资产监管"), (r"重大(?:建设)?项目", "重大建设项目"),
    (r"预算|决算|财政|政府采购|经费", "财政"), (r"税", "税务"), (r"审计", "审计"), (r"征地|土地|不动产", "土地"), (r"矿", "矿产"),
    (r"农业|农村|耕地|畜牧|农民|粮", "农业、畜牧业、渔业"), (r"林业|森林|造林", "林业"), (r"水利|灌溉|河长|水库", "水利"),
    (r"公路|道路|交通", "公路"), (r"旅游", "旅游"), (r"营商环境|市场主体|工商", "工商"), (r"食品|药品", "食品药品监管"),
    (r"安全生产|消防", "安全生产监管"), (r"住房|城乡建设|物业|城市更新|燃气|供水", "城乡建设（含住房）"),
    (r"环境|污染|生态|扬尘|秸秆", "环境监测、保护与治理"), (r"气象|地震", "气象、水文、测绘、地震"), (r"科技|创新", "科技"),
    (r"教育|学校|招生|幼儿园|义务教育", "教育"), (r"文物", "文物"), (r"文化|图书馆", "文化"), (r"医疗|卫生|疫情|疫苗|医院", "卫生"),
    (r"体育|健身", "体育"), (r"妇女|儿童|未成年", "妇女儿童"), (r"就业|创业|招聘", "劳动就业"), (r"社会保险|养老保险|医保|社保", "社会保障"),
    (r"任免|招考|录用|遴选", "人事工作"), (r"低保|救助|特困|困难群众|救灾", "救灾"), (r"行政(?:处罚|复议|诉讼|许可)|规章|决策", "司法"),
)  # fmt: skip


def kind(title: str, *, number: str, text: str, is_statute: bool, is_news: bool) -> str:
    """The code of the kind. ``is_statute``: statutes.is_statute."""
    if is_statute:
        return "statute"
    for pattern, code in _KINDS:
        if code in kinds.KINDS and re.search(pattern, title):
            return code
    if is_news:
        return "news"
    if number or re.search(r"(?:通知|意见|决定|批复|方案|要点|通报|函)(?:[（(].*[）)])?$", title):
        return "policy"
    return "news" if len(text) > 200 else "notice"


def theme(title: str, text: str = "") -> str:
    """Code of the subtheme the title speaks of, else the one the text speaks of often; "" when none."""
    for pattern, name in _THEMES:
        if re.search(pattern, title):
            return theme_code(name)
    counted = {name: len(re.findall(pattern, text[:4000])) for pattern, name in _THEMES}
    best = max(counted, key=lambda name: counted[name])
    return theme_code(best) if counted[best] >= 5 else ""


def genre(title: str, kind_code: str) -> str:
    """One of rules.GENRES when the title ends with it: 关于……的通知."""
    bare = re.sub(r"[（(〔][^）)〕]*[）)〕]$", "", title)
    if bare.endswith("令"):
        return "命令"
    return next((name for name in rules.GENRES if bare.endswith(name)), "")


def theme_code(words: str) -> str:
    """The code of a theme named 政务公开, 综合政务 / 政务公开, 综合政务、政务公开 or by its code; "" when there is none."""
    names = rules.themes()
    words = words.strip()
    if words in names:
        return words
    parts = [part.strip() for part in re.split(r"\s*[/／>›\\]\s*", words) if part.strip()]
    tops = {name: code for code, name in names.items() if len(code) == 2}
    if not parts:
        return ""
    top = tops.get(parts[0], "")
    if len(parts) == 1:
        if top:
            return top
        subs = [code for code, name in names.items() if len(code) == 4 and name == parts[0]]
        return subs[0] if subs and parts[0] != "其他" else _by_top_prefix(words, tops, names)
    under = [code for code, name in names.items() if len(code) == 4 and name == parts[-1] and code.startswith(top)]
    return under[0] if under and (top or parts[-1] != "其他") else top


def _by_top_prefix(words: str, tops: dict[str, str], names: dict[str, str]) -> str:
    """综合政务、政务公开: the comma of names parts theme and subtheme too."""
    for top, code in tops.items():
        if words.startswith(f"{top}、"):
            rest = words[len(top) + 1 :]
            return next((c for c, name in names.items() if c.startswith(code) and len(c) == 4 and name == rest), code)
    return ""


def item_code(words: str) -> str:
    """The code of a statutory item given by code, by label or by both (20.07 财政预算决算); "" when there is none."""
    words = words.strip()
    if (code := words.partition(" ")[0]) in rules.ITEMS:
        return code
    return next((code for code, label in rules.ITEMS.items() if label == words or rules.item_ground(code) == words), "")


def kind_code(words: str) -> str:
    """The code of a kind given by code or label; "" when there is none."""
    words = words.strip()
    if words in kinds.KINDS:
        return words
    return next((kind.code for kind in kinds.KINDS.values() if kind.label == words), "")
