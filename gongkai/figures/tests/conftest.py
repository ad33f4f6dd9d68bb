from gongkai.foi.tests.conftest import *  # noqa: F403
from gongkai.foi.tests.test_figures import year  # noqa: F401
