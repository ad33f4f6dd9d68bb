"""Uploads on their way into a form: on disk, not in memory. What private persons send is never written to disk before it
is encrypted: here under a key that only this process has, until the file is closed; then as the vault does."""

import io
import secrets
from tempfile import TemporaryFile
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers

TO_BE_PUBLISHED = "/desk/records/"  # attachments of records wait in a plain temporary file
BLOCK = 16  # bytes of AES


class SealedFile(io.RawIOBase):
    """A temporary file without a name, encrypted with a key that nobody else has. Written once, from the start (``put``);
    then read from anywhere."""

    def __init__(self) -> None:
        self._key, self._nonce = secrets.token_bytes(32), secrets.token_bytes(BLOCK)
        self._file = TemporaryFile()  # noqa: SIM115 (closed with this one)
        self._seal = self._cipher(0).encryptor()
        self._at = 0

    def put(self, data: bytes) -> None:
        self._file.write(self._seal.update(data))

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._file.seek(self._at)
        data = self._file.read(len(buffer))
        skipped = self._at % BLOCK
        opened = self._cipher(self._at // BLOCK).decryptor().update(bytes(skipped) + data)[skipped:]
        buffer[: len(opened)] = opened
        self._at += len(opened)
        return len(opened)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at}.get(whence)
        self._at = (self._file.seek(0, io.SEEK_END) if start is None else start) + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def close(self) -> None:
        self._file.close()
        super().close()

    def _cipher(self, block: int) -> Cipher:
        counter = (int.from_bytes(self._nonce) + block) % (1 << 8 * BLOCK)
        return Cipher(AES(self._key), CTR(counter.to_bytes(BLOCK)))


class SealedUpload(UploadedFile):
    """An uploaded file that waits in a SealedFile."""


class Sealed(FileUploadHandler):
    """Keeps every file sealed, but for those that are to be published."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        self.activated = self.request is not None and not self.request.path.startswith(TO_BE_PUBLISHED)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.activated:
            self.file = SealedFile()
            raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if not self.activated:
            return raw_data
        self.file.put(raw_data)
        return None

    def file_complete(self, file_size: int) -> SealedUpload | None:
        if not self.activated:
            return None
        return SealedUpload(
            file=io.BufferedReader(self.file),
            name=self.file_name,
            content_type=self.content_type or "",
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
