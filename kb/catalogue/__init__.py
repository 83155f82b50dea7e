"""The catalogue of actors, places, offices and tenures that ships in `data/catalogue/`."""

from kb.catalogue.catalogue import Catalogue, load_catalogue
from kb.catalogue.check import check_catalogue
from kb.catalogue.entries import Actor, Nominal, Office, Place, Sense, Tenure

__all__ = [
    "Actor",
    "Catalogue",
    "Nominal",
    "Office",
    "Place",
    "Sense",
    "Tenure",
    "check_catalogue",
    "load_catalogue",
]
