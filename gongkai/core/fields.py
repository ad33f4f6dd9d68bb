"""Columns of names and titles: whatever is assigned to one is clean at once (core.text), typed, imported or by a program."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from gongkai.core import text
from gongkai.core.actions import Refused
from gongkai.core.crypto import EncryptedField


class _Cleaned(DeferredAttribute):
    """Keeps the clean value, and remembers that something was given of which nothing could be seen."""

    def __set__(self, instance: Any, value: Any) -> None:
        kept = text.line(value) if isinstance(value, str) else value
        instance.__dict__[self.field.attname] = kept
        if value and kept == "":
            instance.__dict__.setdefault("_unseen", set()).add(self.field.attname)


if TYPE_CHECKING:
    _Field = models.Field[Any, Any]
    _Char = models.CharField[Any, Any]
else:
    _Field = object
    _Char = models.CharField


class _Line(_Field):
    descriptor_class = _Cleaned

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        """Refused for a name that is needed and of which nothing can be seen."""
        value = super().pre_save(model_instance, add)
        if value == "" and not self.blank and self.attname in model_instance.__dict__.get("_unseen", ()):
            raise Refused(f"“{self.verbose_name}”里只有看不见的字符，请重新填写。", self.name)
        return value

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(text.line(value) if isinstance(value, str) else value)

    def to_python(self, value: Any) -> Any:
        return super().to_python(text.line(value) if isinstance(value, str) else value)


class LineField(_Line, _Char):
    """A name or a title in plain text."""

    def deconstruct(self) -> Any:
        """To a migration it is a CharField: the column is the same."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class SealedLineField(_Line, EncryptedField):
    """The name of somebody outside, or of a file they sent, encrypted."""

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "gongkai.core.crypto.EncryptedField", args, kwargs
