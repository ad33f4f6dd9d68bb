"""Where uploads wait: those of private persons in memory, those to be published in a temporary file when large."""

import pytest
from django.core.files.uploadedfile import InMemoryUploadedFile, SimpleUploadedFile, TemporaryUploadedFile
from django.test import RequestFactory

LARGE = b"x" * (3 * 1024 * 1024)


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/requests/form/", InMemoryUploadedFile),
        ("/desk/requests/new/", InMemoryUploadedFile),
        ("/desk/anything/else/", InMemoryUploadedFile),
        ("/desk/records/1/edit/", TemporaryUploadedFile),
    ],
)
def test_only_what_is_to_be_published_waits_on_disk(address, kind):
    request = RequestFactory().post(address, {"file": SimpleUploadedFile("大.pdf", LARGE)})
    file = request.FILES["file"]
    assert isinstance(file, kind)
    assert (file.name, file.size, file.read()) == ("大.pdf", len(LARGE), LARGE)
