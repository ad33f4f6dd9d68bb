"""Desk pages of records, one file a topic."""
