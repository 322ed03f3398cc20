"""Exports a tiny Qwen3.5 in the layout of onnx-community/Qwen3.5-0.8B-ONNX-OPT, with what Hugging Face's code says of two clips.

    python3 qwen3_5.py OUT

How the published graphs were made is not documented. Known from programs that run them: the files, and names, types and
ranks of what they take and give; `num_logits_to_keep`; `past_conv.i` [B, C, 4], `past_recurrent.i`, keys and values for
every fourth layer alone; `LinearAttention` and `CausalConvWithState` of com.microsoft. Known from sizes:
decoder_model_merged_q4.onnx_data has 483,655,680 bytes, within 0.005 % of all matrices in 4 bits with zero points (blocks of
32, float scales) and the rest in floats, so the output head is quantised and there are no tables of cosines (67 MB);
embed_tokens_q4.onnx_data has 162,897,920 = 248320 × 1024 × 5.125 / 8, the same 4 bits.

Inferred: the decoder is made as the model builder of onnxruntime-genai 0.13.1 makes it (April 2026, the month of the files
and the first with both operators), but for three things: cosines and sines are taken inside, states have the published
names, and the convolution's state has Hugging Face's 4 columns where the operator carries 3. The vision encoder is traced
by torch with one temporal step; its attention spans all patches of a run, because a trace of the library's loop over steps
would be bound to one size of picture. More than one step a run is therefore wrong here, as it may be there.

transformers 5.5 is of the same month. By 5.18 its processor leaves the template's vision tokens standing around all steps
of a video. The folder's budget of pixels is smaller than any published one, so that small clips stay small.
"""

import argparse
import copy
import math
import shutil
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from transformers import (
    DynamicCache,
    GenerationConfig,
    Qwen2VLImageProcessor,
    Qwen3_5Config,
    Qwen3_5ForConditionalGeneration,
    Qwen3_5Tokenizer,
    Qwen3VLProcessor,
    Qwen3VLVideoProcessor,
)

import graphs
from agreement import hold
from clips import UNRESIZED, save_frames
from embedding import export_embedding
from four_bits import settle_linear
from lively import clear_winner, enliven
from oracle import GREEDY, RETENTION, Oracle
from qwen3_5_decoder import build_decoder
from qwen3_5_vision import export_vision
from vidcom2 import kept
from weights import draw
from words import learn

SEED = 12
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
THINKING = ["<think>", "</think>"]
TEMPLATE = """\
{%- for message in messages %}
    {{- '<|im_start|>' + message.role + '\\n' }}
    {%- if message.content is string %}
        {{- message.content }}
    {%- else %}
        {%- for item in message.content %}
            {%- if 'image' in item or item.type == 'image' %}
                {{- '<|vision_start|><|image_pad|><|vision_end|>' }}
            {%- elif 'video' in item or item.type == 'video' %}
                {{- '<|vision_start|><|video_pad|><|vision_end|>' }}
            {%- elif 'text' in item %}
                {{- item.text }}
            {%- endif %}
        {%- endfor %}
    {%- endif %}
    {{- '<|im_end|>\\n' }}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
    {%- if enable_thinking is defined and enable_thinking is true %}
        {{- '<think>\\n' }}
    {%- else %}
        {{- '<think>\\n\\n</think>\\n\\n' }}
    {%- endif %}
{%- endif %}
"""
"""Ours, shorter than the published one; it renders a user's turn as that does for 0.8B and 2B, which do not think unless asked."""


def make_tokenizer():
    vocabulary, merges = learn(90)
    tokenizer = Qwen3_5Tokenizer(vocab=vocabulary, merges=merges)
    tokenizer.add_special_tokens({"additional_special_tokens": CONTROL})
    tokenizer.add_tokens(THINKING)
    return tokenizer


def make_config(tokenizer):
    identity = tokenizer.convert_tokens_to_ids
    return Qwen3_5Config(
        text_config={
            "vocab_size": len(tokenizer),
            "hidden_size": 64,
            "intermediate_size": 64,
            "num_hidden_layers": 4,
            "num_attention_heads": 4,
            "num_key_value_heads": 2,
            "head_dim": 32,
            "max_position_embeddings": 4096,
            "linear_key_head_dim": 16,
            "linear_value_head_dim": 16,
            "linear_num_key_heads": 2,
            "linear_num_value_heads": 2,
            "rope_parameters": {
                "rope_type": "default",
                "rope_theta": 10_000_000,
                "partial_rotary_factor": 0.5,
                "mrope_section": [3, 3, 2],
                "mrope_interleaved": True,
            },
            "tie_word_embeddings": True,
            "eos_token_id": identity("<|endoftext|>"),
        },
        vision_config={
            "depth": 2,
            "hidden_size": 32,
            "intermediate_size": 64,
            "num_heads": 2,
            "out_hidden_size": 64,
            "num_position_embeddings": 64,
        },
        image_token_id=identity("<|image_pad|>"),
        video_token_id=identity("<|video_pad|>"),
        vision_start_token_id=identity("<|vision_start|>"),
        vision_end_token_id=identity("<|vision_end|>"),
        tie_word_embeddings=True,
    )


def export_graphs(model, out):
    """Exports fp32 and q4, each with its weights in a file beside it; returns how many such files each graph has."""
    with tempfile.TemporaryDirectory() as folder:
        vision, embedding = Path(folder) / "vision.onnx", Path(folder) / "embedding.onnx"
        export_vision(model, vision)
        export_embedding(model, embedding, opset=18)
        built = {
            "vision_encoder": (onnx.load(vision), ("MatMul",)),
            "embed_tokens": (onnx.load(embedding), ("Gather",)),
            "decoder_model_merged": (build_decoder(model), ("MatMul",)),
        }
    graphs.split_gemm(built["vision_encoder"][0])
    parts = {}
    for name, (graph, quantised) in built.items():
        file = out / "onnx" / f"{name}.onnx"
        parts[file.name] = graphs.save(copy.deepcopy(graph), file)
        file = out / "onnx" / f"{name}_q4.onnx"
        parts[file.name] = graphs.save(graphs.four_bits(graph, True, quantised), file)
    return parts


class Text:
    """The language model after the embeddings, with one cache at a time."""

    def __init__(self, model):
        self.model = model

    def first(self, embeds, positions):
        self.cache = DynamicCache(config=self.model.config.text_config)
        return self.step(embeds, positions)

    def step(self, embeds, positions):
        hidden = self.model.model.language_model(
            inputs_embeds=embeds, position_ids=positions, past_key_values=self.cache, use_cache=True
        ).last_hidden_state
        return self.model.lm_head(hidden[:, -1])[0]

    def greedy(self, logits, position):
        """Returns the first GREEDY tokens; positions continue from `position`."""
        ids = []
        while len(ids) < GREEDY:
            ids.append(clear_winner(logits))
            embeds = self.model.get_input_embeddings()(torch.tensor([[ids[-1]]]))
            logits = self.step(embeds, torch.full((3, 1, 1), position + len(ids) - 1))
        return ids


def answer(model, processor, graph, clip, oracle):
    messages = [
        {"role": "user", "content": [{"type": "video"}, {"type": "text", "text": clip.question}]},
    ]
    text = processor.apply_chat_template(messages, add_generation_prompt=True, enable_thinking=False)
    fps = 1 / (clip.times[1] - clip.times[0])
    metadata = {
        "total_num_frames": len(clip.times),
        "fps": 10.0,
        "duration": clip.duration,
        "frames_indices": [round(10 * time) for time in clip.times],
    }
    inputs = processor(
        text=[text],
        videos=[torch.from_numpy(np.stack(clip.frames())).permute(0, 3, 1, 2)],
        video_metadata=[metadata],
        do_sample_frames=False,
        return_tensors="pt",
    )
    ids, grid = inputs["input_ids"], inputs["video_grid_thw"]
    positions, delta = model.model.get_rope_index(ids, inputs["mm_token_type_ids"], video_grid_thw=grid)
    features = torch.cat(model.model.get_video_features(inputs["pixel_values_videos"], grid).pooler_output)
    per_step = int(grid[0, 1:].prod())
    pixels = inputs["pixel_values_videos"]
    step = torch.tensor([[1, *grid[0, 1:]]])
    for at in range(int(grid[0, 0])):
        rows = slice(at * per_step, (at + 1) * per_step)
        wanted = features[at * per_step // 4 : (at + 1) * per_step // 4]
        hold(graph, {"pixel_values": pixels[rows], "image_grid_thw": step}, wanted)
    whole = model(**inputs, logits_to_keep=1).logits[0, -1]
    embeds = model.get_input_embeddings()(ids)
    is_video = ids[0] == model.config.video_token_id
    embeds[0, is_video] = features
    text_model = Text(model)
    logits = text_model.first(embeds, positions)
    assert torch.allclose(logits, whole, atol=1e-4), (logits - whole).abs().max()
    next_position = int(positions.max()) + 1
    full = (logits, text_model.greedy(logits, next_position))

    picks = kept(features, int(grid[0, 0]), RETENTION)
    stays = ~is_video
    stays[is_video.nonzero()[picks, 0]] = True
    quarter = text_model.first(embeds[:, stays], positions[:, :, stays])
    oracle.add(
        clip,
        prompt=ids[0].tolist(),
        positions=positions[:, 0].tolist(),
        pixels=inputs["pixel_values_videos"],
        features=features,
        full=full,
        quarter=(picks, quarter, text_model.greedy(quarter, next_position)),
    )
    print(clip.name, processor.tokenizer.decode(ids[0]), grid.tolist(), full[1], len(picks))


def make_processor(tokenizer):
    normalised = {"image_mean": [0.5] * 3, "image_std": [0.5] * 3}
    return Qwen3VLProcessor(
        image_processor=Qwen2VLImageProcessor(
            patch_size=16, size={"shortest_edge": 65536, "longest_edge": 16777216}, **normalised
        ),
        tokenizer=tokenizer,
        video_processor=Qwen3VLVideoProcessor(size={"shortest_edge": 16 * 32**2, "longest_edge": 768 * 32**2}),
        chat_template=TEMPLATE,
    )


def make(seed):
    """Returns the model and its processor."""
    tokenizer = make_tokenizer()
    config = make_config(tokenizer)
    model = Qwen3_5ForConditionalGeneration(config).eval()
    draw(model, seed, embedding_spread=2 / math.sqrt(config.text_config.hidden_size))
    enliven(model, seed)
    settle_linear(model, has_zero_points=True)
    return model, make_processor(tokenizer)


def export(out):
    torch.set_num_threads(1)
    shutil.rmtree(out, ignore_errors=True)
    model, processor = make(SEED)
    config, tokenizer = model.config, processor.tokenizer
    with torch.no_grad():
        parts = export_graphs(model, out)
        config.architectures = ["Qwen3_5ForConditionalGeneration"]
        setattr(config, "transformers.js_config", {"use_external_data_format": parts})
        config.save_pretrained(out)
        GenerationConfig(eos_token_id=tokenizer.convert_tokens_to_ids(["<|im_end|>", "<|endoftext|>"])).save_pretrained(out)
        processor.save_pretrained(out)
        processor.image_processor.save_pretrained(out)
        oracle = Oracle(out / "oracle", ["transformers", "torch", "torchvision", "onnxruntime-genai", "onnx"])
        for clip in UNRESIZED:
            answer(model, processor, out / "onnx/vision_encoder.onnx", clip, oracle)
            save_frames(clip, out / "oracle")
        oracle.write()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path, help="the model folder")
    export(parser.parse_args().out)
