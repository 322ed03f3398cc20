"""Exports a small Qwen2-VL in the layout of onnx-community/Qwen2-VL-2B-Instruct, with what Hugging Face says of two clips.

    python3 qwen2_vl.py OUT WORK  # transformers 4.48.3, torch 2.5.1

The script that made the published graphs was published with them; its facts are followed here: versions (onnx 1.17.0,
onnxslim 0.1.42), inputs to trace with, order and names of inputs and outputs, strict shape inference, then onnxslim. Vision
is traced with one picture of 16 × 16 patches, the decoder with 16 rows and an empty past; logits of all rows.

Two copies of that script differ in the opset of vision and embedding: 18 in the one that names its versions, followed here;
the decoder's is 14. Attention is what the library takes by default, scaled dot products. Inferred from the size of the
published decoder (869.38 MB in q4f16): symmetric blocks of 32, the output head among them. Vision's linear layers are Gemm,
which the 4-bit quantiser leaves as it is: a vision_encoder_q4.onnx would be the fp32 one, so there is none here.

A vision graph of this kind is right for one temporal step alone: its loop over steps was traced with one, and the rows of
all later steps see nothing and become NaN. `check_vision` shows it.
"""

import argparse
import math
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import onnxslim
import torch
from transformers import (
    DynamicCache,
    Qwen2VLConfig,
    Qwen2VLForConditionalGeneration,
    Qwen2VLImageProcessor,
    Qwen2VLProcessor,
)

from clips import CLIPS, save_frames
from four_bits import settle_linear
from lively import clear_winner, enliven
from oracle import GREEDY, RETENTION, Oracle
from precisions import write_precisions
from qwen2_words import make_tokenizer
from vidcom2 import kept
from weights import draw

SEED = 3
SIZES = {"wide": (160, 108), "tall": (84, 136)}
"""Larger frames than the clips have, since this family keeps a frame's size: 24 and 15 tokens a step."""
ROWS = 16
GRID = [1, 16, 16]
CONTROL = [
    "<|endoftext|>",
    "<|im_start|>",
    "<|im_end|>",
    "<|object_ref_start|>",
    "<|object_ref_end|>",
    "<|box_start|>",
    "<|box_end|>",
    "<|quad_start|>",
    "<|quad_end|>",
    "<|vision_start|>",
    "<|vision_end|>",
    "<|vision_pad|>",
    "<|image_pad|>",
    "<|video_pad|>",
]
TEMPLATE = (
    "{% for message in messages %}"
    "{% if loop.first and message['role'] != 'system' %}"
    "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n{% endif %}"
    "<|im_start|>{{ message['role'] }}\n"
    "{% if message['content'] is string %}{{ message['content'] }}{% else %}{% for part in message['content'] %}"
    "{% if part['type'] == 'image' %}<|vision_start|><|image_pad|><|vision_end|>"
    "{% elif part['type'] == 'video' %}<|vision_start|><|video_pad|><|vision_end|>"
    "{% else %}{{ part['text'] }}{% endif %}{% endfor %}{% endif %}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
"""Renders what the published template renders, but for numbers of pictures, which nobody asks for here."""


def make_config(tokenizer):
    identity = tokenizer.convert_tokens_to_ids
    return Qwen2VLConfig(
        vocab_size=360,
        hidden_size=64,
        intermediate_size=96,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=1,
        max_window_layers=2,
        rms_norm_eps=1e-6,
        rope_theta=1e6,
        rope_scaling={"type": "mrope", "mrope_section": [2, 3, 3]},
        sliding_window=32768,
        tie_word_embeddings=True,
        bos_token_id=identity("<|endoftext|>"),
        eos_token_id=identity("<|im_end|>"),
        vision_start_token_id=identity("<|vision_start|>"),
        vision_end_token_id=identity("<|vision_end|>"),
        vision_token_id=identity("<|vision_pad|>"),
        image_token_id=identity("<|image_pad|>"),
        video_token_id=identity("<|video_pad|>"),
        vision_config={
            "depth": 2,
            "embed_dim": 40,
            "num_heads": 2,
            "hidden_size": 64,
            "in_chans": 3,
            "spatial_patch_size": 14,
        },
    )


class Positional(torch.nn.Module):
    """The model with the inputs of its graph: embeddings, mask, positions [3, B, S], then keys and values layer by layer."""

    def __init__(self, model):
        super().__init__()
        self.inner = model

    def forward(self, inputs_embeds, attention_mask, position_ids, *past):
        layers = self.inner.config.num_hidden_layers
        cache = DynamicCache(layers)
        for layer in range(layers):
            cache.update(past[2 * layer], past[2 * layer + 1], layer)
        output = self.inner(
            inputs_embeds=inputs_embeds,
            attention_mask=attention_mask,
            position_ids=position_ids,
            past_key_values=cache,
        )
        pairs = zip(output.past_key_values.key_cache, output.past_key_values.value_cache)
        return output.logits, *(value for pair in pairs for value in pair)


def empty_past(config):
    shape = (1, config.num_key_value_heads, 0, config.hidden_size // config.num_attention_heads)
    names = [f"{layer}.{kind}" for layer in range(config.num_hidden_layers) for kind in ("key", "value")]
    return names, [torch.zeros(shape) for _ in names]


def export_decoder(model, path):
    names, past = empty_past(model.config)
    rows = {0: "batch_size", 1: "sequence_length"}
    axes = {"inputs_embeds": rows, "attention_mask": rows, "logits": rows}
    axes["position_ids"] = {1: "batch_size", 2: "sequence_length"}
    axes.update({f"past_key_values.{name}": {0: "batch_size", 2: "past_sequence_length"} for name in names})
    axes.update({f"present.{name}": {0: "batch_size", 2: "past_sequence_length + 1"} for name in names})
    ones = {"dtype": torch.int64}
    torch.onnx.export(
        Positional(model),
        (torch.ones(1, ROWS, model.config.hidden_size), torch.ones(1, ROWS, **ones), torch.ones(3, 1, ROWS, **ones), *past),
        str(path),
        opset_version=14,
        input_names=["inputs_embeds", "attention_mask", "position_ids", *(f"past_key_values.{name}" for name in names)],
        output_names=["logits", *(f"present.{name}" for name in names)],
        dynamic_axes=axes,
    )


def export_embedding(model, path):
    rows = {0: "batch_size", 1: "sequence_length"}
    torch.onnx.export(
        model.model.embed_tokens,
        (torch.ones(1, ROWS, dtype=torch.int64),),
        str(path),
        opset_version=18,
        input_names=["input_ids"],
        output_names=["inputs_embeds"],
        dynamic_axes={"input_ids": rows, "inputs_embeds": rows},
    )


def export_vision(model, path):
    patches = "batch_size * grid_t * grid_h * grid_w"
    values = "channel * temporal_patch_size * patch_size * patch_size"
    torch.onnx.export(
        model.visual,
        (torch.randn(math.prod(GRID), 3 * 2 * 14 * 14), torch.tensor([GRID])),
        str(path),
        opset_version=18,
        input_names=["pixel_values", "grid_thw"],
        output_names=["image_features"],
        dynamic_axes={
            "pixel_values": {0: patches, 1: values},
            "grid_thw": {0: "batch_size"},
            "image_features": {0: patches},
        },
    )


def finish(traced, path):
    """Does what the published script does after the trace."""
    onnx.shape_inference.infer_shapes_path(str(traced), check_type=True, strict_mode=True)
    onnx.save(onnxslim.slim(str(traced)), str(path))


def check_vision(model, path):
    session = onnxruntime.InferenceSession(str(path))
    for grid in (GRID, [1, 6, 10], [2, 6, 10]):
        pixels, grid_thw = torch.randn(math.prod(grid), 1176), torch.tensor([grid])
        want = model.visual(pixels, grid_thw).numpy()
        got = session.run(None, {"pixel_values": pixels.numpy(), "grid_thw": grid_thw.numpy()})[0]
        error = float(np.abs(got - want).max())
        print(f"{path.name}: grid {grid}: {error:.1e} of {np.abs(want).max():.1f}, {np.isnan(got).sum()} NaN")
        if grid[0] == 1 and not error < 1e-4:
            raise SystemExit(f"{path} does not give what the model gives.")


def check_decoder(model, path):
    names, past = empty_past(model.config)
    embeds, positions = torch.randn(1, 40, model.config.hidden_size), torch.randint(0, 30, (3, 1, 40))
    mask = torch.ones(1, 40, dtype=torch.int64)
    want = Positional(model)(embeds, mask, positions, *past)[0].numpy()
    feeds = {"inputs_embeds": embeds.numpy(), "attention_mask": mask.numpy(), "position_ids": positions.numpy()}
    feeds.update({f"past_key_values.{name}": value.numpy() for name, value in zip(names, past)})
    got = onnxruntime.InferenceSession(str(path)).run(["logits"], feeds)[0]
    error = float(np.abs(got - want).max())
    print(f"{path.name}: {error:.1e} of {np.abs(want).max():.1f}")
    if not error < 1e-3:
        raise SystemExit(f"{path} does not give what the model gives.")


def greedy(model, embeds, positions, following):
    """Returns the logits of the first token, and the first GREEDY ids; their positions continue from `following`."""
    mask = torch.ones(1, embeds.shape[1], dtype=torch.int64)
    output = model(inputs_embeds=embeds, attention_mask=mask, position_ids=positions, use_cache=True)
    first, ids = output.logits[0, -1], []
    while len(ids) < GREEDY:
        ids.append(clear_winner(output.logits[0, -1]))
        mask = torch.ones(1, embeds.shape[1] + len(ids), dtype=torch.int64)
        output = model(
            inputs_embeds=model.model.embed_tokens(torch.tensor([ids[-1:]])),
            attention_mask=mask,
            position_ids=torch.full((3, 1, 1), following + len(ids) - 1),
            past_key_values=output.past_key_values,
            use_cache=True,
        )
    return first, ids


def answer(model, processor, clip, oracle):
    messages = [{"role": "user", "content": [{"type": "video"}, {"type": "text", "text": clip.question}]}]
    text = processor.apply_chat_template(messages, add_generation_prompt=True)
    inputs = processor(text=[text], videos=[list(clip.frames())], return_tensors="pt")
    ids, pixels, grid = inputs["input_ids"], inputs["pixel_values_videos"], inputs["video_grid_thw"]
    model.rope_deltas = None  # of the clip before
    whole = model(**inputs).logits[0, -1]
    features = model.visual(pixels, grid_thw=grid)
    positions, _ = model.get_rope_index(ids, None, grid, inputs["attention_mask"])
    following = int(positions.max()) + 1
    is_video = ids[0] == model.config.video_token_id
    embeds = model.model.embed_tokens(ids)
    embeds[0, is_video] = features
    full = greedy(model, embeds, positions, following)
    assert torch.allclose(full[0], whole, atol=1e-4), (full[0] - whole).abs().max()

    picks = kept(features, int(grid[0, 0]), RETENTION)
    stays = ~is_video
    stays[is_video.nonzero()[picks, 0]] = True
    oracle.add(
        clip,
        prompt=ids[0].tolist(),
        positions=positions[:, 0].tolist(),
        pixels=pixels,
        features=features,
        full=full,
        quarter=(picks, *greedy(model, embeds[:, stays], positions[:, :, stays], following)),
    )
    print(clip.name, grid.tolist(), full[1], f"{len(picks)} of {len(features)} tokens kept")


def export(out, work):
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    shutil.rmtree(out, ignore_errors=True)
    (out / "onnx").mkdir(parents=True)
    tokenizer = make_tokenizer(work, CONTROL)
    config = make_config(tokenizer)
    model = Qwen2VLForConditionalGeneration(config).eval()
    draw(model, SEED, embedding_spread=2 / math.sqrt(config.hidden_size))
    enliven(model, SEED)
    settle_linear(model)
    config.torch_dtype = torch.float32
    config.architectures = ["Qwen2VLForConditionalGeneration"]
    config.save_pretrained(out)
    model.generation_config.save_pretrained(out)
    processor = Qwen2VLProcessor(
        image_processor=Qwen2VLImageProcessor(min_pixels=56 * 56, max_pixels=28 * 28 * 16384),
        tokenizer=tokenizer,
        chat_template=TEMPLATE,
    )
    processor.save_pretrained(out)
    with torch.no_grad():
        parts = {"embed_tokens": export_embedding, "decoder_model_merged": export_decoder, "vision_encoder": export_vision}
        for name, trace in parts.items():
            trace(model, work / f"{name}.onnx")
            finish(work / f"{name}.onnx", out / f"onnx/{name}.onnx")
        write_precisions(out / "onnx/decoder_model_merged.onnx", ["q4", "q4f16"])
        check_vision(model, out / "onnx/vision_encoder.onnx")
        check_decoder(model, out / "onnx/decoder_model_merged.onnx")
        check_decoder(model, out / "onnx/decoder_model_merged_q4.onnx")
        oracle = Oracle(out / "oracle", ["transformers", "torch", "pillow", "numpy"])
        for clip in CLIPS:
            width, height = SIZES[clip.name]
            clip = replace(clip, width=width, height=height)
            answer(model, processor, clip, oracle)
            save_frames(clip, out / "oracle")
        oracle.write()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path, help="the model folder")
    parser.add_argument("work", type=Path, help="a folder for what is in between")
    options = parser.parse_args()
    export(options.out, options.work)
