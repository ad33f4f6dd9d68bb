"""Whose document it is: names of the issuing body that a document gives, best first. Pure.

The body that made the information discloses it (条例 art. 10), so a report on one's own work belongs to whom it is about,
whichever office put it on the site.
"""

import re
from collections import Counter

_CHAR = r"(?:(?![的在和与等及对由从被将把于为是有向以该各我本全])[一-鿿])"
_PLACE = (
    rf"{_CHAR}{{1,8}}?(?:示范区|开发区|高新区|新区|自治县|自治州|自治旗|地区|林区|特区|省|市|县|区|州|盟|旗|镇|乡|街道)"
)
_BODY = (
    r"(?:人民代表大会常务委员会|人民代表大会|人民政府办公厅|人民政府办公室|人民政府|管委会办公室|管委会|管理委员会|政府办公厅|政府办公室|人民政府办|政府办|政府|"
    r"[一-鿿]{1,14}?(?:委员会|局|厅|办公室|办公厅|中心|委|院|署|大队|支队|办事处|指挥部|领导小组|学校|中学|小学|大学|幼儿园))"
)
ORGAN_END = re.compile(r"(?:人民政府|办公室|办公厅|委员会|管委会|局|厅|部|院)$")
SIGNER = re.compile(
    r"^[一-鿿]{2,30}(?:人民政府|政府|政府办|办公室|办公厅|委员会|管委会|人大常委会|人民代表大会|局|厅|部|委|院|署|中心|领导小组|办事处|"
    r"指挥部|大队|支队|总队|公司|学校|中学|小学|大学|幼儿园|银行|医院|协会|联合会)$"
)
ORGAN = re.compile(rf"^(?:{_PLACE}){{0,3}}{_BODY}$")
_ELSEWHERE = re.compile(
    r"^(?:[一-鿿]{1,8}?(?<![省市县区州盟旗镇乡])(?:示范区|开发区|高新区|新区|自治区|自治县|自治州|自治旗|地区|林区|特区|省|市|县|区|州|盟|旗|镇|乡|街道))"
    rf"{{1,4}}{_BODY}$|^[一-鿿]{{2,10}}部$"
)
_NATIONAL = re.compile(
    r"^(?:国务院|中共中央|全国人民代表大会|最高人民|中央|国家|中华人民共和国|中国[一-鿿]{2,12}(?:委员会|局|银行)$|海关总署|审计署)"
)
_LEADING = re.compile(
    rf"^((?:{_PLACE}){{1,3}}{_BODY}|国务院办公厅|国务院|(?:国家|中华人民共和国)[一-鿿]{{2,12}}(?:部|局|委员会|总局))"
    r"(?=关于|对|转发|批转|印发|(?:19|20)\d\d年|[（(]|工作规则|(?:公|通)告|(?:命)?令|任免|机构(?!编制)|职能|主要职责|内设|领导(?!小组)|部门|行政(?:处罚|许可|检查|强制|权力)|权责|责任清单|"
    r"政府信息|政务公开|年度|开展|召开|举办|举行|组织|发布|公布|公示|会议纪要)"
)
_OWN = re.compile(
    rf"^(?:(?:19|20)\d\d年度?)?(?P<place>(?:{_PLACE}){{1,3}}?)(?:人民政府|政府)?(?:(?:19|20)\d\d年度?)?(?:政府信息公开|政务公开|政府工作)"
)
_MENTIONED = re.compile(rf"(?:{_PLACE})(?:人民政府|政府|管委会|管理委员会)")
_NAMED = re.compile(
    r"^(?!示范区|开发区|高新区)[一-鿿]{2,}?(?:示范区|开发区|高新区|新区|自治县|自治州|地区|林区|特区|省|市|县|区|州|盟|旗|镇|乡|街道)$"
)
_LOCAL = re.compile(r"(?:示范区|开发区|高新区|新区|自治县|林区|特区|县|区|旗)$")
_SUPERIOR = r"[一-鿿]{2,6}?(?:自治区|自治州|地区|省|市|盟|州)"
_FIRST_OF = re.compile(
    r".{2,20}?(?:(?<!总)局|厅|委员会|办公室)(?=[一-鿿]{2,6}?[省市县区旗].{2})"
)  # 甲县财政局甲县水务局
READ = 20_000  # characters: who is spoken of most is told early on
_NO_PLACE = re.compile(r"(?:[小社地城园景辖市校新]|开发|自治)[区县]$")
_PLACELESS = re.compile(r"[省市县区旗镇乡](?!.*[省市县区旗镇乡])")  # 县教育局
_STAMPED = re.compile(r"[（(](?:代|盖|公|印)?章[)）]")
_FILLER = re.compile(
    r"^(?:在|由|对|以|据|向|和|与|及|到|从|全|各|本|我|该|使|将|为|是|于|据了解|根据|按照|通过|近年来|今天的)+"
)


def candidates(facts: dict[str, str], title: str, signed: str, text: str, is_report: bool) -> list[tuple[str, str]]:
    """(name, where it stands), the most telling first. ``is_report``: a report on the body's own work."""
    label = next((label for label in ("organ", "制定机关") if facts.get(label)), "")
    stated = [(facts[label], f"元数据“{label.replace('organ', '发布机构')}”")] if label else []
    by_title = _by_title(title, text)
    signature = [(name, "落款") for name in (signed, _beside_title(signed, title)) if name]
    source = [(in_full(facts["source"], title, facts.get("site", ""), text), "来源")] if facts.get("source") else []
    mentioned = source + _by_text(title, text)
    # who put it on the site is not who made it where title and signature agree
    agreed = (
        bool(signed) and title.startswith(signed) and leading(title) in ("", signed) and signed != facts.get("organ")
    )
    if is_report or agreed:
        return signature + by_title + stated + mentioned
    return stated + signature + by_title + mentioned


def _beside_title(name: str, title: str) -> str:
    """县审计局 with the place with which the title begins: 云溪县审计局; "" without."""
    if not _PLACELESS.match(name):
        return ""
    found = re.match(rf"[《“\s]*({_CHAR}{{2,8}}?{name[0]})", title)
    return f"{found[1]}{name[1:]}" if found else ""


def in_full(name: str, *told: str) -> str:
    """县教育局 with its place in front, when one of ``told``, best first, names a place of that level: 松泉县教育局."""
    name = re.sub(r"\s", "", name)
    if not _PLACELESS.match(name):
        return name
    for words in told:
        places = [
            _FILLER.sub("", place)
            for place in re.findall(rf"(?:(?!{name[0]})[一-鿿]){{2,8}}{name[0]}", _undated(words))
        ]
        counted = Counter(place for place in places if len(place) > 2 and not _NO_PLACE.search(place))
        if counted:
            return f"{counted.most_common(1)[0][0]}{name[1:]}"
    return name


def _undated(text: str) -> str:
    """Without days: 2008年5月12日云岭市人民政府 names no place 日云岭市."""
    return re.sub(r"(?:\d{4}年)?\d{1,2}月\d{1,2}日", "，", text)


def parted(words: str) -> list[str]:
    """The organs that words name: one, spaced out or not, or several side by side."""
    pieces = [piece for piece in re.split(r"[\s　、，,；;]+", _STAMPED.sub("", words.strip())) if piece]
    return pieces if len(pieces) > 1 and all(SIGNER.match(piece) for piece in pieces) else ["".join(pieces)]


def leading(title: str) -> str:
    """The organ with which a title begins; "" when it begins with none."""
    found = _LEADING.match(re.sub(r"^[《“\s]+", "", title))
    if not found:
        return ""
    several = _FIRST_OF.match(found[1])
    return several[0] if several else found[1]


def take_several(facts: dict[str, str]) -> list[str]:
    """The organs that ``facts`` state of a joint document, [] of another; 发布机构 is then the first, the one in charge."""
    joint, stated = parted(facts.get("joint_issuers", "")), parted(facts.get("organ", ""))
    names = joint if len(joint) > 1 else stated
    if len(names) < 2:
        return []
    if not facts.get("organ") or len(stated) > 1:
        facts["organ"] = names[0]
    return names


def is_organ(name: str) -> bool:
    """Whether a name reads like that of an organ, so that it may be made."""
    return bool(ORGAN.match(name) or _NATIONAL.match(name)) and 3 <= len(name) <= 40


def is_elsewhere(name: str) -> bool:
    """Whether a name says where its body is: a place, a ministry or the nation. 县教育局 does not."""
    return (
        bool(_ELSEWHERE.match(re.sub(r"^(?:中共|中国共产党)", "", name)) or _NATIONAL.match(name)) and len(name) <= 40
    )


def level_of(name: str) -> str:
    """The level an issuer outside the tree is kept under (organs.rules.LEVELS)."""
    return "central" if _NATIONAL.match(name) else "other"


def _by_title(title: str, text: str) -> list[tuple[str, str]]:
    if organ := leading(title):
        return [(organ, "标题")]
    if found := _OWN.match(re.sub(r"^[《“\s]+", "", title)):
        place = expand(found["place"], text)
        return [(_government(place), "标题")]
    return []


def _by_text(title: str, text: str) -> list[tuple[str, str]]:
    """The government that is spoken of most, those in the title first: for news and reviews that nobody signed."""
    counted: Counter[str] = Counter()
    text = text[:READ]
    for name in _MENTIONED.findall(_undated(re.sub(r"《[^《》]{0,200}》", "", text))):
        name = re.sub(r"(?:人民)?政府$", "", _FILLER.sub("", name))
        if _NAMED.match(_place_of(name)):
            counted[name] += 1
    places = Counter({name: number for name, number in counted.items() if _LOCAL.search(_place_of(name)) or number > 1})
    if not places:
        return []
    best = max(places, key=lambda name: (_place_of(name) in title, text.count(_place_of(name)), places[name]))
    if best.endswith(("管委会", "管理委员会")):
        return [(best, "正文")]
    return [(_government(expand(best, text)), "正文")]


def _place_of(name: str) -> str:
    return re.sub(r"(?:管委会|管理委员会)$", "", name)


def _government(place: str) -> str:
    return f"{place}管委会" if place.endswith(("示范区", "开发区", "高新区")) else f"{place}人民政府"


def expand(place: str, text: str) -> str:
    """The full name of a county or district: the superior place that the text names directly before it, or whose
    government it names. 松岭区 in a text that says 大兴安岭松岭区 and 大兴安岭地区 is 大兴安岭地区松岭区."""
    if not _LOCAL.search(place) or place.endswith(("示范区", "开发区", "高新区")) or re.match(rf"{_SUPERIOR}.", place):
        return place
    for found in re.finditer(rf"([一-鿿]{{2,6}}){place}", text):
        for length in range(len(found[1]), 1, -1):
            stem = found[1][-length:]
            if full := re.search(rf"{stem}(?:自治州|地区|省|市|盟|州)?(?={place})", text):
                named = full[0] if re.search(rf"{_SUPERIOR}$", full[0]) else ""
                longer = re.search(rf"{stem}(?:自治州|地区|市|盟|州)", text)
                if named or longer:
                    return f"{named or longer[0]}{place}"  # type: ignore[index]
    superior = Counter(_FILLER.sub("", name) for name in re.findall(rf"({_SUPERIOR})(?=人民政府|政府)", text))
    above = next((name for name, _ in superior.most_common() if len(name) > 2), "")
    return f"{above}{place}"
