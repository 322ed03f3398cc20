"""Exports the decoder of `llava_onevision.py` with the optimum of August 2024.

    python3 llava_onevision_decoder.py WORK OUT  # transformers 4.43.4, optimum 1.21.4

Known of the published decoder: inputs attention_mask, position_ids, past_key_values.*, inputs_embeds in this order (the
order of Qwen2's `forward`, in which optimum sorts them), logits of all rows, opset 14, added on 16 August 2024: before
transformers had `num_logits_to_keep`. Inferred from the sizes, 1.99 GB, 997 MB (fp16), 327 MB (q4), 287 MB (q4f16): the
matrices, the output head among them, in symmetric blocks of 32, and one pair of tables of cosines and sines
[32768, 64] (16.8 MB), as Qwen2 had them up to transformers 4.44. So attention is of plain operators and rotation takes rows
of a table. (Tables of the genai builder would be half as wide, and the sizes 8 MB smaller.) With optimum's own export of that month the inputs come out in the published order.

One thing is not as published: a fixture's tables have 1,024 rows, because 32,768 would weigh as much as all fixtures.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from optimum.exporters.onnx import export
from optimum.exporters.onnx.model_configs import Qwen2OnnxConfig
from safetensors.torch import load_file
from transformers import Qwen2Config, Qwen2ForCausalLM

from precisions import write_precisions

FIXTURE_ROWS = 1024
CHECKED = ((0, 40), (7, 5), (40, 1))
"""Rows in the past and rows of a run that the graph is compared with the model on."""


class EmbeddingsConfig(Qwen2OnnxConfig):
    """optimum's configuration of Qwen2, with inputs_embeds in place of input_ids."""

    takes_ids = False

    @property
    def inputs(self):
        inputs = super().inputs
        if not self.takes_ids:
            inputs["inputs_embeds"] = inputs.pop("input_ids")
        return inputs

    def generate_dummy_inputs(self, framework="pt", **shapes):
        self.takes_ids = True
        inputs = super().generate_dummy_inputs(framework=framework, **shapes)
        self.takes_ids = False
        ids = inputs.pop("input_ids")
        inputs["inputs_embeds"] = torch.randn(*ids.shape, self._config.hidden_size)
        return inputs


def load(folder, rows):
    """Loads the language model of a LLaVA-OneVision folder of PyTorch weights; its tables have `rows` rows, None: as configured."""
    config = json.loads((folder / "config.json").read_text())["text_config"]
    config = Qwen2Config(**config, **({} if rows is None else {"max_position_embeddings": rows}))
    model = Qwen2ForCausalLM(config).eval()
    prefix = "language_model."
    weights = load_file(folder / "model.safetensors")
    weights = {name.removeprefix(prefix): value for name, value in weights.items() if name.startswith(prefix)}
    missing = model.load_state_dict(weights, strict=False)
    if missing.missing_keys not in ([], ["lm_head.weight"]) or missing.unexpected_keys:
        raise SystemExit(f"The weights are of another model: {missing}")
    model.tie_weights()
    return model


def check(model, path):
    """Compares the graph with the model, from an empty cache and from a filled one."""
    session = onnxruntime.InferenceSession(str(path))
    config = model.config
    for past_rows, rows in CHECKED:
        shape = (1, config.num_key_value_heads, past_rows, config.hidden_size // config.num_attention_heads)
        past = [(torch.randn(shape), torch.randn(shape)) for _ in range(config.num_hidden_layers)]
        embeds = torch.randn(1, rows, config.hidden_size)
        positions = torch.arange(past_rows, past_rows + rows)[None]
        want = model(inputs_embeds=embeds, position_ids=positions, past_key_values=past).logits.detach().numpy()
        feeds = {
            "attention_mask": np.ones((1, past_rows + rows), np.int64),
            "position_ids": positions.numpy(),
            "inputs_embeds": embeds.numpy(),
        }
        for layer, pair in enumerate(past):
            for kind, value in zip(("key", "value"), pair):
                feeds[f"past_key_values.{layer}.{kind}"] = value.numpy()
        got = session.run(["logits"], feeds)[0]
        error = float(np.abs(got - want).max())
        print(f"{path.name}: {rows} rows after {past_rows}: {error:.1e} of {np.abs(want).max():.1f}")
        if not error < 1e-3:
            raise SystemExit(f"{path} does not give what the model gives.")


def main(work, out, rows):
    torch.manual_seed(1)
    torch.set_num_threads(1)
    model = load(work / "model", rows)
    path = out / "onnx/decoder_model_merged.onnx"
    export(model, EmbeddingsConfig(model.config, task="text-generation", use_past=True, use_past_in_inputs=True), path, opset=14)
    write_precisions(path, ["q4", "q4f16"])
    check(model, path)
    check(model, path.with_name(f"{path.stem}_q4.onnx"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("work", type=Path, help="what llava_onevision.py was given")
    parser.add_argument("out", type=Path, help="the model folder")
    parser.add_argument("--all-rows", action="store_true", help="tables for every position, as published")
    options = parser.parse_args()
    main(options.work, options.out, None if options.all_rows else FIXTURE_ROWS)
