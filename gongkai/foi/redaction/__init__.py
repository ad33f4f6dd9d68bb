"""Taking words, rectangles and paragraphs out of a file for good: bytes in, bytes out, no Django.

``sandbox`` is the way in: it runs everything else in a process of its own (``worker``).
"""
