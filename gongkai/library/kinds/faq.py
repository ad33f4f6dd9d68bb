"""Questions people often ask, answered."""

from gongkai.library.kinds import Extra, Kind, register

KIND = register(
    Kind(
        "faq",
        "常见问题",
        "20.15",
        order=270,
        fields=(
            Extra(
                "area",
                "问题类别",
                "choice",
                column="stage",
                choices=(
                    "社会救助",
                    "住房保障",
                    "医疗社保",
                    "教育入学",
                    "就业创业",
                    "市场准入",
                    "交通出行",
                    "不动产",
                    "信息公开",
                    "其他",
                ),
            ),
        ),
    )
)
