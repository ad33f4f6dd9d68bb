"""依申请公开 as data: terms and receipt (条例 art. 30–35, 42). Pure: no Django."""

from gongkai.casework.clock import ClockRules

CORRECTION_TERM = 7  # working days, art. 30

CLOCK = ClockRules(
    reply=20,  # art. 33(2)
    extension_limit=20,  # art. 33(2)
    consultation=15,  # art. 32, 34
    payment=20,  # 国办函〔2020〕109号
    # art. 31: the event whose day is the day of receipt
    receipt={
        "in_person": "submitted",
        "oral": "submitted",
        "mail": "delivered",
        "letter": "confirmed",
        "online": "confirmed",
        "fax": "confirmed",
    },
    articles={
        "receipt": "条例31、33",
        "correction": "条例30",
        "consultation": "条例33",
        "extension": "条例33",
        "fee": "条例42",
    },
)
