"""Administrative normative documents: 条例 art. 20(1); registered and numbered centrally."""

from gongkai.library.kinds import Extra, Kind, register

KIND = register(
    Kind(
        "normative",
        "行政规范性文件",
        "20.01",
        is_policy=True,
        order=20,
        fields=(
            Extra(
                "registration",
                "规范性文件登记号",
                column="subject_number",
                help="统一登记、统一编号、统一印发时的登记编号",
            ),
        ),
    )
)
