"""What is done to the words of the search, in the words of the audit trail."""

from gongkai.core import deeds

deeds.register(
    "synonym",
    "检索用词",
    {"save": "保存检索用词", "remove": "删除检索用词"},
    {"word": "公众用词", "official": "规范用词"},
)
deeds.noun("search.synonym")
