"""The answered requests of the tests of disclosing."""

from gongkai.foi.disclosing.tests.conftest import answer, later  # noqa: F401
