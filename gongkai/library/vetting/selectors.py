"""What the desk shows of a version's files: kinds of content beside what one sees, what was kept and why, originals."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from gongkai.core.intake.hidden import LABELS
from gongkai.library.models import Attachment, Record, Version
from gongkai.library.scans.selectors import said_of
from gongkai.library.vetting.models import Kept, Original


@dataclass(frozen=True)
class Finding:
    """One kind of content of a file; ``where`` it stands, with how it begins. ``kept`` is the decision to keep it, where
    it is hidden and there is one."""

    code: str
    hidden: bool
    count: int
    where: str
    kept: Kept | None = None

    @property
    def label(self) -> str:
        return LABELS.get(self.code, self.code)

    @property
    def is_open(self) -> bool:
        """Whether it stands in the way of a release."""
        return self.hidden and self.kept is None

    def __str__(self) -> str:
        return f"{self.label} {self.count} 处"


@dataclass(frozen=True)
class Shown:
    """An attachment as the desk shows it: ``findings`` is None when it was not looked into yet; ``original`` is the
    file as it came in, when this is its cleaned copy."""

    file: Attachment
    findings: list[Finding] | None
    original: Original | None

    @property
    def open(self) -> list[Finding]:
        return [finding for finding in self.findings or [] if finding.is_open]

    @property
    def converted(self) -> bool:
        """Whether it was made of a file of another kind."""
        return bool(self.original) and Path(self.original.name).suffix.lower() != Path(self.file.name).suffix.lower()

    @property
    def recognised(self) -> str:
        """What is to be known of its words when they were read in pictures, or will be."""
        return said_of(self.file.blob)

    @property
    def keeps(self) -> bool:
        """Whether a reviewer decided that it keeps some of what it hides."""
        return any(finding.kept for finding in self.findings or [])

    @property
    def obstacle(self) -> str:
        """Why the file cannot go out yet, as a sentence; empty when it can."""
        if self.findings is None:
            return f"附件“{self.file.name}”还没有检查是否含有隐藏内容，请稍候刷新页面再试。"
        kinds = "、".join(str(finding) for finding in self.open)
        return kinds and f"附件“{self.file.name}”含有隐藏内容：{kinds}。请清除隐藏内容，或由审核人逐类写明理由保留。"


def shown(version: Version) -> list[Shown]:
    """The files of a version with their findings."""
    return with_findings(version.attachments.select_related("blob__vetted", "blob__transcript", "version"))


def with_findings(files: Iterable[Attachment]) -> list[Shown]:
    """Files, with versions and blobs and what was found in these at hand, with what the desk shows of them; two more queries, however many."""
    files = list(files)
    near = Q(record__in={file.version.record_id for file in files}, blob__in={file.blob_id for file in files})
    kept = {(k.record_id, k.blob_id, k.code): k for k in Kept.objects.filter(near).select_related("by")}
    made = Q(record__in={file.version.record_id for file in files}, cleaned__in={file.blob_id for file in files})
    originals = {(o.record_id, o.cleaned_id): o for o in Original.objects.filter(made).select_related("by")}
    return [Shown(file, _findings(file, kept), originals.get((file.version.record_id, file.blob_id))) for file in files]


def _findings(file: Attachment, kept: dict[tuple[int, str, str], Kept]) -> list[Finding] | None:
    vetted = getattr(file.blob, "vetted", None)
    if vetted is None:
        return None
    key, kinds = (file.version.record_id, file.blob_id), dict[tuple[str, bool], list[dict[str, Any]]]()
    for one in vetted.holdings:
        kinds.setdefault((one["code"], one["hidden"]), []).append(one)
    return [
        _finding(code, hidden, rows, kept.get((*key, code)) if hidden else None)
        for (code, hidden), rows in kinds.items()
    ]


def _finding(code: str, hidden: bool, rows: list[dict[str, Any]], kept: Kept | None) -> Finding:
    """One kind is one line and one decision, wherever in the file it stands."""
    said = [f"{one['where']}：“{one['sample']}”" if one["sample"] else one["where"] for one in rows]
    return Finding(code, hidden, sum(one["count"] for one in rows), "；".join(filter(None, said)), kept)


def exposed(user: Any) -> QuerySet[Attachment]:
    """Files that have been public since before files were looked into, with hidden content that is still to be decided
    on by ``user``; the longest public first."""
    return (
        Attachment.objects.filter(user.reach("version__record__organ", "release"), exposed=True, removal=None)
        .filter(version__state="released", version__record__state="released")
        .order_by("version__released_at", "pk")
    )


def kept_files(records: QuerySet[Record]) -> QuerySet[Attachment]:
    """Files that are public now and keep something hidden for a reason."""
    kept = Kept.objects.filter(record=OuterRef("version__record"), blob=OuterRef("blob"))
    public = Attachment.objects.filter(version__record__state="released", version=F("version__record__current"))
    return public.filter(Exists(kept), removal=None, version__record__in=records)


def withheld(version: Version) -> list[Original]:
    """Files of the record that came in and of which nothing could be made that may be published."""
    return list(Original.objects.filter(record=version.record_id, cleaned=None).select_related("by"))


def obstacles(version: Version) -> list[str]:
    """Why the files of a version cannot go out yet, a sentence a file."""
    return [one.obstacle for one in shown(version) if one.obstacle]


def may_clean(version: Version, by: Any) -> bool:
    """Whether ``by`` may have the files of ``version`` cleaned: an author its draft, a reviewer whatever is or goes out."""
    organ = version.record.organ
    return by.may("release", organ) or (version.state == "draft" and by.may("write", organ))


def may_open_originals(record: Record, by: Any) -> bool:
    """Whether ``by`` may look at files of a record as they came in: who writes or releases there."""
    return by.may("write", record.organ) or by.may("release", record.organ)
