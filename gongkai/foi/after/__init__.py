"""After the answer: the anonymised answer or the information itself becomes a record, the file goes to the archive.

``anonymous`` texts of a request without anybody in them
``archive``   the file of a request: one PDF, or a ZIP with the originals
``actions``   drafting records from a request, archiving it
``desk``      the section of the case page
"""
