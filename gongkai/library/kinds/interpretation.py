"""Interpretations of policy documents (国办发〔2016〕80号)."""

from gongkai.library.kinds import Extra, Kind, register

KIND = register(
    Kind(
        "interpretation",
        "政策解读",
        "20.03",
        order=40,
        fields=(
            Extra(
                "form",
                "解读形式",
                "choice",
                column="stage",
                choices=(
                    "文字",
                    "图解",
                    "音视频",
                    "专家解读",
                    "媒体解读",
                    "负责人解读",
                    "新闻发布会",
                    "在线访谈",
                ),
            ),
        ),
    )
)
