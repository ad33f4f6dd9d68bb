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
_LABEL = re.compile(
    "(?:作者|起草人?|拟稿人?|撰稿人?|撰写人?|经办人?|承办人|联系人|审核人?|校对人?|责任人|负责人|录入人?|填表人|制表人?|签发人?|"
    "申请人|当事人|举报人|投诉人|姓名)\\s*[:：是为]?\\s*([\u4e00-\u9fff]{2,4})"
)
_TITLED = re.compile(
    f"(?!全体)(?:{'|'.join(DOUBLE)}|[{''.join(sorted(SURNAMES))}])[\u4e00-\u9fff]{{1,2}}(?:同志|先生|女士)"
)
_REACHED = re.compile(r"@|(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)\d{17}[\dXx](?!\d)")
_HOME = re.compile(r"(?:Users|Documents and Settings|home)[\\/]([^\\/]+)[\\/]", re.IGNORECASE)
# words of documents that begin with a surname
_WORDS = """
方案 任务 安全 金融 管理 程序 成果 高中 石油 常委 常务 温泉 水利 祝贺 祝词 白皮书 管理类 金融类 常态化 高质量
周报 周刊 文件 文书 文化 文教 文物 文旅 许可 许可证 任免 任命 任职 安置 安置房 安排 成本 成绩 成员 成立 单位 单据 易地 强制 强化
车辆 时间 时限 时政 阳光 景区 景点 包装 席位 房屋 房产 房产证 古树 古建 关于 管线 管护 贺信 全县 全市 全国 全文 游客 余额 万元 高考 高校
高速 施工 施工图 常见 常识 马铃薯 查询 查处 董事 史料 金额 江河湖 党建 党务 党员 强基 温室 池塘 钱款 季度 季报 程度 路段 夏粮 汛期
"""
_TERMS = set(_WORDS.split())


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


def is_organ(name: str) -> bool:
    """Whether such a value names an organ; what is neither a person's nor an organ's is a program's or a machine's."""
    name = " ".join(name.split())
    if not re.search(r"[\u3400-\u9fff\U00020000-\U0003ffff]", name):
        return bool(_BODY.search(name)) and not _MACHINE.search(name)
    known = bool(_STRONG.search(name)) or not _MACHINE.search(name)
    return known and not is_person(name)


def is_program(name: str) -> bool:
    """Whether a value without Chinese words is what a program or a machine wrote of itself."""
    return name.isascii() and (bool(_MACHINE.search(name)) or not any(sign.isalpha() for sign in name))


def named_in(text: str) -> bool:
    """Whether free text names or leads to a person: a name after a label or before a title, a mailbox, a mobile or
    identity number, a folder of a user, or nothing but names."""
    text = " ".join(text.split())
    homes = any(is_person(name) for name in _HOME.findall(text))
    labelled = any(_han(name, company=True) for name in _LABEL.findall(text))
    if homes or labelled or _TITLED.search(text) or _REACHED.search(text):
        return True
    parts = [part for part in re.split(r"[\s、，,；;/]+", text) if part]
    return bool(parts) and all(_alone(part) for part in parts)


def _alone(word: str) -> bool:
    """A word that is a name and none of those of documents; of four signs only with a surname of two."""
    return _han(word, company=True) and word not in _TERMS and (len(word) < 4 or word.startswith(DOUBLE))
