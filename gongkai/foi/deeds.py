"""What is done to requests and what belongs to them, in the words of the audit trail."""

from gongkai.casework.deeds import letter_name
from gongkai.core import deeds
from gongkai.foi.disputes.decisions import BY_TYPE
from gongkai.foi.models import APPLICANTS, CHANNELS, GROUNDS, RemedySettings, Request
from gongkai.foi.models.dispute import FILE_KINDS, ORDERS
from gongkai.organs.deeds import column_name

FORMATS = {"pdf": "PDF", "zip": "压缩包", "docx": "Word"}

deeds.register(
    "request",
    "公开申请",
    {
        "submit": "提交申请",
        "open_file": "查看申请附件",
        "reveal": "查看申请人身份或申请内容",
        "correct": "补正申请",
        "withdraw": "撤回申请",
        "rate": "评价答复",
        "renew_code": "换发查询码",
        "saved": "申请前已解答",
        "search": "记录检索情况",
        "reasons": "要求说明申请数量过多的理由",
        "judge_reasons": "判断申请数量过多的理由",
        "split": "申请分项",
        "part": "填写分项结论",
        "part_remove": "删除分项",
        "items": "登记申请件数",
        "draft_log": "起草答复选登",
        "suggest": "建议主动公开",
        "disclose": "转为主动公开",
        "decline_disclosure": "不转为主动公开",
        "archive": "申请归档",
        "open_archive": "调阅归档文件",
        "erase": "清除申请人信息",
        "find": "按申请人查找申请",
        "self_correct": "自行纠正答复",
    },
    {
        "channel": ("渠道", CHANNELS),
        "kind": ("类别", lambda code: {**APPLICANTS, **FORMATS}.get(str(code)) or letter_name(code)),
        "files": "文件数",
        "agent": "由代理人提出",
        "file": "附件编号",
        "reason": "理由",
        "what": ("查看的内容", {"identity": "身份和联系方式", "words": "申请内容"}),
        "key": ("查找依据", {"name": "姓名或名称", "number": "证件号码", "both": "姓名或名称和证件号码"}),
        "score": "评分",
        "on": "日期",
        "reasonable": "理由合理",
        "parts": "项数",
        "items": "件数",
        "record": "信息编号",
        "requests": "申请数",
        "request": "重新办理的申请",
        "number": "归档编号",
    },
    texts={"reason"},
)
deeds.register("case", "办件", {}, {"channel": ("渠道", CHANNELS)})
deeds.register(
    "consultation",
    "征求意见",
    {"start": "开始征求意见", "reveal": "查看第三方信息", "scan": "查看书面意见"},
    {"label": "征求对象", "reason": "理由"},
    texts={"reason"},
)
deeds.register(
    "dispute",
    "复议和诉讼",
    {
        "open": "登记复议或诉讼",
        "decide": "登记复议或诉讼结果",
        "files": "添加复议诉讼材料",
        "file": "查看复议诉讼材料",
        "redo": "按复议或诉讼结果重新答复",
    },
    {
        "request": "公开申请",
        "type": ("类型", {"review": "行政复议", "suit": "行政诉讼"}),
        "after": "此前的行政复议",
        "decision": ("结果", {code: one.label for chosen in BY_TYPE.values() for code, one in chosen.items()}),
        "orders": ("责令", ORDERS),
        "kind": ("材料", FILE_KINDS),
        "files": "文件数",
    },
)
deeds.register(
    "material",
    "提供的材料",
    {
        "add": "上传提供的材料",
        "mark": "标记材料的遮盖处",
        "whole": "确认材料不需要遮盖",
        "reopen": "材料改为遮盖",
        "remove": "移除提供的材料",
        "redact": "生成遮盖件",
        "redacted": "遮盖件生成完毕",
        "count": "清点材料的遮盖处",
        "open": "查看提供的材料",
    },
    {
        "cleaned": "清除了隐藏内容",
        "kept": "写明理由，原样提供",
        "sha256": "文件散列",
        "changed": "有改动",
        "ground": ("遮盖依据", GROUNDS),
        "outdated": "已过时",
        "failed": "失败",
        "what": ("文件", {"original": "原件", "redacted": "遮盖件"}),
    },
)
REMEDIES = ("review_organ", "online_channel", "court", "channel_below", "court_below")
deeds.register(
    "remedies",
    "复议和诉讼设置",
    {"set": "保存复议和诉讼设置"},
    {name: column_name(RemedySettings)(name) for name in REMEDIES},
)
deeds.noun("foi.request", "desk:case", lambda user: Request.objects.visible_to(user))
for noun_type in ("consultation", "dispute", "disputefile", "material", "part", "searchnote", "suggestion", "saved"):
    deeds.noun(f"foi.{noun_type}")
deeds.noun("foi.remedysettings")
