"""The fonts of letters, and which characters none of them has.

GB/T 9704-2012 wants 小标宋 for the title, 仿宋 for the text, 黑体 and 楷体 for headings, 宋体 for page numbers. They are
taken from the system under any of the names that Windows, WPS, 方正 and macOS give them; where there is none, the CJK
font of the installed package stands in, which has every character of 通用规范汉字表 and of most names.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import manimgx_fonts_cjk
import typst

# what a template may call a font → the names it may have on a system, the official one first
FONTS = {
    "仿宋_GB2312": (
        "FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "FZFangSong-Z02", "方正仿宋_GBK", "FZFangSong-Z02S",
        "方正仿宋简体", "STFangsong", "华文仿宋",
    ),
    "方正小标宋简体": ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "FZXiaoBiaoSong-B05", "方正小标宋_GBK"),
    "宋体": (
        "SimSun", "宋体", "NSimSun", "新宋体", "FZShuSong-Z01", "方正书宋_GBK", "FZShuSong-Z01S", "方正书宋简体", "STSong",
        "华文宋体",
    ),
    "黑体": (
        "SimHei", "黑体", "FZHei-B01", "方正黑体_GBK", "FZHei-B01S", "方正黑体简体", "STHeiti", "华文黑体",
    ),
    "楷体_GB2312": (
        "KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "FZKai-Z03", "方正楷体_GBK", "FZKai-Z03S", "方正楷体简体", "STKaiti",
        "华文楷体",
    ),
}  # fmt: skip
TITLE = "方正小标宋简体"  # where it is missing, the strokes of what stands in are made thicker
SERIFS, SANS = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC"), "Noto Sans CJK SC"
BOX = "□"
TRIES = 20  # characters looked up one by one; of a text with more unknown ones all that are unusual are boxed
_USUAL = re.compile("[\t\n\u0020-\u007e\u00b7\u2014\u2018-\u201d\u2026\u3000-\u301f\u4e00-\u9fa5\uff00-\uff5e]+")
_UNDISPLAYED = re.compile(r"the text `\"(.+?)\"` could not be displayed", re.DOTALL)  # of the typesetter's message
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-f]+)\}|(.))", re.DOTALL)
_HAN = range(0x20000, 0x40000)  # planes of Chinese characters, to which each edition of Unicode adds
_PROBE = f'#set text(font: "{SANS}")\n#for text in json(bytes(sys.inputs.letter)) [#text #parbreak()]'.encode()
_JOINERS = re.compile("[\ufe0e\ufe0f]")  # say how the picture before them is to be drawn


@cache
def installed(system: bool = True) -> typst.Fonts:
    """The fonts of the package, and those of the system as well."""
    folder = str(files(manimgx_fonts_cjk).joinpath(""))
    return typst.Fonts(include_system_fonts=system, include_embedded_fonts=False, font_paths=[folder])


@cache
def by_name(system: bool = True) -> dict[str, list[str]]:
    """Every name a template may use → the families that are there, best first, with what stands in for them."""
    there = set(installed(system).families())
    serifs = [name for name in SERIFS if name in there][:1]
    names: dict[str, list[str]] = {}
    for official, known in FONTS.items():
        rest = [SANS] if official == "黑体" else [*serifs, SANS]
        for name in (official, *known):
            own = [name] if name in there else []
            names[name] = [*own, *(other for other in known if other in there and other != name), *rest]
    return names


def heavy(system: bool = True) -> list[str]:
    """The names of the title's font where none of it is there."""
    names = by_name(system)
    known = FONTS[TITLE]
    return [] if any(name in known for name in names[TITLE]) else [TITLE, *known]


def unprintable(text: str, system: bool = True) -> set[str]:
    """The characters of ``text`` that are set as □: those for private use, which show something else on every machine,
    and those that no font has."""
    unusual = "".join(sorted(set(_USUAL.sub("", text))))
    return set(_unprintable(unusual, system)) if unusual else set()


@lru_cache(maxsize=1024)
def _unprintable(characters: str, system: bool) -> str:
    bad = {character for character in characters if _never(character)}
    for _ in range(TRIES):
        rest = [character for character in characters if character not in bad]
        if not rest or not (unknown := _unknown(rest, system)):
            return "".join(sorted(bad))
        bad |= unknown
    return characters


def _never(character: str) -> bool:
    """Whether a character has no picture of its own anywhere: private use, or not given out by Unicode."""
    kind = unicodedata.category(character)
    return kind in ("Co", "Cs") or (kind == "Cn" and ord(character) not in _HAN)


def _unknown(characters: list[str], system: bool) -> set[str]:
    """One character that no font has, or a few; empty when all can be shown."""
    compiler = typst.Compiler(_PROBE, font_paths=installed(system), ignore_system_fonts=True)
    try:
        compiler.compile(_PROBE, format="pdf", sys_inputs={"letter": json.dumps(characters)}, pdf_standards="a-2u")
    except typst.TypstError as error:
        return undisplayed(error)
    return set()


def undisplayed(error: typst.TypstError) -> set[str]:
    """The characters that the typesetter says it cannot show. It writes them as Rust does: ``\\u{e863}``, ``\\"``."""
    found = _UNDISPLAYED.search(str(error))
    if not found:
        raise error
    return set(_ESCAPE.sub(lambda mark: chr(int(mark[1], 16)) if mark[1] else mark[2], found[1]))


def boxed(value: Any, characters: set[str]) -> Any:
    """``value``, a text or texts within lists and dicts, with □ for each of the ``characters``."""
    if isinstance(value, str):
        text = _JOINERS.sub("", value) if characters else value
        return text.translate({ord(character): BOX for character in characters})
    if isinstance(value, list | tuple):
        return [boxed(part, characters) for part in value]
    return {name: boxed(part, characters) for name, part in value.items()} if isinstance(value, dict) else value


def texts(value: Any) -> Iterator[str]:
    """Every text within lists and dicts."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts(part)
