"""Desk pages of organs, people and accounts."""
