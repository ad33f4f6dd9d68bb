"""What an installation had set for everybody becomes a rule of its highest organs, from ever; and what an organ had set
as its scheme of index numbers becomes one of its own. Where nothing was set nothing is written: the default is the same."""

import os
from datetime import date

from django.conf import settings
from django.db import migrations

ALWAYS = date(1000, 1, 1)
SCHEME = "{code}/{year}-{serial:05}"
LEAST = {"foi.retention": 366, "review.removed_kept": 1}  # what the environment could set; with fewer days nothing started
MOST = 36500


def branches(value):
    return "".join(sorted(set(value) & {"A", "B"})) or "none"


def dismissed(value):
    return value.get("review.claim_dismissed", "upheld")


# name in the settings of before → key, default, how the value is said now
FORMER = {
    "REQUEST_RETENTION_DAYS": ("foi.retention", 730, int),
    "REMOVED_RETENTION_DAYS": ("review.removed_kept", 180, int),
    "FEE_SCOPE": ("foi.fee_scope", "organ", str),
    "FEE_COUNTS_WITHDRAWN": ("foi.fee_withdrawn", False, bool),
    "DISPUTE_RESULTS": ("foi.claim_dismissed", "upheld", dismissed),
    "REDO_WORKDAYS": ("foi.redo_workdays", 20, int),
    "SELF_CORRECTION_WORKDAYS": ("foi.self_correction_workdays", 40, int),
    "REDO_COUNTED": ("foi.redo_counted", False, bool),
    "RECTIFICATION_COUNTED": ("foi.rectification_counted", False, bool),
    "LEGAL_REVIEW_BRANCHES": ("foi.legal_review", "A", branches),
    "LEGAL_REVIEWER_MAY_SIGN": ("foi.legal_reviewer_signs", False, bool),
    "CORRECTION_DAYS": ("foi.correction_days", [5, 30], list),
    "DEFERRAL_DAYS": ("foi.deferral_days", [1, 60], list),
    "PARTIAL_REMEDY_BY_GROUND": ("foi.partial_by_ground", True, bool),
    "EXCESS_IN_30_DAYS": ("foi.excess_in_30_days", 10, int),
    "EXCESS_IN_YEAR": ("foi.excess_in_year", 30, int),
    "OVERDUE_ESCALATION_DAYS": ("casework.escalation", 3, int),
    "UNCONFIRMED_REMIND_DAYS": ("casework.unconfirmed_remind", 1, int),
    "UNCONFIRMED_ESCALATE_DAYS": ("casework.unconfirmed_escalate", 3, int),
    "EXPIRY_WARNING_DAYS": ("library.expiry_warning", 60, int),
}


def former():
    """(key, value) of what was set: by the environment, or by settings of one's own that build on those of the program."""
    for name, (key, default, said) in FORMER.items():
        text = os.environ.get(f"GONGKAI_{name}", "").strip() if key in LEAST else ""
        if not text and not hasattr(settings, name):
            continue
        if text and not (text.isdigit() and int(text) >= LEAST[key]):
            continue
        value = min(int(text), MOST) if text else getattr(settings, name)
        if (value := said(value)) != default:
            yield key, value


def take_over(apps, schema_editor):
    Organ, SettingValue = apps.get_model("organs", "Organ"), apps.get_model("organs", "SettingValue")
    facts = {"since": ALWAYS, "verdict": "confirmed"}
    tops = Organ.objects.filter(parent=None).exclude(code=None)
    SettingValue.objects.bulk_create(
        SettingValue(organ=organ, key=key, value=value, source="安装时的设置", **facts)
        for organ in tops for key, value in former()
    )
    SettingValue.objects.bulk_create(schemes(Organ, SettingValue, facts))


def schemes(Organ, SettingValue, facts):
    """An organ without a scheme had the usual one, whatever those above it had: it keeps it."""
    held = {}
    for organ in Organ.objects.exclude(path=None).order_by("path"):
        inherited, own = held.get(organ.path[:-6], SCHEME), organ.index_scheme or SCHEME
        held[organ.path] = own
        if own != inherited:
            yield SettingValue(organ=organ, key="library.index_scheme", value=own, source="原来设置的索引号格式", **facts)


def give_back(apps, schema_editor):
    """The schemes as they are now; of the rest the settings of before know nothing."""
    for row in apps.get_model("organs", "SettingValue").objects.filter(
        key="library.index_scheme", verdict="confirmed", taken_back_at=None, since__lte=date.today()
    ).order_by("since", "pk"):
        apps.get_model("organs", "Organ").objects.filter(pk=row.organ_id).update(index_scheme=row.value or "")


class Migration(migrations.Migration):

    dependencies = [
        ("organs", "0004_settings"),
    ]

    operations = [migrations.RunPython(take_over, give_back)]
