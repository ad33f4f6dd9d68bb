"""Redacting what takes longer than somebody waits for a page."""

from django_tasks import task

from gongkai.foi.materials import actions
from gongkai.foi.models import Material

AT_ONCE = 5  # pages; about a third of a second each


@task()
def redact(pk: int) -> None:
    """Make the redacted file of a material that still waits for it."""
    material = Material.objects.select_related("by").filter(pk=pk, state=Material.WORKING).first()
    if material:
        actions.carry_out(material)


def begin(material: Material) -> None:
    """Now when it is short, else by the worker."""
    if len(material.shape) <= AT_ONCE:
        actions.carry_out(material)
    else:
        redact.enqueue(material.pk)
