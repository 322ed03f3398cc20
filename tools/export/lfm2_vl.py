"""Exports a small LFM2.5-VL in the layout of LiquidAI/LFM2.5-VL-450M-ONNX, with what Hugging Face says of two clips.

    python3 lfm2_vl.py OUT

How the published graphs were made is not documented. Known, from programs that run them and from `@huggingface/transformers`:
the files (the embedding is not quantised); `pixel_values` [N, patches, 768] padded with zeros, `pixel_attention_mask`,
`spatial_shapes`; `past_conv.i` [B, D, 3] for convolutions and keys and values for attention alone; `num_logits_to_keep` and no
`position_ids` in the graphs of the same family. decoder_model_merged_q4 has 221 MB: every matrix, the output head too, in 4
bits without zero points in blocks of 32, with float scales.

Inferred: the decoder is made as the model builder of onnxruntime-genai 0.14.1 makes it, which has these very names, with the
last rows cut before the output head. The vision encoder is traced by torch; what the library does picture by picture in a
loop (it resizes the table of places to each picture's grid, and joins four patches to a token) is written as arithmetic.

No prompt for video was trained. The one here is ours: pictures in a row, "Frame at 00:05:" before each. The processor is told
not to cut pictures into tiles.
"""

import argparse
import copy
import math
import shutil
import tempfile
from pathlib import Path

import onnx
import torch
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers
from transformers import (
    DynamicCache,
    GenerationConfig,
    Lfm2VlConfig,
    Lfm2VlForConditionalGeneration,
    Lfm2VlImageProcessor,
    Lfm2VlProcessor,
    PreTrainedTokenizerFast,
)

import graphs
from agreement import hold
from clips import UNRESIZED, save_frames
from embedding import export_embedding
from four_bits import settle_linear
from lfm2_vl_decoder import build_decoder
from lfm2_vl_vision import export_vision
from lively import clear_winner, enliven
from oracle import GREEDY, RETENTION, Oracle, choice_likelihoods
from vidcom2 import kept
from weights import draw
from words import learn

SEED = 20
LEAD = [
    "<|pad|>",
    "<|startoftext|>",
    "<|endoftext|>",
    "<|fim_pre|>",
    "<|fim_mid|>",
    "<|fim_suf|>",
    "<|im_start|>",
    "<|im_end|>",
]
TAIL = ["<image>", "<|image_start|>", "<|image_end|>", "<|img_thumbnail|>"]
WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
TEMPLATE = (
    "{{- bos_token -}}{%- for message in messages -%}{{- '<|im_start|>' + message['role'] + '\n' -}}"
    "{%- if message['content'] is string -%}{{- message['content'] -}}{%- else -%}"
    "{%- for part in message['content'] -%}{%- if part['type'] == 'image' -%}{{- '<image>' -}}"
    "{%- elif part['type'] == 'text' -%}{{- part['text'] -}}{%- endif -%}{%- endfor -%}{%- endif -%}"
    "{{- '<|im_end|>\n' -}}{%- endfor -%}{%- if add_generation_prompt -%}{{- '<|im_start|>assistant\n' -}}{%- endif -%}"
)
"""Renders what the published template renders."""


def make_tokenizer():
    vocabulary, merges = learn(90)
    pieces = {piece: at for at, piece in enumerate([*LEAD, *vocabulary])}
    tokenizer = Tokenizer(models.BPE(pieces, merges))
    split = pre_tokenizers.Split(Regex(WORDS), "isolated")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([split, pre_tokenizers.ByteLevel(False, use_regex=False)])
    tokenizer.decoder = decoders.ByteLevel()
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token="<|startoftext|>", eos_token="<|im_end|>", pad_token="<|pad|>"
    )
    fast.add_special_tokens({"additional_special_tokens": [*LEAD, *TAIL]})
    return fast


def make_config(tokenizer):
    return Lfm2VlConfig(
        text_config={
            "model_type": "lfm2",
            "vocab_size": len(tokenizer),
            "hidden_size": 64,
            "intermediate_size": 64,
            "block_auto_adjust_ff_dim": False,
            "num_hidden_layers": 3,
            "num_attention_heads": 4,
            "num_key_value_heads": 2,
            "max_position_embeddings": 512,
            "layer_types": ["conv", "full_attention", "conv"],
            "rope_parameters": {"rope_type": "default", "rope_theta": 1_000_000.0},
            "eos_token_id": tokenizer.convert_tokens_to_ids("<|im_end|>"),
        },
        vision_config={
            "model_type": "siglip2_vision_model",
            "hidden_size": 32,
            "intermediate_size": 64,
            "num_hidden_layers": 2,
            "num_attention_heads": 2,
            "num_patches": 36,
            "patch_size": 16,
            "vision_use_head": False,
        },
        image_token_id=tokenizer.convert_tokens_to_ids("<image>"),
        projector_hidden_size=64,
        projector_use_layernorm=False,
        downsample_factor=2,
        tie_word_embeddings=True,
    )


def make(seed):
    """Returns the model and its processor."""
    tokenizer = make_tokenizer()
    config = make_config(tokenizer)
    model = Lfm2VlForConditionalGeneration(config).eval()
    draw(model, seed, embedding_spread=2 / math.sqrt(config.text_config.hidden_size))
    enliven(model, seed)
    settle_linear(model)
    images = Lfm2VlImageProcessor(
        do_image_splitting=False,
        min_image_tokens=12,
        max_image_tokens=32,
        image_mean=[0.5] * 3,
        image_std=[0.5] * 3,
    )
    return model, Lfm2VlProcessor(images, tokenizer, chat_template=TEMPLATE)


def export_graphs(model, out):
    """Exports the graphs, each with its weights in a file beside it; returns how many such files each graph has."""
    with tempfile.TemporaryDirectory() as folder:
        vision, embedding = Path(folder) / "vision.onnx", Path(folder) / "embedding.onnx"
        export_vision(model, vision)
        export_embedding(model, embedding, opset=18)
        built = {
            "vision_encoder": onnx.load(vision),
            "embed_tokens": onnx.load(embedding),
            "decoder_model_merged": build_decoder(model),
        }
    graphs.split_gemm(built["vision_encoder"])
    parts = {}
    for name, graph in built.items():
        file = out / "onnx" / f"{name}.onnx"
        parts[file.name] = graphs.save(copy.deepcopy(graph), file)
        if name != "embed_tokens":
            file = out / "onnx" / f"{name}_q4.onnx"
            parts[file.name] = graphs.save(graphs.four_bits(graph, False), file)
    return parts


def greedy(model, embeds):
    """Returns the logits of the first token, and the first GREEDY ids."""
    cache, first, ids = DynamicCache(config=model.config.text_config), None, []
    while len(ids) < GREEDY:
        output = model.model.language_model(inputs_embeds=embeds, past_key_values=cache, use_cache=True)
        logits = model.lm_head(output.last_hidden_state[0, -1])
        first = logits if first is None else first
        ids.append(clear_winner(logits))
        embeds = model.get_input_embeddings()(torch.tensor([ids[-1:]]))
    return first, ids


def answer(model, processor, graph, clip, oracle):
    content = []
    for time in clip.times:
        label = f"Frame at {int(time // 60):02d}:{int(time % 60):02d}:"
        content += [{"type": "text", "text": label}, {"type": "image"}, {"type": "text", "text": "\n"}]
    messages = [{"role": "user", "content": [*content, {"type": "text", "text": clip.question}]}]
    text = processor.apply_chat_template(messages, add_generation_prompt=True)
    inputs = processor(text=text, images=[torch.from_numpy(each).permute(2, 0, 1) for each in clip.frames()], return_tensors="pt")
    ids = inputs["input_ids"]
    vision = {name: inputs[name] for name in ("pixel_values", "pixel_attention_mask", "spatial_shapes")}
    vision["pixel_attention_mask"] = vision["pixel_attention_mask"].long()
    output = model(**inputs)
    tokens = output.image_hidden_states
    hold(graph, vision, tokens)
    is_video = ids[0] == model.config.image_token_id
    embeds = model.get_input_embeddings()(ids)
    embeds[0, is_video] = tokens
    full = greedy(model, embeds)
    assert torch.allclose(full[0], output.logits[0, -1], atol=1e-4), (full[0] - output.logits[0, -1]).abs().max()

    picks = kept(tokens, len(clip.times), RETENTION)
    stays = ~is_video
    stays[is_video.nonzero()[picks, 0]] = True

    def logits_of(rows):
        return model.lm_head(model.model.language_model(inputs_embeds=rows).last_hidden_state[0])

    def likelihoods(rows):
        end = model.config.text_config.eos_token_id
        return choice_likelihoods(processor.tokenizer, model.get_input_embeddings(), logits_of, rows, end)

    oracle.add(
        clip,
        prompt=ids[0].tolist(),
        positions=None,
        pixels=vision["pixel_values"],
        features=tokens,
        full=full,
        quarter=(picks, *greedy(model, embeds[:, stays])),
        likelihoods=(likelihoods(embeds), likelihoods(embeds[:, stays])),
    )
    print(clip.name, repr(text), vision["spatial_shapes"][0].tolist(), full[1], f"{len(picks)} of {len(tokens)} tokens kept")


def export(out):
    torch.set_num_threads(1)
    shutil.rmtree(out, ignore_errors=True)
    model, processor = make(SEED)
    config = model.config
    with torch.no_grad():
        parts = export_graphs(model, out)
        config.architectures = ["Lfm2VlForConditionalGeneration"]
        setattr(config, "transformers.js_config", {"use_external_data_format": parts})
        config.save_pretrained(out)
        GenerationConfig(bos_token_id=1, eos_token_id=7, pad_token_id=0).save_pretrained(out)
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
