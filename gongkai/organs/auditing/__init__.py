"""The auditor: the trail as a list, one entry with its seal, and the spreadsheet."""
