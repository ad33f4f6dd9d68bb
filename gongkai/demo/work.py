"""Work in progress on the desk of the demo: drafts, something to review, something sent back, a correction, and one
record that was taken back."""

from datetime import date

from gongkai.demo.county import organ
from gongkai.library.actions import open_correction, save_draft, start_record
from gongkai.library.models import Record, Version
from gongkai.organs.models import Account
from gongkai.review.actions import send_back, submit_version, withdraw_record

DRAFTS = (
    ("minzheng1", "县民政局", "notice", "青禾县民政局关于开展2026年度社会组织年度检查的通知",
     "<p>各社会组织：</p><p>根据社会组织登记管理有关规定，现就开展2026年度检查工作通知如下。</p>"
     "<p>一、检查对象。2026年6月30日前在县民政局登记的社会团体、民办非企业单位。</p>"
     "<p>二、时间。2027年1月4日至5月31日网上提交年检报告书。</p>"
     "<p>三、重点。党建、内部治理、收费和接受捐赠情况。</p>", {"theme": "1705"}),
    ("minzheng1", "县民政局", "welfare", "青禾县2026年11月城乡最低生活保障资金发放情况公示",
     "<p>2026年11月，全县共发放城乡居民最低生活保障资金　　万元。（待财务股核定数据后补充）</p>",
     {"theme": "1703", "item": "21.07", "stage": "社会救助"}),
)  # fmt: skip
SUBMITTED = (
    "jiaoyu1", "县教育局", "notice", "青禾县教育局关于2026—2027学年度寒假安排的通知",
    "<p>各乡镇中心学校，县直各学校：</p><p>现将2026—2027学年度寒假安排通知如下。</p>"
    "<p>一、时间。小学、初中2027年1月23日放假，高中1月30日放假，2月21日报到注册，2月22日正式上课。</p>"
    "<p>二、要求。放假前对全体学生开展一次防溺水、交通、消防、燃气安全教育；不得组织集体补课。</p>"
    "<p>三、值班。各学校安排领导带班，值班表1月15日前报县教育局安全股，电话0000-6230018。</p>", {"theme": "1102"},
)  # fmt: skip
RETURNED = (
    "qingshan1", "青山镇", "village", "青山镇2026年冬春农田水利建设计划公开",
    "<p>2026年冬至2027年春，青山镇计划实施农田水利项目9个，总投资312万元，其中渠道清淤18公里、山塘整治6口。</p>"
    "<p>项目清单附后。监督电话：0000-6290018。</p>",
    {"theme": "0603", "item": "21.12", "stage": "农田水利"},
)  # fmt: skip
RETURN_NOTE = "资金来源没有写，附件项目清单也没有上传，请补充后再提交。"
CORRECTED = "青禾县2026年10月城乡最低生活保障资金发放情况公示"
CORRECTION_NOTE = "补充特困人员供养资金发放数据。"
WITHDRAWN = "青禾县2026年第二批公共租赁住房配租对象公示（初次发布）"
WITHDRAWAL = "初次发布的公示期少于15日，且附表误列申请人住址，已撤下并重新发布。"
REPLACEMENT = "青禾县2026年第二批公共租赁住房配租对象公示"


def start_work() -> None:
    """Put the work on the desks; what is there already is left alone."""
    for draft in DRAFTS:
        _draft(*draft)
    if submitted := _draft(*SUBMITTED):
        submit_version(version=submitted, by=_account("jiaoyu1"))
    if returned := _draft(*RETURNED):
        submit_version(version=returned, by=_account("qingshan1"))
        send_back(version=returned, note=RETURN_NOTE, by=_account("qingshan2"))
    _correct()
    _withdraw()


def _draft(username: str, short_name: str, kind: str, title: str, body: str, fields: dict) -> Version | None:
    if Version.objects.filter(title=title).exists():
        return None
    version: Version = start_record(
        organ=organ(short_name), kind=kind, title=title, body=body, by=_account(username),
        formed_on=date(2026, 11, 20), **fields,
    )  # fmt: skip
    return version


def _correct() -> None:
    record = Record.objects.get(title=CORRECTED)
    if record.state != "released" or record.versions.count() > 1:
        return
    version = open_correction(record=record, by=_account("minzheng1"))
    added = "<p>同期发放特困人员供养资金128.4万元，惠及1309人。</p>"
    save_draft(
        version=version, stamp=version.stamp, by=_account("minzheng1"), title=version.title,
        body=version.body + added, note=CORRECTION_NOTE,
    )  # fmt: skip


def _withdraw() -> None:
    record = Record.objects.get(title=WITHDRAWN)
    if record.state == "released":
        by, other = _account("gongkaiban"), Record.objects.get(title=REPLACEMENT)
        withdraw_record(record=record, reason=WITHDRAWAL, replaced_by=other, by=by)


def _account(username: str) -> Account:
    return Account.objects.get(username=username)
