"""Adding files to an answer, choosing what is taken out of them, making the redacted files.

Materials may change until the answer is submitted for signing: what the signer looks at is what goes out.
"""

import hashlib
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from gongkai.casework.parties.uploads import Upload
from gongkai.core import vault
from gongkai.core.actions import Refused, action, audit
from gongkai.foi import outcomes
from gongkai.foi.models import GROUNDS, Material, Request
from gongkai.foi.redaction import marks as marking
from gongkai.foi.redaction import sandbox
from gongkai.foi.redaction.marks import Marks, Unfit

MOST, LARGEST = 50, 50 * 1024 * 1024
CHANGEABLE = frozenset({"submitted", "handling", "correcting", "paying"})


def changeable(material_or_request: Any) -> bool:
    """Whether the materials of a request may still change."""
    request = getattr(material_or_request, "request", material_or_request)
    return request.case.state in CHANGEABLE and request.party.erased_on is None


@action
def add(*, request: Request, files: Sequence[Upload], shapes: Sequence[list[Any]], by: Any) -> list[Material]:
    """Keep files as materials; ``shapes`` are those of shape_of, one a file."""
    request = Request.objects.select_for_update(of=("self",)).select_related("case__organ").get(pk=request.pk)
    request.case.must(by, "handle")
    _must_change(request)
    if request.materials.count() + len(files) > MOST:
        raise Refused(f"一件申请最多 {MOST} 份材料，请合并后上传。", "files")
    made = [
        Material.objects.create(
            request=request,
            name=file.name,
            media_type=file.media_type,
            original=vault.keep(file.content),
            shape=shape,
            size=len(file.content),
            sha256=hashlib.sha256(file.content).hexdigest(),
            by=by,
        )
        for file, shape in zip(files, shapes, strict=True)
    ]
    for material in made:
        audit("material.add", material, by=by, organ=request.case.organ, sha256=material.sha256)
    return made


def shape_of(file: Upload) -> list[Any]:
    """The sizes of the pages of a PDF; of others nothing. Refused when a PDF or Word file cannot be opened."""
    kind = sandbox.kind_of(file.media_type)
    try:
        return sandbox.look(file.content, kind).get("pages", []) if kind else []
    except Refused as refusal:
        raise Refused(f"材料“{file.name[:60]}”：{refusal.message}", "files") from None


@action
def set_marks(*, material: Material, given: dict[str, Any], ground: str, by: Any) -> Material:
    """Keep what is to be taken out (the JSON of Marks). What was redacted before is no longer what goes out."""
    material = _held(material, by)
    if not sandbox.kind_of(material.media_type):
        raise Refused(sandbox.OTHER, "terms")
    if ground and ground not in GROUNDS:
        raise Refused("请从列表中选择遮盖依据。", "ground")
    marks = _read(given)
    if (marks, ground) == (_read(material.marks or {}), material.ground):  # turning pages undoes nothing
        audit("material.mark", material, by=by, organ=material.request.case.organ, changed=False)
        return material
    if marks.terms != _read(material.marks or {}).terms:
        material.hits = None
    material.marks, material.ground = marks.data(), ground
    _open(material, by)
    audit("material.mark", material, by=by, organ=material.request.case.organ)
    return material


@action
def reopen(*, material: Material, by: Any) -> Material:
    """Take back that a file goes out as it is."""
    material = _held(material, by)
    _open(material, by)
    audit("material.reopen", material, by=by, organ=material.request.case.organ)
    return material


@action
def keep_whole(*, material: Material, copy: bytes, by: Any, reason: str = "") -> Material:
    """Keep what whole.give_whole made; ``copy`` is empty when the file itself goes out. ``reason``: why it does although
    it hides something."""
    material = _held(material, by)
    _open(material, by, Material.WHOLE, reason)
    if copy:
        material.redacted, material.size = vault.keep(copy), len(copy)
        material.sha256 = hashlib.sha256(copy).hexdigest()
        material.save()
    audit("material.whole", material, by=by, organ=material.request.case.organ, cleaned=bool(copy), kept=bool(reason))
    return material


@action
def remove(*, material: Material, by: Any) -> None:
    material = _held(material, by)
    audit("material.remove", material, by=by, organ=material.request.case.organ, sha256=material.sha256)
    for key in filter(None, (material.original, material.redacted)):
        transaction.on_commit(partial(vault.forget, key))
    material.delete()


@action
def start_redaction(*, material: Material, by: Any) -> Material:
    """Ask for the redacted file; ``carry_out`` makes it."""
    material = _held(material, by)
    if not _read(material.marks or {}):
        raise Refused("还没有标记要遮盖的内容。没有要遮盖的，请选“不需要遮盖”。", "terms")
    if not material.ground:
        raise Refused("请选择遮盖的依据。", "ground")
    _open(material, by, Material.WORKING)
    audit("material.redact", material, by=by, organ=material.request.case.organ, ground=material.ground)
    return material


@action
def finish_redaction(*, material: Material, content: bytes, problem: str, by: Any) -> Material | None:
    """Keep the redacted file, or why there is none; None when the marks have changed meanwhile."""
    held = Material.objects.select_for_update(of=("self",)).select_related("request__case__organ").get(pk=material.pk)
    outdated = held.state != Material.WORKING or held.at != material.at
    audit("material.redacted", held, by=by, organ=held.request.case.organ, outdated=outdated, failed=bool(problem))
    if outdated:
        return None
    held.problem, held.state = problem[:300], Material.OPEN if problem else Material.REDACTED
    if not problem:
        held.redacted, held.size = vault.keep(content), len(content)
        held.sha256 = hashlib.sha256(content).hexdigest()
    held.save()
    return held


def carry_out(material: Material) -> Material | None:
    """Redact, outside of any transaction: it takes its time."""
    content, problem = b"", ""
    try:
        marks, kind = marking.read(material.marks), sandbox.kind_of(material.media_type)
        content, _ = sandbox.redact(vault.read(material.original), kind, marks)
    except (Refused, Unfit) as refusal:
        problem = str(refusal)
    return finish_redaction(material=material, content=content, problem=problem, by=material.by)


@action
def keep_hits(*, material: Material, hits: dict[str, Any], by: Any) -> Material:
    """Keep what count() found, unless the terms have changed meanwhile."""
    held = _held(material, by)
    if held.at == material.at:
        held.hits = hits
        held.save(update_fields=["hits"])
    audit("material.count", held, by=by, organ=held.request.case.organ)
    return held


@action
def open_file(*, material: Material, what: str, by: Any) -> bytes:
    """The file under ``what`` ("original" or "redacted"), for those who handle or sign; every opening is audited."""
    case = material.request.case
    if not case.may(by, "sign"):
        case.must(by, "handle")
    key = getattr(material, what)
    if not key:
        raise Refused("还没有遮盖后的文件。")
    audit("material.open", material, by=by, organ=case.organ, what=what)
    return vault.read(key)


def handed_over(material: Material) -> bytes:
    """What goes to the applicant, byte for byte what was checked. ValueError when it is not that any more."""
    content = vault.read(material.key)
    if hashlib.sha256(content).hexdigest() != material.sha256:
        raise ValueError(f"material {material.pk}: the kept file is not what was checked")
    return content


def _read(given: dict[str, Any]) -> Marks:
    try:
        return marking.read(given)
    except Unfit as unfit:
        raise Refused(str(unfit), "boxes" if "方框" in str(unfit) else "terms") from None


def _open(material: Material, by: Any, state: str = Material.OPEN, reason: str = "") -> None:
    """A new state, with the file that belongs to it; a redacted file of before is forgotten."""
    if material.redacted:
        transaction.on_commit(partial(vault.forget, material.redacted))
        original = vault.read(material.original)
        material.size, material.sha256 = len(original), hashlib.sha256(original).hexdigest()
    material.redacted, material.problem, material.state = "", "", state
    material.reason = reason
    material.by, material.at = by, timezone.now()
    material.save()


def _held(material: Material, by: Any) -> Material:
    held = Material.objects.select_for_update(of=("self",)).select_related("request__case__organ").get(pk=material.pk)
    held.request.case.must(by, "handle")
    _must_change(held.request)
    return held


def _must_change(request: Request) -> None:
    if not changeable(request):
        raise Refused("答复已经送审签或者办结，材料不能再改；要改的，请审签的同事先退回修改。", "files")


def names(request: Request) -> list[str]:
    """What an answer lists as its enclosures, without the endings of files."""
    return [material.handed_name.rpartition(".")[0] for material in request.materials.all()]


def handed_to(request: Request) -> list[Material]:
    """What the applicant may fetch: once the answer is delivered, and only with one that gives information."""
    chosen = outcomes.OUTCOMES.get(request.outcome)
    if request.case.closed_on is None or chosen is None or not chosen.gives:
        return []
    return [material for material in request.materials.all() if material.key]


def not_ready(request: Request, gives: bool, partial: bool) -> str | None:
    """Why an answer cannot go to be signed with these materials, as a sentence.

    条例 art. 37: an answer that gives information of which a part is taken out is a partial one."""
    rows = list(request.materials.all()) if gives else []
    if any(not row.key for row in rows):
        return "有的材料还没有决定是否遮盖，请先在“提供的材料”里处理完。"
    if any(row.state == Material.REDACTED for row in rows) and not partial:
        return "有材料作了遮盖，属于区分处理，请改用部分公开告知书（条例第三十七条）。"
    return None
