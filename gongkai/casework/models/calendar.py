"""The work calendar as officers enter it, year by year."""

from django.db import models
from django.utils import timezone

from gongkai.core.fields import LineField


class HolidayNotice(models.Model):
    """The work calendar of one year as an officer entered it from the State Council's notice; overrides the shipped
    one. Days as ISO text."""

    year = models.PositiveSmallIntegerField("年份", unique=True)
    holidays = models.JSONField("放假的工作日", default=list)
    makeup = models.JSONField("调休上班日", default=list)
    source = LineField("通知文号", max_length=100)
    entered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "放假安排"

    def __str__(self) -> str:
        return str(self.year)
