"""Desk page of this room: everyday words and their official words."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from gongkai.core.actions import Refusal, Refused
from gongkai.core.shells import DESK
from gongkai.organs.access import needs
from gongkai.search.models import Synonym
from gongkai.search.synonyms import remove_synonym, save_synonym, shipped


@needs("words")
def search_words(request: HttpRequest) -> HttpResponse:
    """All everyday words, and the form that adds or changes one."""
    typed = {
        "word": request.POST.get("word", request.GET.get("word", "")),
        "official": request.POST.get("official", ""),
    }
    problem: Refused | None = None
    if request.method == "POST":
        try:
            synonym = save_synonym(by=request.user, **typed)
        except Refusal as refusal:
            problem = refusal
        else:
            messages.success(request, f"已保存“{synonym.word}”，下一次检索起生效。")
            return redirect("desk:search_words")
    rows = _rows()
    if not typed["official"] and request.method == "GET":
        typed["official"] = " ".join(next((official for word, official, _ in rows if word == typed["word"]), ()))
    context = {"rows": rows, "typed": typed, "problem": problem}
    return render(request, "search/desk/words.html", context)


@needs("words")
@require_POST
def search_word_remove(request: HttpRequest) -> HttpResponse:
    """Undo the editors' entry of a word."""
    word = request.POST.get("word", "")
    remove_synonym(word=word, by=request.user)
    messages.success(request, f"已撤销对“{word}”的设置。")
    return redirect("desk:search_words")


def _rows() -> list[tuple[str, tuple[str, ...], str]]:
    """(word, official words, where it is from: shipped, changed, switched off, added)."""
    ours = {word: tuple(official.split()) for word, official in Synonym.objects.values_list("word", "official")}
    rows = []
    for word, official in (shipped() | ours).items():
        if word not in ours:
            origin = "shipped"
        elif not official:
            origin = "off"
        else:
            origin = "changed" if word in shipped() else "added"
        rows.append((word, official, origin))
    return sorted(rows, key=lambda row: (row[2] == "shipped", row[0]))


DESK.add(
    path("search/words/", search_words, name="search_words"),
    path("search/words/remove/", search_word_remove, name="search_word_remove"),
)
DESK.nav("检索用词", "desk:search_words", group="网站", permission="words", order=90, icon="search")
