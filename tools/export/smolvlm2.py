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
from pathlib import Path
from types import SimpleNamespace

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
from lively import clear_winner, enliven
from oracle import GREEDY, RETENTION, Oracle, choice_likelihoods
from precisions import write_precisions
from smolvlm2_decoder import export_decoder
from smolvlm2_vision import export_vision
from vidcom2 import kept
from weights import draw
from words import learn

SEED = 1
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
    """Makes a tokenizer like SmolLM2's: digits one by one, then GPT-2's bytes; control tokens first and last."""
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


def greedy(model, embeds):
    """Returns the logits of the first token, and the first GREEDY ids."""
    cache, logits, ids, first = None, None, [], None
    while len(ids) < GREEDY:
        output = model.model.text_model(inputs_embeds=embeds, past_key_values=cache, use_cache=True)
        cache, logits = output.past_key_values, model.lm_head(output.last_hidden_state[0, -1])
        first = logits if first is None else first
        ids.append(clear_winner(logits))
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

    answered = [*spelled[0], {"role": "assistant", "content": [{"type": "text", "text": "|"}]}]
    with_answer = processor.tokenizer.apply_chat_template(answered, chat_template=processor.chat_template, tokenize=False)
    assert with_answer.startswith(text)
    lead = with_answer[len(text) :].split("|")[0]

    def logits_of(rows):
        return model.lm_head(model.model.text_model(inputs_embeds=rows).last_hidden_state[0])

    def likelihoods(rows):
        end = processor.tokenizer.convert_tokens_to_ids("<end_of_utterance>")
        return choice_likelihoods(processor.tokenizer, model.get_input_embeddings(), logits_of, rows, end, lead)

    oracle.add(
        clip,
        prompt=ids[0].tolist(),
        positions=None,
        pixels=pixels[0],
        features=tokens,
        full=full,
        quarter=(picks, *greedy(model, embeds[:, stays])),
        likelihoods=(likelihoods(embeds), likelihoods(embeds[:, stays])),
    )
    print(clip.name, repr(text), full[1], f"{len(picks)} of {len(tokens)} tokens kept")


def make(seed, scale="fixture"):
    """Returns the model and its processor."""
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
