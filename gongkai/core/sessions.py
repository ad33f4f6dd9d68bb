"""Sessions in the database that tell trouble of the database from a session that is gone, and that never cost a reader
the page: what a GET would have noted in the session is dropped when the database is busy or full."""

import logging

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from gongkai.core import trouble
from gongkai.core.patience import impatient

log = logging.getLogger(__name__)


class SessionStore(db.SessionStore):
    def save(self, must_create: bool = False) -> None:
        """As Django's, but a busy database is a DatabaseError and not a session deleted meanwhile (which is a 400)."""
        try:
            return super().save(must_create)
        except UpdateError as error:
            behind = error.__context__
            if not isinstance(behind, DatabaseError) or trouble.of(behind) is None:
                raise
        raise behind


class CalmSessionMiddleware(SessionMiddleware):
    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request.method not in ("GET", "HEAD") or not request.session.modified:
            return super().process_response(request, response)
        try:
            with impatient():
                return super().process_response(request, response)
        except DatabaseError as error:
            if trouble.of(error) is None:
                raise
            log.info("session not saved", extra={"trouble": trouble.of(error).name})
            return response
