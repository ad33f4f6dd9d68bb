"""Uploads on their way into a form. What private persons send is never written to disk before it is encrypted."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers

TO_BE_PUBLISHED = "/desk/records/"  # attachments of records may be large and wait in a temporary file


class InMemory(FileUploadHandler):
    """Keeps every file in memory, whatever its size, but for those that are to be published; the front bounds a request
    (settings.REQUEST_LIMIT)."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        self.activated = self.request is not None and not self.request.path.startswith(TO_BE_PUBLISHED)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.activated:
            self.file = BytesIO()
            raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if not self.activated:
            return raw_data
        self.file.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> InMemoryUploadedFile | None:
        if not self.activated:
            return None
        self.file.seek(0)
        return InMemoryUploadedFile(
            file=self.file,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type or "",
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
