"""The file of a closed request for the archive (归档, 条例 art. 45).

``file``    what it holds: one PDF, or a ZIP with the originals
``front``   what the program itself writes into it, laid out by data/archive.typ
``binding`` several files as one PDF, done by ``bind`` in a process of its own
``actions`` opening the file, registering its archive number
``desk``    the section of the case page
"""
