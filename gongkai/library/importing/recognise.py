"""A document as read to the draft of a record: the stages in order. Pure."""

import re

from gongkai.core.actions import Refused
from gongkai.core.html import clean, empty_pictures, without_empty_pictures
from gongkai.library.importing import classify, fields, head, heading, issuer, junk, statutes, structure, tail
from gongkai.library.importing.dates import first_date
from gongkai.library.importing.model import Document, Draft

# kinds that speak of what takes effect, or propose it
_NOT_IN_FORCE = ("news", "interpretation", "faq", "response", "annual_report", "consultation", "consultation_result")


def recognise(document: Document) -> tuple[Draft, list[tuple[str, str]]]:
    """The draft, and the names of its issuing body with their origin, best first."""
    origins = {name: "文首信息块" for name in document.facts if name}
    path = document.blocks[0].text if document.blocks else ""
    document.blocks = junk.strip(document.blocks)
    was_news = (
        document.blocks != [] and bool(re.search(r"报刊|新闻|要闻", path[:60])) and path != document.blocks[0].text
    )
    origins |= {k: v for k, v in head.take_facts(document).items() if k not in origins}
    facts = document.facts
    title = heading.take_title(document)
    origins["title"] = origins.get("title", "标题行")
    origins |= {k: v for k, v in head.take_facts(document).items() if k not in origins}
    heading.take_number(document)
    if "number" in facts:
        origins.setdefault("number", "标题上下")
    text = "\n".join(block.text for block in document.blocks)
    if not text.strip() and not facts.get("attachments"):
        raise Refused("文件里没有读到正文。如果是扫描件，请先做文字识别，或改为作附件上传。")
    tail.mark_signatures(document.blocks)
    signers, signed_on = tail.signature(document.blocks)
    if signed_on is None and (leading := issuer.leading(title)) and leading not in signers:
        signers = []  # names without a day may be a list of members
    reporter = tail.credits(document.blocks)
    signers = issuer.take_several(facts) or signers
    draft = Draft(title=title, body="", signers=signers, origins=origins, notices=document.notices)
    law = statutes.read_head(title, document.blocks)
    names = _classify(draft, document, law, text, was_news or bool(reporter))
    _dates(draft, document, signed_on)
    _effect(draft, document, law)
    if reporter and "author" not in draft.fields:
        draft.fields["author"], origins["author"] = reporter, "文末署名"
    draft.title = heading.tellable(draft.title, draft.fields.get("number", ""), draft.stated_formed_on)
    if not draft.title:
        _make_title(draft, names, text)
    fields.too_long({"title": draft.title, "index_number": draft.index_number, **draft.fields})
    put_body(draft, clean(structure.body(document.blocks)))
    return draft, names


def put_body(draft: Draft, body: str) -> None:
    """The cleaned body without pictures that did not come along; a notice says how many."""
    if count := empty_pictures(body):
        body = without_empty_pictures(body)
        draft.notices.append(f"有 {count} 张图片没有随正文导入，正文里不再留空位。需要公开的请另作附件上传。")
    draft.body = body


def _classify(
    draft: Draft, document: Document, law: statutes.StatuteHead, text: str, is_news: bool
) -> list[tuple[str, str]]:
    """Kind, fields, issuing body."""
    facts, title, origins = document.facts, draft.title, draft.origins
    articles = statutes.articles(document.blocks)
    if law.number and "number" not in facts:
        facts["number"], origins["number"] = law.number, "公布令"
    stated = facts.get("kind", "")
    draft.kind = classify.kind_code(stated)
    if stated and not draft.kind:
        raise Refused(f"没有“{stated[:20]}”这一信息类型，请写“政策文件”“通知公告”这样的标准名称。", "kind")
    if not draft.kind:
        draft.kind = classify.kind(
            title,
            number=facts.get("number", ""),
            text=text,
            is_statute=statutes.is_statute(title, law, facts.get("number", ""), articles),
            is_news=is_news,
        )
        origins["kind"] = "按标题判断"
    _extras(draft, facts, title, text)
    draft.fields = fields.read(facts, draft.kind)
    draft.index_number = facts.get("index_number", "").strip()
    draft.relations = fields.relations(facts)
    draft.note = facts.get("note", "").strip()
    if "theme" not in draft.fields and (theme := classify.theme(title, text)):
        draft.fields["theme"], origins["theme"] = theme, "按标题和正文判断"
    if "genre" not in draft.fields and (genre := classify.genre(title, draft.kind)):
        draft.fields["genre"], origins["genre"] = genre, "按标题判断"
    if draft.kind == "statute" or law.history:
        _statute(draft, law)
        if law.maker:
            return [(law.maker, "公布机关")]
    names = issuer.candidates(
        facts, title, next(iter(draft.signers), tail.byline(document.blocks)), text, draft.kind == "annual_report"
    )
    if facts.get("organ") and names and names[0][0] != facts["organ"]:
        draft.fields.setdefault("source", facts["organ"])
    return names


def _extras(draft: Draft, facts: dict[str, str], title: str, text: str) -> None:
    """The year an annual report reports on."""
    if draft.kind != "annual_report" or {"报告年度", "year", "年度"} & set(facts):
        return
    if found := re.search(r"((?:19|20)\d\d)年", title) or re.search(r"((?:19|20)\d\d)年", text):
        facts["报告年度"], draft.origins["year"] = found[1], "标题"


def _statute(draft: Draft, law: statutes.StatuteHead) -> None:
    if law.approved_on:
        draft.fields["extra"] = {"approved_on": law.approved_on.isoformat()} | draft.fields.get("extra", {})
        draft.origins.setdefault("approved_on", "题注")
    values = {"formed_on": law.formed_on, "effective_on": law.effective_on, "party": law.enacted_by}
    for name, value in values.items():
        if value and not draft.fields.get(name):
            draft.fields[name], draft.origins[name] = value, "题注"


def _dates(draft: Draft, document: Document, signed_on) -> None:
    """Day of making and moment of release; a day in the file's name is the last resort."""
    facts = document.facts
    draft.repealed_on = fields.day(facts, "repealed_on")
    draft.released_at = fields.moment(facts, "released_at")
    named = first_date(document.name)
    if named and draft.kind == "statute" and named > draft.fields.get("formed_on", named):
        draft.fields["formed_on"], draft.origins["formed_on"] = named, "文件名"  # a later revision than the head tells
    if not draft.fields.get("formed_on"):
        if signed_on:
            draft.fields["formed_on"], draft.origins["formed_on"] = signed_on, "落款"
        elif named:
            draft.fields["formed_on"], draft.origins["formed_on"] = named, "文件名"
    draft.presume_dates()


def _effect(draft: Draft, document: Document, law: statutes.StatuteHead) -> None:
    """The day of effect that the text states, unless it is about another text or not in force yet."""
    if draft.fields.get("effective_on") or draft.kind in _NOT_IN_FORCE:
        return
    is_law = draft.kind == "statute"
    made_on = law.promulgated_on
    if made_on is None and (not law.history or law.maker.startswith("全国")):
        made_on = law.first_on or draft.stated_formed_on
    if day := statutes.effect(document.blocks, is_law, made_on):
        draft.fields["effective_on"], draft.origins["effective_on"] = day, "正文"


def _make_title(draft: Draft, names: list[tuple[str, str]], text: str) -> None:
    """A title for a document that has none, as a cataloguer makes one up (DA/T 18: 自拟题名), and the note that says so."""
    year = re.search(r"((?:19|20)\d\d)年", text)
    topic = max(("政府信息公开工作", "政务公开工作"), key=text.count)
    if names and year and text.count(topic) >= 2:
        draft.title = f"{names[0][0]}{year[1]}年{topic}情况"
    else:
        first = re.split(r"[，。,；;\n]", text.strip())[0]
        draft.title = first[:60]
    draft.note = "原文没有标题，标题由导入时拟定。"
    draft.made_up.add("title")
    draft.origins["title"] = "自拟（原文没有标题）"
    draft.notices.append("原文没有标题，已代拟，请核对。")
