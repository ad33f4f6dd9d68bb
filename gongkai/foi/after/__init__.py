"""After the answer: the anonymised answer or the information itself becomes a record, the file goes to the archive.

``anonymous`` texts of a request without anybody in them
``archive``   the file of a request: one PDF, or a ZIP with the originals
``wanted``    what several people asked for and got, and is not disclosed to all yet (条例 art. 44)
``actions``   drafting records from a request, archiving it
``desk``      the sections of the case page, the list of what is wanted
``portal``    the applicant's suggestion
"""
