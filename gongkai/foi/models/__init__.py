"""The tables of requests: one file a topic, every table to be imported from here."""

from gongkai.foi.models.agent import Agent
from gongkai.foi.models.archived import Archived
from gongkai.foi.models.consultation import Consultation
from gongkai.foi.models.disclosed import Published, Suggestion
from gongkai.foi.models.dispute import Dispute, DisputeFile
from gongkai.foi.models.excess import Reasons
from gongkai.foi.models.material import GROUNDS, Material
from gongkai.foi.models.part import Part
from gongkai.foi.models.request import (
    APPLICANTS,
    CHANNELS,
    FEE_METHODS,
    FORMATS,
    PROOFS,
    Enclosure,
    RemedySettings,
    Request,
    RequestQuerySet,
    Saved,
    Supplement,
)
from gongkai.foi.models.search import SearchNote

__all__ = [
    "APPLICANTS",
    "CHANNELS",
    "FEE_METHODS",
    "FORMATS",
    "GROUNDS",
    "PROOFS",
    "Agent",
    "Archived",
    "Consultation",
    "Dispute",
    "DisputeFile",
    "Enclosure",
    "Material",
    "Part",
    "Published",
    "Reasons",
    "RemedySettings",
    "Request",
    "RequestQuerySet",
    "Saved",
    "SearchNote",
    "Suggestion",
    "Supplement",
]
