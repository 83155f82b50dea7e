"""The catalogue of actors, places, offices and tenures: `data/catalogue/` and the user's own."""

from kb.catalogue.build import load_catalogue
from kb.catalogue.catalogue import Catalogue
from kb.catalogue.check import Finding, check_catalogue
from kb.catalogue.entries import (
    Actor,
    Membership,
    Nominal,
    Office,
    Place,
    Sense,
    Tenure,
)
from kb.catalogue.folders import find_problems, locate, read_memberships

__all__ = [
    "Actor",
    "Catalogue",
    "Finding",
    "Membership",
    "Nominal",
    "Office",
    "Place",
    "Sense",
    "Tenure",
    "check_catalogue",
    "find_problems",
    "load_catalogue",
    "locate",
    "read_memberships",
]
