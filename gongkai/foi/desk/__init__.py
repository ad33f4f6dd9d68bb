"""Desk pages of requests, one file a topic; what the case page shows of a request are their sections (casework.desk)."""
