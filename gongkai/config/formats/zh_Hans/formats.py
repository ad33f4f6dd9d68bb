"""Dates as the State Council's page standard wants them: YYYY-MM-DD HH:MM."""

DATE_FORMAT = "Y-m-d"
DATETIME_FORMAT = "Y-m-d H:i"
TIME_FORMAT = "H:i"
