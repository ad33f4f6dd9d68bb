"""Who acts for an organ, asked from the organ's side (Account.may asks from the account's)."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import chain

from django.db.models import Q
from django.utils import timezone

from gongkai.organs.models import Account, Organ, Post

LEVEL = 6  # digits of a path that name one organ


def lineage(path: str) -> list[str]:
    """The paths of an organ and of those above it, the highest first."""
    return [path[:end] for end in range(LEVEL, len(path) + 1, LEVEL)]


class Roster:
    """The posts held today in ``organs`` and above them (in all, when None), by the path of their organ; one query."""

    def __init__(self, organs: Iterable[Organ] | None = None) -> None:
        today = timezone.localdate()
        posts = Post.objects.filter(Q(until=None) | Q(until__gte=today), since__lte=today, account__is_active=True)
        if organs is not None:
            paths = set(chain.from_iterable(lineage(organ.path) for organ in organs if organ.path))
            posts = posts.filter(organ__path__in=paths)
        self._at: dict[str, list[Post]] = defaultdict(list)
        for post in posts.select_related("account", "organ").order_by("account__full_name", "account_id"):
            self._at[post.organ.path or ""].append(post)

    def there(self, path: str, permission: str) -> list[Account]:
        """Those whose post in this very organ gives ``permission``."""
        return _accounts(post for post in self._at[path] if post.grants(permission))

    def above(self, path: str, permission: str) -> list[Account]:
        """Those whose post in an organ above covers this one and gives ``permission``."""
        return _accounts(post for post in self.covering(path) if post.grants(permission))

    def covering(self, path: str) -> list[Post]:
        """The posts above that cover this organ."""
        return [post for at in lineage(path)[:-1] for post in self._at[at] if post.covers_below]

    def all(self, path: str, permission: str) -> list[Account]:
        """Everybody who may do ``permission`` in this organ, its own people first."""
        return list(dict.fromkeys([*self.there(path, permission), *self.above(path, permission)]))


def _accounts(posts: Iterable[Post]) -> list[Account]:
    return list(dict.fromkeys(post.account for post in posts))
