"""Search neither finds nor shows what was taken out."""

from gongkai.library.masking import MARK
from gongkai.review.actions import withdraw_record
from gongkai.review.removal.tests.made import ID
from gongkai.search import indexing
from gongkai.search.alike import alike
from gongkai.search.models import Outbox
from gongkai.search.queries import search


def test_what_is_found_before_asking_says_nothing_of_it(record, remove):
    indexing.drain()
    assert alike("临时救助公示里的张三丰")
    remove("张三丰")
    assert alike("临时救助公示里的张三丰") == []


def test_search_shows_nothing_of_it_even_before_the_index_is_written(client, record, remove):
    indexing.drain()
    assert search("张三丰").total == 1
    remove("张三丰", ID)
    assert search("张三丰").hits == []
    assert search(ID).total == 0
    assert search("临时救助公示").hits == []
    assert "张三丰" not in client.get("/search/?q=临时救助").content.decode()
    assert client.get("/search/suggest/?q=张三").json()["suggestions"] == []
    indexing.drain()
    assert not Outbox.objects.exists()
    assert search("张三丰").total == 0
    [hit] = search("临时救助公示").hits
    assert MARK in hit.snippet_html
    assert client.get("/search/suggest/?q=张三").json()["suggestions"] == []


def test_suggested_words_of_what_is_gone_are_not_suggested(client, site, make_record, reviewer):
    record = make_record(title="县城排涝泵站改造公示")
    make_record(title="县城供水管网公示")
    indexing.drain()
    assert client.get("/search/suggest/?q=排涝").json()["suggestions"]
    withdraw_record(record=record, reason="误发", by=reviewer)
    indexing.drain()
    assert client.get("/search/suggest/?q=排涝").json()["suggestions"] == []
