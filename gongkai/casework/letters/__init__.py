"""Letters (文书) as data, drawn as docx and PDF in the layout of GB/T 9704-2012.

``kinds``    what a letter says: texts with named fields, declared by each case type
``template`` our docx template, made by code, and the check of an office's own
``drawing``  content + template → docx; docx → PDF, so that both say the same
``stamping`` an electronic seal on what is drawn; ``seals`` the seal of an organ
``actions``  draw up, edit, sign by a second person, send, void
"""
