from pathlib import Path

from django.apps import AppConfig, apps


class CoreConfig(AppConfig):
    name = "gongkai.core"
    label = "core"

    def ready(self) -> None:
        from django.db import connections
        from django.db.models.signals import post_migrate, pre_migrate

        from gongkai.core import guard, keyring, registry

        pre_migrate.connect(lambda **_: keyring.check_before(), sender=self, weak=False, dispatch_uid="keyring")
        post_migrate.connect(lambda **_: keyring.after_migration(), sender=self, weak=False, dispatch_uid="keyring")
        post_migrate.connect(
            lambda using, **_: guard.restore(connections[using]), sender=self, weak=False, dispatch_uid="guard"
        )
        for room in apps.get_app_configs():
            if room.name.startswith("gongkai."):
                registry.discover(room.name, Path(room.path))
