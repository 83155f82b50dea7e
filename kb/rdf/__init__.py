"""The graph: quads of a document, of the ontology and of the catalogue, joining and deriving."""
