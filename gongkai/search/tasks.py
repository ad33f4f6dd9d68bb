"""What the index has the worker do, and how it says whether it is well."""

from gongkai.core import health, worker
from gongkai.search import indexing

worker.step(indexing.worker_step)
worker.at_end(indexing.close)
health.register("index", indexing.check)
