"""Desk pages of requests, one file a topic; what the case page shows of a request are their sections (casework.desk)."""

from gongkai.foi.desk import consultations, disputes, fees, letter_settings, letters, requests  # noqa: F401
