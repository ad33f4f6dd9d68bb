"""Documents that speak of the same things as a longer text: what may already answer a request, a letter, a question."""

import math

from gongkai.search import index
from gongkai.search.ask import Term
from gongkai.search.queries import Asking, Hit, restrictions
from gongkai.search.segment import segment, word_list

READ = 600  # characters; who writes more says what they want at the beginning
MOST = 30  # words that are looked for
SHARE, ENOUGH = 0.4, 6  # of the words, but no more than so many, must be in a document


def alike(text: str, *, site_path: str = "", limit: int = 3) -> list[Hit]:
    """The ``limit`` documents that share most with ``text``, best first; none when they share too little."""
    noise = word_list("noise") | word_list("asking")
    words = [word for word in segment(text[:READ]).fine if len(word) > 1 and word not in noise]
    words = list(dict.fromkeys(words))[:MOST]
    reader = index.reader()
    if not words or reader is None:
        return []
    asking = Asking(reader.searcher, "all", restrictions({}, site_path))
    match = asking.alike(words, min(math.floor(len(words) * SHARE), ENOUGH))
    return asking.page([Term(word) for word in words], match, " ".join(words), "relevance", 0, limit).hits
