"""Dates that no source states, which the import presumed: told on the desk, confirmed or corrected there, and until
then not shown to the public as facts."""
