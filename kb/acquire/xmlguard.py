"""XML from strangers: no entities, no network, no documents of endless depth."""

from __future__ import annotations

from typing import Any

from lxml import etree

from kb.errors import InputError


def parse_xml(content: bytes) -> etree._Element:
    """Return the root of an XML document, mended where it is not well-formed.

    Raises InputError where it declares entities, or where there is nothing to mend.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError(f"damaged XML: {error}") from error
    if root is None:
        raise InputError("damaged XML: it has no element")
    dtd: Any = root.getroottree().docinfo.internalDTD  # lxml-stubs lack its methods
    if dtd is not None and next(iter(dtd.iterentities()), None) is not None:
        raise InputError("the XML declares entities, which are not read")
    return root
