"""What local rules settle about what is taken out of public view (gongkai.organs.settings)."""

from gongkai.organs.settings.kinds import Number
from gongkai.organs.settings.registry import setting

REMOVED_KEPT = setting(
    "review.removed_kept",
    "移去的内容在内部保留多久",
    Number("天", 1, 36500),
    default=180,
    group="personal",
    law="国家没有规定，180 天长于行政诉讼法第四十六条的六个月",
    asked="移去之日",
    changes="移去的不再公开的内容在内部保留这些天，然后消除；已经移去的，仍按移去时写明的日期。",
)
