"""Whether a name in a file's properties is a person's. Pure.

A name is an organ's by its ending, a program's or a machine's by its words; of the rest, two to four Chinese signs or
any Latin name is taken for a person: a false alarm costs one click, a missed one a name in public.
"""

import re

# 百家姓 of today by frequency; decides only where a name could be both (“张文科”, “文书科”)
SURNAMES = set(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田"
    "任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季"
    "俞章鲁葛伍韦申尤毕聂丛焦向柳邢骆岳齐沿雷庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍"
    "翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀"
)
DOUBLE = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "公孙",
    "慕容",
    "皇甫",
    "尉迟",
    "令狐",
    "夏侯",
    "东方",
    "端木",
    "司徒",
    "长孙",
)
_STRONG = re.compile(
    r"(局|厅|办|委|委员会|政府|办公室|办公厅|人大|政协|党委|党组|中心|公司|集团|银行|支行|法院|检察院|医院|卫生院|学院|研究院|"
    r"设计院|大学|学校|中学|小学|幼儿园|大队|支队|总队|中队|街道|派出所|事务所|研究所|管理所|工作站|服务站|图书馆|档案馆|"
    r"博物馆|文化馆|协会|学会|联合会|工会|总会|村委会|居委会|合作社|指挥部|武装部|组织部|宣传部|统战部|秘书科|工作组|小组|"
    r"专班|县|乡|镇|工商联|妇联|残联|团县委|管委会|监委|有限责任公司)$"
)
_WEAK = re.compile(r"(院|处|科|股|所|站|队|馆|部|组|室|会|社|村|校|园|市|区|省|州|联|厂|店|台|网)$")
_MACHINE = re.compile(
    r"openpyxl|python|docx|apache|poi|libre|openoffice|wps|kingsoft|microsoft|微软|windows|office|excel|word|acrobat|adobe|"
    r"administrator|admin|\buser|用户|管理员|lenovo|联想|thinkpad|\bhp\b|dell|asus|acer|huawei|desktop-|laptop-|^pc\b|pc-|\bpc$|"
    r"sky123|mc system|deepin|uos|kylin|麒麟|统信|雨林木风|番茄花园|深度|系统之家|xlsxwriter|aspose|spire|itext|typst|wkhtml|chrome|skia|"
    r"quartz|ghostscript|pdf|unknown|un-named|none|null|default|guest|owner|server|system|root|test|scan|canon|epson|ricoh|"
    r"kyocera|xerox|konica|fuji|nikon|sony|apple|iphone|xiaomi|匿名|作者|未知|本机|佚名|foxit|福昕|永中|金山|mammoth|pandoc|latex|tex$|"
    r"reportlab|计算机|电脑|网友|国家|中国",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"\b(bureau|office|department|government|committee|cent(?:er|re)|county|ministry|commission|co|ltd|inc|company|corp|"
    r"university|school|hospital|institute|agency|group|council|bank)\b",
    re.IGNORECASE,
)
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·•]+")


def is_person(name: str, company: bool = False) -> bool:
    """Whether a value of author, last editor, manager (or, ``company``, the organization) names a person."""
    name = " ".join(name.split())
    if not name:
        return False
    if not re.search(r"[\u3400-\u9fff\U00020000-\U0003ffff]", name):
        return not company and _latin(name)
    parts = [part for part in re.split(r"[\s、，,；;/（）()《》<>\-—_]+", name) if part]
    return any(_han(part, company) for part in parts)


def _latin(name: str) -> bool:
    if _MACHINE.search(name) or _BODY.search(name):
        return False
    letters = sum(sign.isalpha() for sign in name)
    return letters >= 2 or sum(sign.isdigit() for sign in name) >= 8


def _han(name: str, company: bool) -> bool:
    if not _HAN.fullmatch(name):
        return False
    if "·" in name or "•" in name:
        return True
    surname = name[0] in SURNAMES or name.startswith(DOUBLE)
    if not 2 <= len(name) <= 4 or _MACHINE.search(name):
        return False
    if (len(name) > 2 or not surname) and _STRONG.search(name):
        return False
    if _WEAK.search(name) and not (surname and len(name) <= 3):
        return False
    return surname or not company
