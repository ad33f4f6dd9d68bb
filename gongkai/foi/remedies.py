"""What an answer says about review and lawsuits, by branch (rules 3.4). Pure: no Django.

Sources: 行政复议法 in force since 2024-01-01 (art. 20 the term; art. 22 the online channel; art. 23(1)(四) and (2) review
before a lawsuit where information is not disclosed, and that the letter must say so) and 行政诉讼法 (art. 45 after a
decision on review; art. 46 directly).
"""

from dataclasses import dataclass

REVIEW_DAYS = 60  # to apply for review, from the day the letter is known (行政复议法 art. 20)
SUIT_DAYS = 15  # to sue after the decision on review (行政诉讼法 art. 45)
SUIT_MONTHS = 6  # to sue directly (行政诉讼法 art. 46)
FIRST_REVIEW, EITHER, NONE = "A", "B", "C"  # branches of rules 3.4


@dataclass(frozen=True)
class Remedy:
    """Where to seek review and sue; ``channel`` is empty when none is known."""

    review: str
    channel: str
    court: str


def paragraphs(branch: str, you: str, remedy: Remedy) -> list[str]:
    """What the letter says to ``you`` (你, 你单位, 你方); nothing in branch C, whose letters state the consequence."""
    online = f"（可以通过{remedy.channel}提交行政复议申请书）" if remedy.channel else ""
    if branch == EITHER:
        return [
            f"{you}对本告知书不服的，可以自收到本告知书之日起{REVIEW_DAYS}日内向{remedy.review}申请行政复议{online}，"
            f"或者自知道本告知书内容之日起{SUIT_MONTHS}个月内直接向{remedy.court}提起行政诉讼。"
        ]
    if branch == FIRST_REVIEW:
        return [
            f"{you}对本告知书不服的，应当自收到本告知书之日起{REVIEW_DAYS}日内先向{remedy.review}申请行政复议{online}；"
            f"对行政复议决定不服的，可以自收到行政复议决定书之日起{SUIT_DAYS}日内向{remedy.court}提起行政诉讼。",
            "根据《中华人民共和国行政复议法》第二十三条第一款第（四）项的规定，对行政机关不予公开政府信息不服的，"
            "应当先向行政复议机关申请行政复议，对行政复议决定不服的，再依法提起行政诉讼。",
        ]
    return []


def in_plain_words(branch: str, remedy: Remedy) -> list[str]:
    """The same for the applicant's page."""
    online = [f"行政复议申请可以通过{remedy.channel}提交。"] if remedy.channel else []
    if branch == EITHER:
        return [
            f"如果不服，可以自收到之日起 {REVIEW_DAYS} 日内向{remedy.review}申请行政复议，"
            f"也可以在 {SUIT_MONTHS} 个月内直接向{remedy.court}提起行政诉讼。",
            *online,
        ]
    if branch == FIRST_REVIEW:
        return [
            f"如果不服，应当自收到之日起 {REVIEW_DAYS} 日内，先向{remedy.review}申请行政复议。",
            f"对行政复议决定仍不服的，可以自收到复议决定书之日起 {SUIT_DAYS} 日内，向{remedy.court}提起行政诉讼。",
            *online,
        ]
    return ["这是结案告知。如果仍然需要这份信息，可以重新提出申请。"]
