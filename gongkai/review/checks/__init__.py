"""Checks before release, a file a subject: see review.checking."""
