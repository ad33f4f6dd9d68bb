"""A longer text finds the documents that speak of the same things."""

from gongkai.search.alike import alike

ASKED = """您好，我家住在青禾县城关镇北门，听说那边要房屋征收，希望贵局依法提供补偿方案的复印件，
我们想知道补偿的标准是多少，什么时候开始，谢谢。"""


def titles(hits):
    return [hit.title for hit in hits]


def test_what_shares_most_comes_first_and_politeness_counts_for_nothing(shelf):
    shelf.put("城关镇北门片区房屋征收补偿方案", "补偿标准按评估价确定，签约自六月开始。")
    shelf.put("国有土地上房屋征收与补偿办法", "房屋征收补偿的标准、方案和程序。")
    shelf.put("青禾县政府信息公开指南", "依法申请公开政府信息，可以要求提供复印件。")
    shelf.put("关于食堂采购的公告", "采购大米。")
    assert titles(alike(ASKED)) == ["城关镇北门片区房屋征收补偿方案"]
    assert set(titles(alike("房屋征收补偿的标准"))) == {
        "城关镇北门片区房屋征收补偿方案",
        "国有土地上房屋征收与补偿办法",
    }


def test_a_short_text_and_the_limit(shelf):
    for n in range(5):
        shelf.put(f"第{n}期低保金发放公示")
    assert len(alike("低保金发放公示", limit=3)) == 3


def test_nothing_alike_is_nothing(shelf):
    shelf.put("关于食堂采购的公告", "采购大米。")
    assert alike(ASKED) == []
    assert alike("申请公开政府信息") == []
    assert alike("？！") == []


def test_a_text_of_any_length_is_read(shelf):
    shelf.put("城关镇北门片区房屋征收补偿方案")
    assert titles(alike("城关镇北门房屋征收补偿方案。" * 2000)) == ["城关镇北门片区房屋征收补偿方案"]
