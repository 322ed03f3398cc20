"""Runs the model builder of onnxruntime-genai on a language model in memory."""

import contextlib
import io
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

import onnx
import onnx_ir as ir
import torch

# The builder's modules import each other by short names, from their own folder.
sys.path.insert(0, str(Path(find_spec("onnxruntime_genai").submodule_search_locations[0]) / "models"))


class TextModel(torch.nn.Module):
    """The language model and its head alone, in the modules that the builder walks through."""

    def __init__(self, model):
        super().__init__()
        self.model = model.model.language_model
        self.lm_head = model.lm_head


def build(builder, config, model):
    """Returns the graph that the builder's class `builder` makes of `model` for WebGPU in fp32, without the embedding."""

    class Builder(builder):
        def load_weights(self, _):
            return TextModel(model)

    says = contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO())
    with tempfile.TemporaryDirectory() as folder, says[0], says[1]:
        made = Builder(config, ir.DataType.FLOAT, ir.DataType.FLOAT, "webgpu", folder, {"exclude_embeds": True})
        made.make_model(folder)
        made.save_model(folder)
        return onnx.load(f"{folder}/model.onnx")


def cache_names(layer_types, states):
    """Returns the names of the caches that go in and come out, layer by layer; `states` are those of a layer without attention."""
    past, present = [], []
    for layer, kind in enumerate(layer_types):
        if kind == "full_attention":
            past += [f"past_key_values.{layer}.{side}" for side in ("key", "value")]
            present += [f"present.{layer}.{side}" for side in ("key", "value")]
        else:
            past += [f"past_{state}.{layer}" for state in states]
            present += [f"present_{state}.{layer}" for state in states]
    return past, present
