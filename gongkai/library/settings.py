"""What local rules settle about records (gongkai.organs.settings)."""

from gongkai.organs.rules import scheme_problem
from gongkai.organs.settings.kinds import Number, Text
from gongkai.organs.settings.registry import setting

INDEX_SCHEME = setting(
    "library.index_scheme",
    "索引号格式",
    Text(scheme_problem, "可用 {code} 机构代码、{year} 年份、{item} 法定内容代码、{serial:05} 定长流水号"),
    default="{code}/{year}-{serial:05}",
    group="records",
    law="国家没有统一的编制规则，程序按最常见的格式编",
    asked="编号之日",
    changes="以后发布的信息按新格式编索引号，流水号从 1 起另计；已经编过的号不变。",
)
EXPIRY_WARNING = setting(
    "library.expiry_warning",
    "有效期届满前多久提醒",
    Number("天", 1, 730),
    default=60,
    group="reminders",
    law="国家没有规定",
    asked="提醒当日",
    changes="有效期在这些天以内届满的文件，出现在起草人“今日”的“有效期将满”里，以便评估后续期、修改或者让它失效。",
)
