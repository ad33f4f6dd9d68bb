"""The tables of casework; ``cases`` says what a case is."""

from gongkai.casework.models.calendar import HolidayNotice
from gongkai.casework.models.cases import Case, CaseQuerySet, CaseSeries, Entry, FrozenEntry, within
from gongkai.casework.models.corrections import Correction, CorrectionQuerySet
from gongkai.casework.models.letters import FrozenLetter, Letter, LetterQuerySet, LetterSeal, LetterTemplate
from gongkai.casework.models.notices import Notice, NoticeQuerySet
from gongkai.casework.models.parties import DELIVERIES, Party

__all__ = [
    "DELIVERIES",
    "Case",
    "CaseQuerySet",
    "CaseSeries",
    "Correction",
    "CorrectionQuerySet",
    "Entry",
    "FrozenEntry",
    "FrozenLetter",
    "HolidayNotice",
    "Letter",
    "LetterQuerySet",
    "LetterSeal",
    "LetterTemplate",
    "Notice",
    "NoticeQuerySet",
    "Party",
    "within",
]
