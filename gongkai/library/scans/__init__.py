"""The words of scans among attached files, read by the worker so that search finds them."""
