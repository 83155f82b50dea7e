"""Validation by pyshacl: it finds what is wrong and nothing else."""

import pytest

from kb.config import resource
from kb.errors import InputError
from kb.shacl import Violation, read_graph, violations

SHAPES = resource("ontology/shapes.ttl")
DOC = "https://w3id.org/gekb/id/doc/1"
DATA = f"""
@prefix kb: <https://w3id.org/gekb/ns#> .
<{DOC}> a kb:Document ; kb:contentHash "HASH" .
"""


def write(path, content_hash):
    path.write_text(DATA.replace("HASH", content_hash), encoding="utf-8")
    return path


def test_sound_data_has_no_violation(tmp_path):
    sound = write(tmp_path / "a.ttl", "sha256:" + "0" * 64)
    assert [v for v in violations(read_graph(sound), SHAPES) if "contentHash" in v.path] == []


def test_a_broken_shape_is_named(tmp_path):
    broken = write(tmp_path / "a.ttl", "sha256:0")
    found = [v for v in violations(read_graph(broken), SHAPES) if "contentHash" in v.path]
    assert [(v.node, v.path) for v in found] == [(DOC, "https://w3id.org/gekb/ns#contentHash")]
    assert isinstance(found[0], Violation)
    assert found[0].message


def test_what_is_no_rdf_is_named(tmp_path):
    (tmp_path / "a.ttl").write_text("this is not Turtle")
    with pytest.raises(InputError, match=r"a\.ttl: Parser error") as caught:
        read_graph(tmp_path / "a.ttl")
    assert "\n" not in str(caught.value)
    with pytest.raises(InputError, match="no RDF file by its name"):
        read_graph(tmp_path / "a.docx")
    with pytest.raises(InputError, match="No such file"):
        read_graph(tmp_path / "b.ttl")


def test_validate_command(tmp_path, kb_command):
    broken = write(tmp_path / "broken.ttl", "sha256:0")
    done = kb_command("validate", broken)
    assert done.returncode == 1
    assert f"{broken}: {DOC} kb:contentHash: " in done.stdout
    assert done.stderr == ""
