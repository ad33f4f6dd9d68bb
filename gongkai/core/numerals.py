"""Numbers in Chinese words. Pure: no Django."""

import re


def chinese_number(number: int) -> str:
    """10 十, 21 二十一, 105 一百零五."""
    digits = "零一二三四五六七八九"
    words = "".join(
        f"{digits[figure]}{unit}" if figure else "零"
        for figure, unit in zip(map(int, f"{number:04}"), "千百十 ", strict=True)
    ).replace(" ", "")
    words = re.sub("零+", "零", words).strip("零")
    return words.removeprefix("一") if words.startswith("一十") else words
