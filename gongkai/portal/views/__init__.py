"""Public pages that no room brings: home, disclosure, columns, organs, feeds."""
