from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "gongkai.search"
    label = "search"
    verbose_name = "检索"

    def ready(self) -> None:
        from gongkai.core import health, worker
        from gongkai.search import deeds, desk, indexing, portal  # noqa: F401

        worker.step(indexing.worker_step)
        worker.at_end(indexing.close)
        health.register("index", indexing.check)
