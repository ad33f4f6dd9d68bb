"""Desk pages of requests, one file a topic; what the case page shows of a request are their sections (casework.desk)."""

from gongkai.foi.desk import (  # noqa: F401
    consultations,
    disputes,
    excess,
    fees,
    finding,
    letter_settings,
    letters,
    papers,
    parts,
    renewing,
    requests,
    retention,
    saved,
    searching,
    signing,
    silence,
    unconfirmed,
)
