"""Exports a small SmolVLM2 in the layout of HuggingFaceTB/SmolVLM2-500M-Video-Instruct, with what Hugging Face says of two clips.

    python3 smolvlm2.py OUT

How the published graphs were made is not documented. Known: the files; names, types and ranks of what they take and give;
that the decoder's nodes are those of the model builder of onnxruntime-genai (`/model/attn_mask_reformat/…`,
`/model/layers.0/attn/GroupQueryAttention` in reports of errors) and that it takes `position_ids`; that the decoder's q4 file
has 229.1 MB, which is every matrix in 4 bits without zero points in blocks of 32 and the rest in floats; that the 4-bit sets
leave the embedding as it is.

Inferred: builder 0.7.1 for `webgpu` in fp32, the first release that makes GroupQueryAttention with RotaryEmbedding before it
and three separate matrices for that target. The vision encoder is traced by torch from the library's class with a mask that
is not full; for that the loop over pictures that gives places to patches is written as arithmetic, and frames that are
nothing but zeros, which bytes cannot be after normalisation, are dropped as the library drops them.

transformers 4.51 is the last with the image processor that came with the model: Pillow's Lanczos, first to 512 on the longest
edge, then to a square. Later versions take bicubic, by way of 2048.
"""

import argparse
import math
import shutil
import tempfile
from pathlib import Path
from types import SimpleNamespace

import onnx
import torch
from transformers import (
    GenerationConfig,
    GPT2TokenizerFast,
    SmolVLMConfig,
    SmolVLMForConditionalGeneration,
    SmolVLMImageProcessor,
    SmolVLMProcessor,
)

from agreement import hold
from clips import CLIPS, save_frames
from embedding import export_embedding
from four_bits import settle_linear
from lively import enliven
from oracle import GREEDY, RETENTION, Oracle
from precisions import write_precisions
from vidcom2 import kept
from weights import draw
from words import learn

SEED = 2
LEAD = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
TAIL = ["<global-img>", "<row_1_col_1>", "<fake_token_around_image>", "<image>", "<end_of_utterance>"]
TEMPLATE = (
    "<|im_start|>{% for message in messages %}{{ message['role'] | capitalize }}"
    "{% if message['content'][0]['type'] == 'image' %}{{ ':' }}{% else %}{{ ': ' }}{% endif %}"
    "{% for part in message['content'] %}{% if part['type'] == 'text' %}{{ part['text'] }}"
    "{% elif part['type'] == 'image' %}{{ '<image>' }}{% endif %}{% endfor %}<end_of_utterance>\n"
    "{% endfor %}{% if add_generation_prompt %}{{ 'Assistant:' }}{% endif %}"
)
"""Renders what the published template renders."""

SCALES = {
    "fixture": {
        "text": {
            "hidden_size": 64,
            "intermediate_size": 96,
            "num_hidden_layers": 2,
            "num_attention_heads": 6,
            "num_key_value_heads": 2,
            "head_dim": 16,
            "max_position_embeddings": 512,
        },
        "vision": {
            "hidden_size": 48,
            "intermediate_size": 96,
            "num_hidden_layers": 2,
            "num_attention_heads": 3,
            "image_size": 64,
            "patch_size": 8,
        },
        "shuffle": 2,
    },
}


def make_tokenizer():
    """SmolLM2's kind: digits one by one, then GPT-2's bytes; control tokens first and last."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    vocabulary, merges = learn(90)
    pieces = {piece: at for at, piece in enumerate([*LEAD, *vocabulary])}
    tokenizer = Tokenizer(models.BPE(pieces, merges))
    digits = pre_tokenizers.Digits(individual_digits=True)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([digits, pre_tokenizers.ByteLevel(add_prefix_space=False)])
    tokenizer.decoder = decoders.ByteLevel()
    return GPT2TokenizerFast(
        tokenizer_object=tokenizer,
        bos_token="<|im_start|>",
        eos_token="<end_of_utterance>",
        pad_token="<|im_end|>",
        unk_token="<|endoftext|>",
        additional_special_tokens=TAIL,
        model_max_length=8192,
    )


def make_config(tokenizer, scale):
    identity = tokenizer.convert_tokens_to_ids
    side = scale["vision"]["image_size"]
    ends = {"bos_token_id": 1, "eos_token_id": identity("<end_of_utterance>"), "pad_token_id": 2}
    return SmolVLMConfig(
        text_config={
            "model_type": "llama",
            "architectures": ["VLlama3ForCausalLM"],
            "vocab_size": len(tokenizer),
            "rms_norm_eps": 1e-5,
            "rope_theta": 100_000,
            "torch_dtype": "bfloat16",
            **ends,
            **scale["text"],
        },
        vision_config={
            "max_image_size": {"longest_edge": side},
            "size": {"longest_edge": 4 * side},
            **scale["vision"],
        },
        image_token_id=identity("<image>"),
        scale_factor=scale["shuffle"],
        vocab_size=len(tokenizer),
        **ends,
    )


def make_processor(tokenizer, config):
    side = config.vision_config.image_size
    images = SmolVLMImageProcessor(
        size={"longest_edge": 4 * side},
        max_image_size={"longest_edge": side},
        image_mean=[0.5] * 3,
        image_std=[0.5] * 3,
        video_sampling={"fps": 1, "max_frames": 64, "video_size": {"longest_edge": side}},
    )
    tokens = (side // config.vision_config.patch_size // config.scale_factor) ** 2
    return SmolVLMProcessor(images, tokenizer, image_seq_len=tokens, chat_template=TEMPLATE)


class Vision(torch.nn.Module):
    """`pixel_values` [B, N, 3, side, side], `pixel_attention_mask` [B, N, side, side] to `image_features` [B · N, tokens, width]."""

    def __init__(self, model):
        super().__init__()
        self.vision_model = model.model.vision_model
        self.connector = model.model.connector

    def forward(self, pixel_values, pixel_attention_mask):
        pixels = pixel_values.flatten(0, 1)
        is_real = (pixels == 0.0).sum(dim=(-1, -2, -3)) != pixels.shape[1:].numel()
        patch, side = self.vision_model.patch_size, self.vision_model.embeddings.num_patches_per_side
        patches = pixel_attention_mask.reshape(-1, side, patch, side, patch)
        is_patch = patches.long().sum(dim=(2, 4)) > 0
        return self.connector(self.encode(pixels[is_real], is_patch[is_real]))

    def encode(self, pixels, is_patch):
        """`SmolVLMVisionTransformer.forward`, its `SmolVLMVisionEmbeddings` without a loop over pictures."""
        from transformers.modeling_attn_mask_utils import _prepare_4d_attention_mask

        model = self.vision_model
        embeddings = model.embeddings
        side = embeddings.num_patches_per_side
        row = self.places(is_patch[:, :, 0].sum(1), is_patch.shape[1], side)
        column = self.places(is_patch[:, 0].sum(1), is_patch.shape[2], side)
        places = (row[:, :, None] * side + column[:, None, :]) * is_patch
        flat = is_patch.flatten(1)
        states = embeddings.patch_embedding(pixels).flatten(2).transpose(1, 2)
        states = states + embeddings.position_embedding(places.flatten(1))
        states = model.encoder(states, attention_mask=_prepare_4d_attention_mask(flat, states.dtype)).last_hidden_state
        return model.post_layernorm(states)

    def places(self, counts, size, side):
        """[B, size]: each of `counts` patches along an edge gets the nearest lower of `side` places."""
        fractions = torch.arange(size)[None] / counts[:, None]
        return (fractions * side + 1e-4).floor().long().clip(max=side - 1)


def export_vision(model, path):
    side = model.config.vision_config.image_size
    mask = torch.ones(1, 2, side, side, dtype=torch.bool)
    mask[0, 1, side // 2 :] = False
    names = {0: "batch_size", 1: "num_images"}
    torch.onnx.export(
        Vision(model),
        (torch.randn(1, 2, 3, side, side), mask),
        str(path),
        opset_version=14,
        input_names=["pixel_values", "pixel_attention_mask"],
        output_names=["image_features"],
        dynamic_axes={
            "pixel_values": names,
            "pixel_attention_mask": names,
            "image_features": {0: "num_features"},
        },
    )


def export_decoder(model, path):
    from onnxruntime_genai.models.builder import LlamaModel, TensorProto

    text = model.config.text_config
    text._name_or_path, text.architectures = ".", ["LlamaForCausalLM"]
    language = torch.nn.Module()
    language.model, language.lm_head = model.model.text_model, model.lm_head

    with tempfile.TemporaryDirectory() as folder:
        cache = f"{folder}/cache"
        Path(cache).mkdir()
        options = {"exclude_embeds": True}
        builder = LlamaModel(text, TensorProto.FLOAT, "fp32", "webgpu", cache, options)
        load, auto = (lambda *_, **__: language), builder_module().AutoModelForCausalLM
        builder_module().AutoModelForCausalLM = SimpleNamespace(from_pretrained=load)
        builder.make_model(".")
        builder_module().AutoModelForCausalLM = auto
        builder.save_model(folder)
        onnx.save(onnx.load(f"{folder}/model.onnx"), str(path))


def builder_module():
    from onnxruntime_genai.models import builder

    return builder


def greedy(model, embeds):
    """Logits of the first token, and the first GREEDY ids."""
    cache, logits, ids, first = None, None, [], None
    while len(ids) < GREEDY:
        output = model.model.text_model(inputs_embeds=embeds, past_key_values=cache, use_cache=True)
        cache, logits = output.past_key_values, model.lm_head(output.last_hidden_state[0, -1])
        first = logits if first is None else first
        ids.append(int(logits.argmax()))
        embeds = model.get_input_embeddings()(torch.tensor([ids[-1:]]))
    return first, ids


def answer(model, processor, graph, clip, oracle):
    messages = [{"role": "user", "content": [{"type": "video"}, {"type": "text", "text": clip.question}]}]
    frames = clip.frames()
    facts = SimpleNamespace(duration=clip.duration, fps=10, frames_indices=[round(10 * time) for time in clip.times])
    spelled = processor._process_messages_for_chat_template([messages], [[]], [[frames]], [[facts]])
    text = processor.tokenizer.apply_chat_template(
        spelled[0], chat_template=processor.chat_template, add_generation_prompt=True, tokenize=False
    )
    inputs = processor(text=text, videos=[frames], return_tensors="pt")
    ids, pixels = inputs["input_ids"], inputs["pixel_values"]
    output = model(**inputs)
    tokens = output.image_hidden_states.flatten(0, 1)
    hold(graph, {"pixel_values": pixels, "pixel_attention_mask": inputs["pixel_attention_mask"].bool()}, tokens)
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
        pixels=pixels[0],
        features=tokens,
        full=full,
        quarter=(picks, *greedy(model, embeds[:, stays])),
    )
    print(clip.name, repr(text), full[1], f"{len(picks)} of {len(tokens)} tokens kept")


def make(seed, scale="fixture"):
    """The model and its processor."""
    tokenizer = make_tokenizer()
    config = make_config(tokenizer, SCALES[scale])
    model = SmolVLMForConditionalGeneration(config).float().eval()
    draw(model, seed, embedding_spread=2 / math.sqrt(config.text_config.hidden_size))
    enliven(model, seed)
    settle_linear(model)
    return model, make_processor(tokenizer, config)


def export(out, scale, precisions):
    torch.set_num_threads(1)
    shutil.rmtree(out, ignore_errors=True)
    (out / "onnx").mkdir(parents=True)
    model, processor = make(SEED, scale)
    model.config.save_pretrained(out)
    GenerationConfig.from_model_config(model.config).save_pretrained(out)
    processor.save_pretrained(out)
    with torch.no_grad():
        export_vision(model, out / "onnx/vision_encoder.onnx")
        export_embedding(model, out / "onnx/embed_tokens.onnx", opset=14)
        export_decoder(model, out / "onnx/decoder_model_merged.onnx")
        for name in ("vision_encoder", "embed_tokens", "decoder_model_merged"):
            write_precisions(out / f"onnx/{name}.onnx", precisions)
        oracle = Oracle(out / "oracle", ["transformers", "torch", "pillow", "numpy", "onnxruntime-genai"])
        for clip in CLIPS:
            answer(model, processor, out / "onnx/vision_encoder.onnx", clip, oracle)
            save_frames(clip, out / "oracle")
        oracle.write()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path, help="the model folder")
    parser.add_argument("--scale", choices=SCALES, default="fixture")
    parser.add_argument("--precisions", nargs="*", choices=["q4", "q4f16"], default=["q4"], help="beside fp32")
    options = parser.parse_args()
    export(options.out, options.scale, options.precisions)
