"""SmolVLM2's decoder as the model builder of onnxruntime-genai 0.7 writes it for WebGPU in fp32, without the embedding."""

import contextlib
import io
import tempfile
from pathlib import Path
from types import SimpleNamespace

import onnx
import torch
from onnxruntime_genai.models import builder


def export_decoder(model, path):
    text = model.config.text_config
    text._name_or_path, text.architectures = ".", ["LlamaForCausalLM"]
    language = torch.nn.Module()
    language.model, language.lm_head = model.model.text_model, model.lm_head
    # It reads weights by this class alone.
    builder.AutoModelForCausalLM = SimpleNamespace(from_pretrained=lambda *_, **__: language)
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        cache = Path(folder) / "cache"
        cache.mkdir()
        options = {"exclude_embeds": True}
        made = builder.LlamaModel(text, onnx.TensorProto.FLOAT, "fp32", "webgpu", str(cache), options)
        made.make_model(".")
        made.save_model(folder)
        onnx.save(onnx.load(f"{folder}/model.onnx"), str(path))
