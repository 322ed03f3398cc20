"""Qwen2's tokenizer with a small vocabulary."""

import json

from tokenizers import AddedToken
from transformers import Qwen2TokenizerFast

from words import learn


def make_tokenizer(work, control, size=0):
    """Makes a tokenizer of 256 bytes, 90 merges, made-up words up to `size` ids in all, then `control`, whose first is the padding."""
    vocabulary, merges = learn(90)
    for filler in range(size - 128 - len(control) - len(vocabulary)):
        vocabulary[f"Ġword{filler}"] = len(vocabulary)
    folder = work / "words"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
    lines = "".join(f"{left} {right}\n" for left, right in merges)
    (folder / "merges.txt").write_text(f"#version: 0.2\n{lines}", encoding="utf-8")
    first = len(vocabulary)
    return Qwen2TokenizerFast(
        vocab_file=str(folder / "vocab.json"),
        merges_file=str(folder / "merges.txt"),
        eos_token="<|im_end|>",
        pad_token=control[0],
        unk_token=None,
        additional_special_tokens=control[1:],
        added_tokens_decoder={
            first + at: AddedToken(token, normalized=False, special=True) for at, token in enumerate(control)
        },
        model_max_length=32768,
    )
