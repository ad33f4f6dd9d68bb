"""Log lines as JSON objects, without personal data: only what the caller puts in ``extra``."""

import json
import logging
import re

STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "request", "taskName"}
DETAIL = re.compile(r"^DETAIL: .*\n?", re.MULTILINE)  # where PostgreSQL repeats the values of a row


class JsonLine(logging.Formatter):
    """One JSON object a line: at, level, room, event, and the fields of ``extra``."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "room": record.name,
            "event": record.getMessage(),
            **{key: value for key, value in vars(record).items() if key not in STANDARD},
        }
        if record.exc_info:
            line["error"] = DETAIL.sub("", self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False, default=str)
