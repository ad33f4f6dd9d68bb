"""The field of a form for one scanned paper."""

from typing import Any

from django import forms

from gongkai.core.actions import Refused
from gongkai.foi.enclosures import Upload, take_scan


class ScanField(forms.FileField):
    """Checked by enclosures.take_scan; cleaned to an Upload, or None."""

    def clean(self, data: Any, initial: Any = None) -> Upload | None:
        try:
            return take_scan(data) if data else None
        except Refused as refusal:
            raise forms.ValidationError(refusal.message) from refusal
