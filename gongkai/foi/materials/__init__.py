"""Materials: the files handed over with an answer, as they are or redacted (foi.redaction does the work)."""
