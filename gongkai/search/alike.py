"""Documents that speak of the same things as a longer text: what may already answer a request, a letter, a question."""

from gongkai.search import index, synonyms
from gongkai.search.ask import Term
from gongkai.search.fields import preference
from gongkai.search.queries import Hit, opened
from gongkai.search.segment import segment, word_list

READ = 600  # characters; who writes more says what they want at the beginning
MOST = 30  # words that are looked for
ENOUGH = 8  # a document need not have more of them, however long the text
# How much of what the words say a document must say, in its text and once more in its title: 2 is all of it in both.
# Chosen on the questions in tests/test_suggestions.py: at 0.85 most answers are kept and most of the rest is gone.
LEAST = 0.85
LEAST_OF_ONE = 1.5  # of a single word: in the title


@index.sound()
def alike(text: str, *, site_path: str = "", limit: int = 3) -> list[Hit]:
    """The ``limit`` documents that share most with ``text``, best first; none that share too little. A rare word says
    more than a common one; an everyday word may stand there as its official word."""
    noise = word_list("noise") | word_list("asking")
    words = [word for word in segment(text[:READ]).fine if len(word) > 1 and word not in noise]
    known = synonyms.in_use()
    terms = [Term(word, known.get(word, ())) for word in dict.fromkeys(words[:MOST])]
    asking = opened({}, site_path) if terms else None
    if asking is None:
        return []
    least = LEAST if len(terms) > 1 else LEAST_OF_ONE
    hits = asking.sharing(terms, ENOUGH, limit)
    return [hit for hit in hits if hit.score / preference(hit.released_on, hit.validity) >= least]
