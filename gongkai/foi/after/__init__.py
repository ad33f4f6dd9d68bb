"""After the answer: the anonymised answer or the information itself becomes a record, the file goes to the archive.

``anonymous`` texts of a request without anybody in them
``actions``   drafting records from a request
``desk``      the section of the case page
"""
