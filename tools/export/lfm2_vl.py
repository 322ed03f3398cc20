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
import contextlib
import copy
import io
import math
import shutil
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

import onnx
import onnx_ir as ir
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
from clips import CLIPS, save_frames
from embedding import export_embedding
from four_bits import settle_linear
from lively import enliven
from oracle import GREEDY, RETENTION, Oracle
from vidcom2 import kept
from weights import draw
from words import learn

# The builder's modules import each other by short names, from their own folder.
sys.path.insert(0, str(Path(find_spec("onnxruntime_genai").submodule_search_locations[0]) / "models"))
from builders import LFM2Model  # noqa: E402

SEED = 3
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
    """The model and its processor."""
    tokenizer = make_tokenizer()
    config = make_config(tokenizer)
    model = Lfm2VlForConditionalGeneration(config).eval()
    draw(model, seed, embedding_spread=2 / math.sqrt(config.text_config.hidden_size))
    enliven(model, seed)
    settle_linear(model)
    images = Lfm2VlImageProcessor(
        do_image_splitting=False,
        min_image_tokens=16,
        max_image_tokens=32,
        image_mean=[0.5] * 3,
        image_std=[0.5] * 3,
    )
    return model, Lfm2VlProcessor(images, tokenizer, chat_template=TEMPLATE)


class Vision(torch.nn.Module):
    """`pixel_values` [N, L, 768], `pixel_attention_mask` [N, L], `spatial_shapes` [N, 2] to `image_features` [tokens, D]."""

    def __init__(self, model):
        super().__init__()
        self.tower = model.model.vision_tower
        self.projector = model.model.multi_modal_projector

    def forward(self, pixel_values, pixel_attention_mask, spatial_shapes):
        tower = getattr(self.tower, "vision_model", self.tower)
        embeddings = tower.embeddings
        height, width = spatial_shapes[:, :1], spatial_shapes[:, 1:]
        patch = torch.arange(pixel_values.shape[1])[None]
        weights = mix(patch // width, height, embeddings)[..., :, None] * mix(patch % width, width, embeddings)[..., None, :]
        states = embeddings.patch_embedding(pixel_values) + weights.flatten(2) @ embeddings.position_embedding.weight
        mask = (1.0 - pixel_attention_mask[:, None, None, :].float()) * torch.finfo(torch.float32).min
        for layer in tower.encoder.layers:
            states = layer(states, mask)
        return self.projector_of(tower.post_layernorm(states), height, width)

    def projector_of(self, states, height, width):
        """Squares of four patches become a row, first by row, then by column; rows of the padding are left out."""
        count = states.shape[1] // 4
        token = torch.arange(count)[None]
        corner = token // (width // 2) * 2 * width + token % (width // 2) * 2
        squares = torch.stack([corner, corner + 1, corner + width, corner + width + 1], -1).clip(max=states.shape[1] - 1)
        picked = states.gather(1, squares.flatten(1)[..., None].expand(-1, -1, states.shape[2]))
        rows = picked.reshape(picked.shape[0], count, -1)[token < (height // 2) * (width // 2)]
        projector = self.projector
        return projector.linear_2(projector.act(projector.linear_1(rows)))


def mix(at, size, embeddings):
    """[N, L, side]: how much of each place of the table's edge goes to place `at` of `size`, bilinear with antialiasing; padding has the last."""
    side = embeddings.position_embedding_size
    scale = side / size
    centre = (torch.minimum(at, size - 1) + 0.5) * scale
    near = 1 - (torch.arange(side) + 0.5 - centre[..., None]).abs() / scale.clip(min=1)[..., None]
    weights = near.clip(min=0)
    return weights / weights.sum(-1, keepdim=True)


def export_vision(model, path):
    shapes = torch.tensor([[4, 6], [6, 4]])
    mask = torch.ones(2, 32, dtype=torch.int64)
    mask[:, 24:] = 0
    torch.onnx.export(
        Vision(model),
        (torch.randn(2, 32, 768), mask, shapes),
        str(path),
        opset_version=18,
        input_names=["pixel_values", "pixel_attention_mask", "spatial_shapes"],
        output_names=["image_features"],
        dynamic_axes={
            "pixel_values": {0: "batch_size", 1: "num_patches"},
            "pixel_attention_mask": {0: "batch_size", 1: "num_patches"},
            "spatial_shapes": {0: "batch_size"},
            "image_features": {0: "num_image_tokens"},
        },
        dynamo=False,
    )


class Decoder(LFM2Model):
    def __init__(self, model, config, cache):
        super().__init__(config, ir.DataType.FLOAT, ir.DataType.FLOAT, "webgpu", cache, {"exclude_embeds": True})
        self.given = model

    def load_weights(self, _):
        return self.given


class TextModel(torch.nn.Module):
    """The language model and its head alone, as the builder walks through modules."""

    def __init__(self, model):
        super().__init__()
        self.model = model.model.language_model
        self.lm_head = model.lm_head


def build_decoder(model):
    config = type(model.config.text_config).from_dict(model.config.text_config.to_dict())
    config._name_or_path, config.architectures = ".", ["Lfm2ForCausalLM"]
    says = contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO())
    with tempfile.TemporaryDirectory() as folder, says[0], says[1]:
        decoder = Decoder(TextModel(model), config, folder)
        decoder.make_model(folder)
        decoder.save_model(folder)
        built = onnx.load(f"{folder}/model.onnx")
    graphs.keep_last_rows(built)
    inputs, outputs = ["inputs_embeds", "attention_mask", "num_logits_to_keep"], ["logits"]
    for layer, kind in enumerate(config.layer_types):
        if kind == "conv":
            inputs.append(f"past_conv.{layer}")
            outputs.append(f"present_conv.{layer}")
        else:
            inputs += [f"past_key_values.{layer}.{side}" for side in ("key", "value")]
            outputs += [f"present.{layer}.{side}" for side in ("key", "value")]
    graphs.order(built.graph.input, inputs)
    graphs.order(built.graph.output, outputs)
    return built


def export_graphs(model, out):
    """Each with its weights in a file beside it; gives how many such files every graph has."""
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
    """Logits of the first token, and the first GREEDY ids."""
    cache, first, ids = DynamicCache(config=model.config.text_config), None, []
    while len(ids) < GREEDY:
        output = model.model.language_model(inputs_embeds=embeds, past_key_values=cache, use_cache=True)
        logits = model.lm_head(output.last_hidden_state[0, -1])
        first = logits if first is None else first
        ids.append(int(logits.argmax()))
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
    oracle.add(
        clip,
        prompt=ids[0].tolist(),
        positions=None,
        pixels=vision["pixel_values"],
        features=tokens,
        full=full,
        quarter=(picks, *greedy(model, embeds[:, stays])),
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
        for clip in CLIPS:
            answer(model, processor, out / "onnx/vision_encoder.onnx", clip, oracle)
            save_frames(clip, out / "oracle")
        oracle.write()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path, help="the model folder")
    export(parser.parse_args().out)
