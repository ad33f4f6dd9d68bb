"""Fixtures of the tests that cross rooms."""

import pytest

from tests.world import world  # noqa: F401


@pytest.fixture
def axe_findings():
    """axe_findings(page): what axe objects to, one line each; an accessible page gives an empty list."""
    from axe_playwright_python.sync_playwright import Axe

    def run(page):
        found = Axe().run(page).response["violations"]
        return [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found]

    return run
