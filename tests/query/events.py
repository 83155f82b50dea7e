"""A small store of invented events, as the pipeline would leave it."""

from __future__ import annotations

import pyoxigraph as ox

from kb.namespaces import PREFIXES

# ruff: noqa: E501 (graphs read best with one statement on a line)
# Two outlets report one arms delivery (one of them by a chain of sources), one of them a denial;
# one meeting has no date; a summit lies a year later.
DATA = """
GRAPH <graph/vocab> {
  plover:AID skos:prefLabel "Aid"@en ; skos:inScheme <scheme> .
  plover:CONSULT skos:prefLabel "Consult"@en ; skos:inScheme <scheme> .
  kbt:arms-transfer skos:prefLabel "Arms transfer"@en ; skos:broader plover:AID ;
    skos:inScheme <scheme> .
  kbt:summit skos:prefLabel "Summit"@en ; skos:broader plover:CONSULT ; skos:inScheme <scheme> .
  item:drone skos:prefLabel "drone"@en .
}
GRAPH <graph/curated/actors> {
  <actor/veronia> a kb:State ; skos:prefLabel "Veronia"@en, "Veronie"@fr .
  <actor/kestrel-brigade> a kb:ArmedGroup ; skos:prefLabel "Kestrel Brigade"@en ;
    skos:altLabel "the Kestrels"@en , "KB" .
  <actor/marrow-league> a kb:IGO ; skos:prefLabel "Marrow League"@en ; skos:altLabel "The League" .
  <actor/other-league> a kb:IGO ; skos:prefLabel "Other League"@en ; skos:altLabel "The League" .
  <actor/harbour-post> a kb:MediaOutlet ; skos:prefLabel "Harbour Post"@en .
  <actor/daily-lantern> a kb:MediaOutlet ; skos:prefLabel "Daily Lantern"@en .
  <actor/wire> a kb:NewsAgency ; skos:prefLabel "Coast Wire"@en .
  <place/port-ossa> a kb:Place ; skos:prefLabel "Port Ossa"@en ; kb:within <place/ossa> ;
    wgs:lat 12.5 ; wgs:long -3.25 .
  <place/ossa> a kb:Place ; skos:prefLabel "Ossa"@en .
}
GRAPH <graph/derived/events> {
  <event/e1> a kb:Event ; rdfs:label "Veronia sends 20 drones to Kestrel Brigade"@en ;
    kb:type kbt:arms-transfer ; kb:initiator <actor/veronia> ; kb:recipient <actor/kestrel-brigade> ;
    kb:participant <actor/veronia>, <actor/kestrel-brigade> ; kb:place <place/port-ossa> ; kb:date "2031-03-05" ; kb:earliest "2031-03-01"^^xsd:date ;
    kb:latest "2031-03-05"^^xsd:date ; kb:status st:disputed ;
    kb:reportedStatus st:reported, st:denied ; kb:reportCount 2 ; kb:sourceCount 2 .
  <event/e2> a kb:Event ; rdfs:label "=Envoys of Veronia meet the Kestrel Brigade"@en ;
    kb:type plover:CONSULT ; kb:initiator <actor/veronia> ; kb:participant <actor/veronia>, <actor/kestrel-brigade> ;
    kb:status st:asserted ; kb:reportedStatus st:asserted ; kb:reportCount 1 ; kb:sourceCount 1 .
  <event/e3> a kb:Event ; rdfs:label "Summit of the Marrow League"@en ; kb:type kbt:summit ;
    kb:participant <actor/marrow-league>, <actor/veronia> ; kb:place <place/ossa> ;
    kb:date "2032-04-01/2032-04-02" ; kb:earliest "2032-04-01"^^xsd:date ;
    kb:latest "2032-04-02"^^xsd:date ; kb:status st:planned ; kb:reportedStatus st:planned ;
    kb:reportCount 1 ; kb:sourceCount 1 .
}
GRAPH <graph/links/d1> { <doc/d1/em/1> kb:refersTo <event/e1> . <doc/d1/em/2> kb:refersTo <event/e2> }
GRAPH <graph/links/d2> { <doc/d2/em/1> kb:refersTo <event/e1> . <doc/d2/em/3> kb:refersTo <event/e3> }
GRAPH <graph/doc/d1> {
  <doc/d1> a kb:Document ; schema:url "https://harbour.example/1"^^xsd:anyURI .
  <doc/d1/item/1> a kb:MainStory ; dcterms:isPartOf <doc/d1> ; schema:headline "Drones for Kestrels" ;
    schema:publisher <actor/harbour-post> ; kb:referenceTime <doc/d1/item/1/time> .
  <doc/d1/item/1/time> kb:earliest "2031-03-06"^^xsd:date ; kb:latest "2031-03-06"^^xsd:date .
  <doc/d1/s/1> nif:anchorOf "Coast Wire reported that Veronia sent 20 drones, an official said." ;
    nif:beginIndex 10 ; nif:endIndex 76 .
  <doc/d1/s/2> nif:anchorOf "Envoys met." ; nif:beginIndex 80 ; nif:endIndex 91 .
  <doc/d1/em/1> a kb:EventMention ; kb:inArticle <doc/d1/item/1> ; kb:evidence <doc/d1/s/1> ;
    kb:status st:reported ; kb:confidence 0.9 ; kb:item <doc/d1/em/1/item/1> .
  <doc/d1/em/1> kb:hasParticipation <doc/d1/em/1/a>, <doc/d1/em/1/b> .
  <doc/d1/em/1/a> kb:role role:initiator ; kb:actor <actor/veronia> .
  <doc/d1/em/1/b> kb:role role:recipient ; kb:actor <actor/kestrel-brigade> .
  <doc/d1/em/2> kb:hasParticipation <doc/d1/em/2/a>, <doc/d1/em/2/b> .
  <doc/d1/em/2/a> kb:role role:initiator ; kb:actor <actor/veronia> .
  <doc/d1/em/2/b> kb:role role:counterpart ; kb:actor <actor/kestrel-brigade> .
  <doc/d1/em/1/item/1> kb:itemKind item:drone ; kb:amount 20.0 ; kb:amountText "20 drones" .
  <doc/d1/em/2> a kb:EventMention ; kb:inArticle <doc/d1/item/1> ; kb:evidence <doc/d1/s/2> ;
    kb:status st:asserted ; kb:confidence 0.5 .
  <doc/d1/actor/official> a kb:UnnamedActor ; skos:prefLabel "an official"@en .
  <doc/d1/claim/1> a kb:Claim ; kb:claimant <actor/wire> ; kb:stance stance:reports ;
    kb:content <doc/d1/claim/2> .
  <doc/d1/claim/2> a kb:Claim ; kb:claimant <doc/d1/actor/official> ; kb:stance stance:asserts ;
    kb:via <actor/wire> ; kb:content <doc/d1/em/1> .
}
GRAPH <graph/doc/d2> {
  <doc/d2> a kb:Document .
  <doc/d2/item/1> a kb:MainStory ; dcterms:isPartOf <doc/d2> ; schema:publisher <actor/daily-lantern> .
  <doc/d2/s/1> nif:anchorOf "Veronia denied sending drones." .
  <doc/d2/em/1> a kb:EventMention ; kb:inArticle <doc/d2/item/1> ; kb:evidence <doc/d2/s/1> ;
    kb:status st:denied ; kb:confidence 0.8 .
  <doc/d2/em/1> kb:hasParticipation <doc/d2/em/1/a> .
  <doc/d2/em/1/a> kb:role role:initiator ; kb:actor <actor/veronia> .
  <doc/d2/em/3> kb:hasParticipation <doc/d2/em/3/a> .
  <doc/d2/em/3/a> kb:role role:participant ; kb:actor <actor/marrow-league> .
  <doc/d2/claim/1> a kb:Claim ; kb:claimant <actor/veronia> ; kb:stance stance:denies ;
    kb:content <doc/d2/em/1> .
  <doc/d2/em/3> a kb:EventMention ; kb:inArticle <doc/d2/item/1> ; kb:evidence <doc/d2/s/1> ;
    kb:status st:planned .
}
"""


def parse(trig: str) -> list[ox.Quad]:
    """Return quads of TriG that uses our prefixes and IRIs relative to id/."""
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    text = f"@base <{PREFIXES['id']}> .\n{prefixes}{trig}"
    return list(ox.parse(text, ox.RdfFormat.TRIG))
