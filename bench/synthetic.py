"""Synthetic records: Chinese official prose of about 750 characters from the search room's own words. Reproducible."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from gongkai.search.segment import own_words

ORGANS = 50
KINDS = ["policy", "normative", "interpretation", "notice", "news", "annual_report"]
ITEMS = [f"20.{i:02d}" for i in range(1, 16)] + [f"21.{i:02d}" for i in range(1, 8)]
THEMES = [f"{top:02d}{sub:02d}" for top in range(1, 23) for sub in range(1, 6)]
VALIDITY = ["valid"] * 8 + ["repealed", "expired"]
MARKS = ["青禾府发", "青禾府办发", "青禾民发", "青禾财发", "青禾教发", "青禾农发", "青禾建发", "青禾卫发"]
GENRES = ["通知", "意见", "公告", "报告", "方案", "办法", "批复", "通报"]
VERBS = "推进 落实 规范 加强 完善 做好 开展 优化 明确 调整 组织实施 健全 统筹 深化 强化 核定 公布 提高"
PLAIN = (
    "群众 企业 单位 部门 乡镇 村民 居民 家庭 人员 对象 资金 标准 材料 程序 时限 责任 措施 机制 目标 任务 问题 情况 质量 效率 范围 条件 手续 "
    "窗口 平台 系统 数据 档案 名单 台账 账户 金额 比例 面积 道路 学校 医院 市场 设施 河道 林地 仓库 车辆 设备 工程 合同 证件 窗台 预约 咨询 "
    "电话 时间 地点 日期 月底 季度 年底 全年 同比 增长 下降 累计 平均 占比 完成 超过 不少于 不超过 逐步 及时 全面 依法 按照 根据 为了 因此 同时 "
    "此外 其中 各级 相关 有关 符合 提交 受理 审核 公示 发放 核实 登记 备查 上报 汇总 反馈 整改 验收 培训 宣传 检查 考核 通报 表扬 纠正 追究"
)
SYLLABLES = (
    "青禾山水云石柳松溪桥塘湾岭坪安宁平和兴旺德仁义金玉龙凤白河南北东西上下新长太湖泉井田林竹梅兰桃李杨榆槐柏枫荷莲菊桂茶稻麦谷豆瓜"
    "赵钱孙周吴郑王冯陈蒋沈韩朱秦许何吕施张孔曹严华魏陶姜谢邹喻窦章苏潘葛奚范彭郎鲁韦昌马苗方俞任袁史唐费廉岑薛雷贺倪汤滕殷罗毕郝"
)
SHAPES = [
    "为{v}{a}工作，根据《{a}{g}》要求，{p}应当于每年{n}月底前向{o}提交{b}{p}",
    "{p}{v}{a}，{q}{b}，{p}{n}{p}，同比增长{n}%",
    "符合{a}条件的{p}，可以到{l}{b}窗口办理，{p}不超过{n}个工作日",
    "{l}{v}{a}和{b}，{q}{p}，共涉及{n}户{m}人",
    "（{n}）{a}由{o}负责，{b}由{l}负责，{q}{v}{p}{p}",
    "{o}会同有关部门{v}{b}，对{p}{p}进行检查，发现{a}方面的问题{n}个，已全部整改",
    "全县投入{a}资金{m}万元，用于{l}{b}，{q}{p}得到改善",
    "自{y}年{n}月1日起，{a}标准由每人每月{m}元提高到{m}元，{b}按照{p}执行",
]


class Maker:
    """Draws words with falling frequency, so that some stand everywhere and most are rare, as in real text."""

    def __init__(self, seed: int = 1) -> None:
        self.random = random.Random(seed)
        self.terms = own_words()
        self.verbs, self.plain = VERBS.split(), PLAIN.split()
        self.random.shuffle(self.terms)
        self.places = [
            self.random.choice(SYLLABLES)
            + self.random.choice(SYLLABLES)
            + self.random.choice(("镇", "乡", "村", "街道"))
            for _ in range(400)
        ]
        self.weights = [1 / (rank + 8) for rank in range(len(self.terms))]
        self.sentences = [self._sentence() for _ in range(20_000)]

    def _term(self) -> str:
        return self.random.choices(self.terms, self.weights)[0]

    def _sentence(self) -> str:
        r = self.random
        return r.choice(SHAPES).format(
            v=r.choice(self.verbs),
            a=self._term(),
            b=self._term(),
            p=r.choice(self.plain),
            q=r.choice(self.plain),
            g=r.choice(GENRES),
            o=r.choice(self.places) + "人民政府",
            l=r.choice(self.places),
            n=r.randint(1, 12),
            m=r.randint(20, 9999),
            y=r.randint(2008, 2026),
        )

    def record(self, serial: int) -> dict:
        r = self.random
        day = date(2008, 5, 1) + timedelta(days=r.randrange(6600))
        paragraphs, length = [], 0
        while length < 720:
            paragraph = "；".join(r.choices(self.sentences, k=4)) + "。"
            paragraphs.append(paragraph)
            length += len(paragraph)
        kind = r.choices(KINDS, (30, 8, 8, 30, 20, 4))[0]
        genre = r.choice(GENRES)
        return {
            "serial": serial,
            "title": f"{r.choice(self.places)}{day.year}年关于{r.choice(self.verbs)}{self._term()}{self._term()}工作的{genre}",
            "body": "\n".join(paragraphs),
            "organ": r.randrange(ORGANS),
            "kind": kind,
            "theme": r.choice(THEMES),
            "item": r.choice(ITEMS),
            "validity": r.choice(VALIDITY) if kind in ("policy", "normative") else "valid",
            "number": f"{r.choice(MARKS)}〔{day.year}〕{r.randint(1, 400)}号"
            if kind in ("policy", "normative")
            else "",
            "formed_on": day,
            "released_at": datetime(day.year, day.month, day.day, 9, serial % 60, tzinfo=ZoneInfo("Asia/Shanghai")),
        }


def records(count: int, seed: int = 1) -> Iterator[dict]:
    """``count`` records as dicts: serial, title, body (plain text, a line a paragraph), organ (0 to ORGANS-1), kind,
    theme, item, validity, number, formed_on, released_at. The same seed gives the same records."""
    maker = Maker(seed)
    return (maker.record(serial) for serial in range(1, count + 1))
