"""What comes in from outside: read, listed and cleaned in processes of their own.

``sandbox`` reads words, ``hidden`` lists what a file holds beside what one sees and makes copies without it.
"""
