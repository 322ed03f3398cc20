"""Changes a graph after its export: names, the last rows, 4 bits, weights in a file beside it."""

import logging

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization.matmul_nbits_quantizer import (
    DefaultWeightOnlyQuantConfig,
    MatMulNBitsQuantizer,
    QuantFormat,
)

logging.getLogger("onnxruntime.quantization").setLevel(logging.WARNING)

EXTERNAL_BYTES = 1024
"""Smaller weights stay in the graph, as `onnx.save` has it by default."""

PLACES = "position_embedding.weight"


def rename(model, names):
    """Renames values everywhere in the graph; `names` maps old to new."""
    graph = model.graph
    for value in [*graph.input, *graph.output, *graph.value_info]:
        value.name = names.get(value.name, value.name)
    for node in graph.node:
        for side in (node.input, node.output):
            for at, name in enumerate(side):
                side[at] = names.get(name, name)


def keep_last_rows(model):
    """Adds the input `num_logits_to_keep`: the output head gets only that many of the last rows, or all of them for 0."""
    graph = model.graph
    head = next(node for node in graph.node if "logits" in node.output)
    before = [helper.make_node("Neg", ["num_logits_to_keep"], ["/keep/Neg"], "/keep/Neg")]
    constants = {"/keep/axes": [0], "/keep/ends": [np.iinfo(np.int64).max], "/keep/rows": [1]}
    for name, values in constants.items():
        graph.initializer.append(numpy_helper.from_array(np.array(values, np.int64), name))
    before.append(helper.make_node("Unsqueeze", ["/keep/Neg", "/keep/axes"], ["/keep/starts"], "/keep/Unsqueeze"))
    slice_inputs = [head.input[0], "/keep/starts", "/keep/ends", "/keep/rows"]
    before.append(helper.make_node("Slice", slice_inputs, ["/keep/hidden"], "/keep/Slice"))
    head.input[0] = "/keep/hidden"
    at = list(graph.node).index(head)
    for node in reversed(before):
        graph.node.insert(at, node)
    graph.input.append(helper.make_tensor_value_info("num_logits_to_keep", TensorProto.INT64, []))
    dims = graph.output[0].type.tensor_type.shape.dim
    dims[1].Clear()
    dims[1].dim_param = "num_logits_to_keep"


def order(values, names):
    """Puts inputs or outputs into the order of `names`; a missing one is an error."""
    by_name = {value.name: value for value in values}
    if sorted(by_name) != sorted(names):
        raise SystemExit(f"The graph has {sorted(by_name)}, wanted {sorted(names)}.")
    del values[:]
    values.extend(by_name[name] for name in names)


def split_gemm(model):
    """Replaces Gemm with a transposed weight by MatMul and Add, which the 4-bit quantiser supports."""
    graph = model.graph
    weights = {weight.name: weight for weight in graph.initializer}
    for at, node in reversed(list(enumerate(graph.node))):
        if node.op_type != "Gemm":
            continue
        x, matrix, bias = node.input
        weights[matrix].CopyFrom(numpy_helper.from_array(numpy_helper.to_array(weights[matrix]).T.copy(), matrix))
        product = f"{node.name}/product"
        graph.node.remove(node)
        graph.node.insert(at, helper.make_node("Add", [product, bias], node.output, f"{node.name}/Add"))
        graph.node.insert(at, helper.make_node("MatMul", [x, matrix], [product], f"{node.name}/MatMul"))


def four_bits(model, has_zero_points, operators=("MatMul",)):
    """Quantises to MatMulNBits, and to GatherBlockQuantized where `operators` has Gather, in blocks of 32; tables of positions stay."""
    places = [node.name for node in model.graph.node if any(name.endswith(PLACES) for name in node.input)]
    config = DefaultWeightOnlyQuantConfig(
        block_size=32,
        is_symmetric=not has_zero_points,
        quant_format=QuantFormat.QOperator,
        op_types_to_quantize=operators,
        quant_axes=(("MatMul", 0), ("Gather", 1)),
    )
    quantizer = MatMulNBitsQuantizer(model, nodes_to_exclude=places, algo_config=config)
    quantizer.process()
    return quantizer.model.model


def save(model, path):
    """Writes `path` and, beside it, `path`_data with the weights; returns the number of files with weights."""
    path.parent.mkdir(parents=True, exist_ok=True)
    data = path.with_name(f"{path.name}_data")
    data.unlink(missing_ok=True)
    onnx.save_model(
        model,
        str(path),
        save_as_external_data=True,
        all_tensors_to_one_file=True,
        location=data.name,
        size_threshold=EXTERNAL_BYTES,
    )
    if not data.exists():
        return 0
    data.chmod(0o644)
    return 1
