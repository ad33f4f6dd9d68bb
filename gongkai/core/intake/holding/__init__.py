"""What files hold beside what one sees, by format. Pure: runs in the limited process (core.intake.worker).

Each format has ``listed(content) -> list[Holding]`` and ``stripped(content) -> bytes``, the copy without what is hidden.
"""

from dataclasses import dataclass

_OFFICE = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"
KINDS = {
    "application/pdf": "pdf",
    f"{_OFFICE}.wordprocessingml.document": "docx",
    f"{_OFFICE}.spreadsheetml.sheet": "xlsx",
    f"{_OFFICE}.presentationml.presentation": "pptx",
    "application/msword": "old",
    "application/vnd.ms-excel": "old",
    "application/vnd.ms-powerpoint": "old",
    "application/ofd": "old",
    f"{_ODF}.text": "old",
    f"{_ODF}.spreadsheet": "old",
    f"{_ODF}.presentation": "old",
    "image/jpeg": "image",
    "image/png": "image",
    "image/gif": "image",
    "image/webp": "image",
    "image/tiff": "image",
}
LABELS = {
    "text": "隐藏文字",
    "revision": "修订痕迹",
    "comment": "批注",
    "sheet": "隐藏的工作表",
    "row": "隐藏的行",
    "column": "隐藏的列",
    "slide": "隐藏的幻灯片",
    "notes": "演讲者备注",
    "annotation": "注释",
    "attachment": "内嵌的文件",
    "form_value": "表单里填写的内容",
    "data": "看不见的数据",
    "metadata": "文件属性里的人名",
    "place": "拍摄地点",
    "header": "页眉",
    "footer": "页脚",
    "textbox": "文本框",
    "defined_name": "定义的名称",
    "organ": "文件属性里的机关名",
    "property": "文件属性里的文字",
    "hint": "提示和可选项",
    "formula": "公式里没有显示的文字",
    "alternative": "图片的替代文字",
    "page_number": "页码",
    "empty": "空的隐藏部分",
    "unreadable": "无法检查的格式",
}
SAMPLE = 40


@dataclass(frozen=True)
class Holding:
    """One kind of content at one place. ``hidden``: blocks the release; else it is only told. ``sample``: its beginning,
    which may be personal data."""

    code: str
    hidden: bool
    count: int
    where: str
    sample: str = ""


def kind_of(media_type: str) -> str:
    """The format by which a file of this type is looked at; "" when there is nothing to look at."""
    return KINDS.get(media_type.partition(";")[0].strip(), "")


def sample(text: str) -> str:
    """The beginning of a text on one line."""
    return " ".join(text.split())[:SAMPLE]
