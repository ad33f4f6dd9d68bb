"""Radicals that stand for characters, as fonts of PDF files name them: 人⺠政府 is 人民政府. Pure.

Unicode's EquivalentUnifiedIdeograph.txt for the CJK Radicals Supplement; NFKC knows the Kangxi radicals only.
"""

import re
import unicodedata

_KANGXI = re.compile("[\u2f00-\u2fd5\uf900-\ufaff]")
_SUPPLEMENT = str.maketrans(
    "⺁⺇⺊⺋⺌⺎⺒⺓⺔⺗⺛⺜⺝⺞⺟⺠⺧⺩⺪⺬⺮⺰⺵⺶⺷⺹⺻⺼⺽⻁⻃⻄⻅⻆⻉⻊⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
    "厂几卜㔾小尢巳幺彑㣺旡日月歺母民牛王疋示竹纟网羊羊耂聿肉臼虎覀西见角贝足车長长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
)


def plain(text: str) -> str:
    """``text`` with the characters that its radicals stand for."""
    text = _KANGXI.sub(lambda radical: unicodedata.normalize("NFKC", radical[0]), text)
    return text.translate(_SUPPLEMENT)
