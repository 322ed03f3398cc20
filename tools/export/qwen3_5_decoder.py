"""Qwen3.5's decoder as the model builder of onnxruntime-genai writes it, under the names of the published graph."""

import numpy as np
import onnx_ir as ir
import torch
from onnx import helper, numpy_helper

import graphs
from builder import build, cache_names
from builders import Qwen35TextModel


class Decoder(Qwen35TextModel):
    """The builder's graph with cosines of positions taken inside; it has a table of every position there can be."""

    def _make_rotary_caches(self):
        half = self.mrope_rotary_dim // 2
        powers = torch.arange(0, 2 * half, 2).float() / (2 * half)
        frequencies = 1.0 / self.rope_attrs["theta"] ** powers
        axis = [0] * half
        for dim in (1, 2):
            for at in range(dim, min(half, self.mrope_sections[dim] * 3), 3):
                axis[at] = dim
        self.make_initializer(frequencies, "model.rotary_emb.inv_freq", to=ir.DataType.FLOAT)
        for dim, name in [(1, "h_mask"), (2, "w_mask")]:
            mask = torch.tensor([each == dim for each in axis])
            self.make_initializer(mask, f"model.rotary_emb.{name}", to=ir.DataType.BOOL)

    def _make_mrope_cos_sin(self, basename):
        half = self.mrope_rotary_dim // 2
        shape = ["batch_size", "sequence_length", half]
        self.make_cast(f"{basename}/Cast", "position_ids", ir.DataType.FLOAT, [3, "batch_size", "sequence_length"])
        self.make_unsqueeze(
            f"{basename}/Unsqueeze",
            [f"{basename}/Cast/output_0", "/model/constants/INT64/[3]"],
            ir.DataType.FLOAT,
            [3, "batch_size", "sequence_length", 1],
        )
        self.make_mul(
            f"{basename}/Mul",
            [f"{basename}/Unsqueeze/output_0", "model.rotary_emb.inv_freq"],
            ir.DataType.FLOAT,
            [3, *shape],
        )
        outputs = []
        for kind in ("Cos", "Sin"):
            name = f"{basename}/{kind}"
            self.make_node(kind, [f"{basename}/Mul/output_0"], [f"{name}/output_0"], name=name)
            self.make_value(f"{name}/output_0", ir.DataType.FLOAT, [3, *shape])
            parts = []
            for dim in range(3):
                gather = f"{name}/{dim}/Gather"
                inputs = [f"{name}/output_0", f"/model/constants/INT64/{dim}"]
                self.make_gather(gather, inputs, ir.DataType.FLOAT, shape, axis=0)
                parts.append(f"{gather}/output_0")
            mixed = parts[0]
            for mask, part in [("w_mask", parts[2]), ("h_mask", parts[1])]:
                where = f"{name}/{mask}/Where"
                self.make_where(where, [f"model.rotary_emb.{mask}", part, mixed], ir.DataType.FLOAT, shape)
                mixed = f"{where}/output_0"
            outputs.append(mixed)
        return tuple(outputs)


def widen_conv_state(built, layer):
    """past_conv [B, C, 4] for the operator's 3 columns, and the last 4 columns of old and new as present_conv."""
    graph = built.graph
    old, new = f"past_key_values.{layer}.conv_state", f"present.{layer}.conv_state"
    past, present, base = f"past_conv.{layer}", f"present_conv.{layer}", f"/model/layers.{layer}/linear_attn/state"
    node = next(node for node in graph.node if new in node.output)
    for name, values in {"from": [1], "last": [-4], "end": [np.iinfo(np.int64).max], "axis": [2]}.items():
        graph.initializer.append(numpy_helper.from_array(np.array(values, np.int64), f"{base}/{name}"))
    at = list(graph.node).index(node)
    ends = [f"{base}/end", f"{base}/axis"]
    slice_past = helper.make_node("Slice", [past, f"{base}/from", *ends], [old], f"{base}/Slice_past")
    concat = helper.make_node("Concat", [past, node.input[0]], [f"{base}/all"], f"{base}/Concat", axis=2)
    slice_all = helper.make_node("Slice", [f"{base}/all", f"{base}/last", *ends], [present], f"{base}/Slice_all")
    for each in (slice_all, concat):
        graph.node.insert(at + 1, each)
    graph.node.insert(at, slice_past)
    node.output[1] = f"{base}/carried"
    for values, name, wanted in [(graph.input, old, past), (graph.output, new, present)]:
        value = next(value for value in values if value.name == name)
        value.name = wanted
        value.type.tensor_type.shape.dim[2].dim_value = 4


def build_decoder(model):
    config = model.config.text_config
    config = type(config).from_dict(config.to_dict())
    rope = dict(config.rope_parameters)
    config.rope_scaling = {**rope, "type": "mrope"}
    config.rope_theta = rope["rope_theta"]
    config.partial_rotary_factor = rope["partial_rotary_factor"]
    config._name_or_path = "."
    config.architectures = ["Qwen3_5ForConditionalGeneration"]
    built = build(Decoder, config, model)
    layers = range(config.num_hidden_layers)
    for layer in layers:
        if config.layer_types[layer] == "linear_attention":
            widen_conv_state(built, layer)
    names = {}
    for layer in layers:
        names[f"past_key_values.{layer}.recurrent_state"] = f"past_recurrent.{layer}"
        names[f"present.{layer}.recurrent_state"] = f"present_recurrent.{layer}"
    graphs.rename(built, names)
    graphs.keep_last_rows(built)
    past, present = cache_names(config.layer_types, ["conv", "recurrent"])
    graphs.order(built.graph.input, ["inputs_embeds", "attention_mask", "position_ids", "num_logits_to_keep", *past])
    graphs.order(built.graph.output, ["logits", *present])
    return built
