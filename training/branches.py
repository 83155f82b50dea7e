"""Put parts of the network behind a condition, so that each call computes only what it asks for.

onnxruntime computes every node of a graph, whichever outputs are fetched. Nodes that serve only
some outputs are therefore moved into a branch of an `If` node with a condition of its own among
the inputs; where the condition is false, the outputs are empty.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def branch_off(model: onnx.ModelProto, outputs: Iterable[str], condition: str) -> None:
    """Compute `outputs` only where the new Boolean input `condition` is true."""
    graph = model.graph
    wanted = [output for output in graph.output if output.name in set(outputs)]
    others = {output.name for output in graph.output} - {output.name for output in wanted}
    shared = _ancestors(graph, others)
    own = _ancestors(graph, {output.name for output in wanted}) - shared
    moved = [node for index, node in enumerate(graph.node) if index in own]
    kept = [node for index, node in enumerate(graph.node) if index not in own]
    used = set().union(*map(_inputs, kept))
    constants = [tensor for tensor in graph.initializer if tensor.name not in used]
    then = helper.make_graph(moved, f"{condition}_then", [], _renamed(wanted), constants)
    for node in then.node:
        _rename(node, {output.name: _inside(output.name) for output in wanted})
    empty = [_empty(output) for output in wanted]
    otherwise = helper.make_graph(empty, f"{condition}_else", [], _renamed(wanted))
    names = [output.name for output in wanted]
    chosen = helper.make_node("If", [condition], names, then_branch=then, else_branch=otherwise)
    gone = {tensor.name for tensor in constants}
    rest = [tensor for tensor in graph.initializer if tensor.name not in gone]
    _replace(graph.node, [*kept, chosen])
    _replace(graph.initializer, rest)
    graph.input.append(helper.make_tensor_value_info(condition, TensorProto.BOOL, []))


def _ancestors(graph: onnx.GraphProto, names: set[str]) -> set[int]:
    """Return the indices of the nodes that `names` are computed from."""
    needed, found = set(names), set()
    for index in range(len(graph.node) - 1, -1, -1):
        node = graph.node[index]
        if needed.intersection(node.output):
            found.add(index)
            needed.update(_inputs(node))
    return found


def _inputs(node: onnx.NodeProto) -> set[str]:
    """Return what a node reads, in its branches too."""
    branches = (a.g for a in node.attribute if a.type == onnx.AttributeProto.GRAPH)
    return set(node.input).union(*(_inputs(inner) for graph in branches for inner in graph.node))


def _inside(name: str) -> str:
    return f"{name}_computed"


def _renamed(outputs: list[onnx.ValueInfoProto]) -> list[onnx.ValueInfoProto]:
    return [
        helper.make_tensor_value_info(
            _inside(output.name), output.type.tensor_type.elem_type, [None] * _rank(output)
        )
        for output in outputs
    ]


def _rename(node: onnx.NodeProto, names: dict[str, str]) -> None:
    for places in (node.input, node.output):
        for index, name in enumerate(places):
            places[index] = names.get(name, name)


def _rank(output: onnx.ValueInfoProto) -> int:
    return len(output.type.tensor_type.shape.dim)


def _empty(output: onnx.ValueInfoProto) -> onnx.NodeProto:
    kind = helper.tensor_dtype_to_np_dtype(output.type.tensor_type.elem_type)
    value = numpy_helper.from_array(np.zeros([0] * _rank(output), kind))
    return helper.make_node("Constant", [], [_inside(output.name)], value=value)


def _replace(field: object, content: list[object]) -> None:
    del field[:]  # type: ignore[attr-defined]
    field.extend(content)  # type: ignore[attr-defined]
