"""Makes a model folder of LLaVA-Video-7B-Qwen2 from its checkpoint: three ONNX graphs, the newline, the JSON files.

    python3 tools/export/llava-video/export.py CHECKPOINT OUT [--precision q4] [--pool bilinear] [--tokenizer DIR]

See README.md beside it. Tensor names are those of LLaVA-NeXT's checkpoints; the graphs have the contract of the hub's
LLaVA-OneVision exports (vision_encoder with the projector, embed_tokens, decoder_model_merged).
"""

import argparse
import json
import shutil
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from checkpoint import Checkpoint
from graph import BLOCK, FLOAT, HALF, INT32, INT64, MICROSOFT, Graph, quantise

TOWER = "model.vision_tower.vision_tower.vision_model"
PRECISIONS = {  # suffix of the files, what is computed in, 4-bit weights
    "q4": ("_q4", FLOAT, True),
    "q4f16": ("_q4f16", HALF, True),
    "fp16": ("_fp16", HALF, False),
    "fp32": ("", FLOAT, False),
}
TEMPLATE = (
    "{% if messages[0]['role'] != 'system' %}<|im_start|>system\n"
    "You are a helpful assistant.<|im_end|>\n{% endif %}"
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' }}"
    "{% if message['content'] is string %}{{ message['content'] }}{% else %}"
    "{% for part in message['content'] %}"
    "{% if part['type'] == 'video' %}{{ '<video>\n' }}{% else %}{{ part['text'] }}{% endif %}"
    "{% endfor %}{% endif %}{{ '<|im_end|>\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)


@dataclass(frozen=True)
class Tower:
    """SigLIP-so400m-patch14-384, which the checkpoint's config.json only names. LLaVA drops its last of 27 layers."""

    side: int = 384
    heads: int = 16
    layers: int = 26
    epsilon: float = 1e-6


def vision_encoder(g, weights, tower):
    """pixel_values [N, 3, side, side] -> image_features [N, patches, width]; neither pooled nor with newlines."""

    def linear(name, x, source):
        return g.linear(name, x, weights.tensor(f"{source}.weight"), weights.tensor(f"{source}.bias"))

    def norm(name, x, source):
        scale = g.weight(f"{name}.weight", weights.tensor(f"{source}.weight"))
        shift = g.weight(f"{name}.bias", weights.tensor(f"{source}.bias"))
        return g.add("LayerNormalization", [x, scale, shift], name, axis=-1, epsilon=tower.epsilon)

    kernel = weights.tensor(f"{TOWER}.embeddings.patch_embedding.weight")
    bias = weights.tensor(f"{TOWER}.embeddings.patch_embedding.bias")
    places = weights.tensor(f"{TOWER}.embeddings.position_embedding.weight")
    patch, count = kernel.shape[-1], (tower.side // kernel.shape[-1]) ** 2
    if len(places) != count:
        raise SystemExit(f"The tower has {len(places)} positions, wanted {count} for pictures of {tower.side} pixels.")
    g.input("pixel_values", FLOAT, ["num_images", 3, tower.side, tower.side])
    inputs = [g.to_real("pixel_values"), g.weight("patch.weight", kernel), g.weight("patch.bias", bias)]
    x = g.add("Conv", inputs, "patch.planes", kernel_shape=[patch] * 2, strides=[patch] * 2)
    x = g.add("Reshape", [x, g.integers([0, kernel.shape[0], count], "patch.shape")], "patch.flat")
    x = g.add("Transpose", [x], "patch.rows", perm=[0, 2, 1])
    x = g.add("Add", [x, g.weight("position", places[None])], "patch")
    for index in range(tower.layers):
        name, source = f"layers.{index}", f"{TOWER}.encoder.layers.{index}"
        normed = norm(f"{name}.norm1", x, f"{source}.layer_norm1")
        qkv = [linear(f"{name}.{part}", normed, f"{source}.self_attn.{part}_proj") for part in "qkv"]
        mixed = g.add("MultiHeadAttention", qkv, f"{name}.mixed", MICROSOFT, num_heads=tower.heads)
        out = linear(f"{name}.out", mixed, f"{source}.self_attn.out_proj")
        x = g.add("Add", [x, out], f"{name}.middle")
        normed = norm(f"{name}.norm2", x, f"{source}.layer_norm2")
        up = linear(f"{name}.up", normed, f"{source}.mlp.fc1")
        active = g.add("FastGelu", [up], f"{name}.active", MICROSOFT)  # SigLIP's GELU is the one by tanh
        down = linear(f"{name}.down", active, f"{source}.mlp.fc2")
        x = g.add("Add", [x, down], name)
    first = linear("projector.first", x, "model.mm_projector.0")
    active = g.add("Gelu", [first], "projector.active", MICROSOFT)
    matrix, bias = (weights.tensor(f"model.mm_projector.2.{part}") for part in ("weight", "bias"))
    g.finish(lambda output: g.linear("projector.second", active, matrix, bias, output), "image_features")
    g.output("image_features", FLOAT, ["num_images", count, len(matrix)])


def embed_tokens(g, weights):
    """input_ids [B, S] -> inputs_embeds [B, S, width]"""
    table = weights.tensor("model.embed_tokens.weight")
    g.input("input_ids", INT64, ["batch_size", "sequence_length"])

    def look_up(output):
        if not g.is_quantised:
            return g.add("Gather", [g.weight("embedding", table), "input_ids"], output)
        packed, scales = quantise(table, g.real)
        rows, blocks = scales.shape
        zeros = np.full((rows, (blocks + 1) // 2), 0x88, np.uint8)
        inputs = [
            g.weight("embedding_quant", packed.reshape(rows, -1)),
            "input_ids",
            g.weight("embedding_scales", scales),
            g.weight("embedding_zero_points", zeros),
        ]
        attributes = {"bits": 4, "block_size": BLOCK, "gather_axis": 0, "quantize_axis": 1}
        return g.add("GatherBlockQuantized", inputs, output, MICROSOFT, **attributes)

    g.finish(look_up, "inputs_embeds")
    g.output("inputs_embeds", FLOAT, ["batch_size", "sequence_length", table.shape[1]])


def decoder_model_merged(g, weights, config):
    """Qwen2, one graph for prefill and step: inputs_embeds and past keys and values -> logits and present ones."""
    layers, heads, kv_heads = (
        config[f"num_{part}"] for part in ("hidden_layers", "attention_heads", "key_value_heads")
    )
    width, epsilon = config["hidden_size"], config["rms_norm_eps"]
    head = width // heads
    g.input("inputs_embeds", FLOAT, ["batch_size", "sequence_length", width])
    g.input("attention_mask", INT64, ["batch_size", "total_sequence_length"])
    g.input("num_logits_to_keep", INT64, [])
    g.output("logits", FLOAT, ["batch_size", "num_logits_to_keep", config["vocab_size"]])

    def norm(name, x, delta, source):
        scale = g.weight(f"{name}.weight", weights.tensor(source))
        if delta is None:
            normed = g.add(
                "SimplifiedLayerNormalization", [x, scale], name, axis=-1, epsilon=epsilon, stash_type=1
            )
            return normed, x
        outputs = [name, "", "", f"{name}.sum"]
        g.add("SkipSimplifiedLayerNormalization", [x, delta, scale], outputs, MICROSOFT, epsilon=epsilon)
        return name, f"{name}.sum"

    def linear(name, x, source):
        return g.linear(name, x, weights.tensor(f"{source}.weight"))

    lengths = mask_lengths(g)
    angles = np.arange(config["max_position_embeddings"])[:, None] * float(config["rope_theta"]) ** (
        -np.arange(0, head, 2) / head
    )
    tables = [
        g.weight("cos_cache", np.cos(angles).astype(np.float32)),
        g.weight("sin_cache", np.sin(angles).astype(np.float32)),
    ]
    x, delta = g.to_real("inputs_embeds"), None
    for index in range(layers):
        name, source = f"layers.{index}", f"model.layers.{index}"
        normed, x = norm(f"{name}.norm1", x, delta, f"{source}.input_layernorm.weight")
        matrix, bias = (
            np.concatenate([weights.tensor(f"{source}.self_attn.{part}_proj.{kind}") for part in "qkv"])
            for kind in ("weight", "bias")
        )
        qkv = g.linear(f"{name}.qkv", normed, matrix, bias)
        caches = [[f"{side}.{index}.{part}" for part in ("key", "value")] for side in ("past_key_values", "present")]
        for past, present in zip(*caches):
            g.input(past, g.real, ["batch_size", kv_heads, "past_sequence_length", head])
            g.output(present, g.real, ["batch_size", kv_heads, "total_sequence_length", head])
        mixed = g.add(
            "GroupQueryAttention",
            [qkv, "", "", *caches[0], *lengths, *tables],
            [f"{name}.mixed", *caches[1]],
            MICROSOFT,
            num_heads=heads,
            kv_num_heads=kv_heads,
            scale=head**-0.5,
            do_rotary=1,
            rotary_interleaved=0,
        )
        delta = linear(f"{name}.out", mixed, f"{source}.self_attn.o_proj")
        normed, x = norm(f"{name}.norm2", x, delta, f"{source}.post_attention_layernorm.weight")
        gate, up = (linear(f"{name}.{part}", normed, f"{source}.mlp.{part}_proj") for part in ("gate", "up"))
        silu = g.add("Mul", [gate, g.add("Sigmoid", [gate], f"{name}.open")], f"{name}.silu")
        delta = linear(f"{name}.down", g.add("Mul", [silu, up], f"{name}.active"), f"{source}.mlp.down_proj")
    normed, _ = norm("norm", x, delta, "model.norm.weight")
    # The last num_logits_to_keep rows; a start of -0 = 0 keeps all.
    start = g.add("Reshape", [g.add("Neg", ["num_logits_to_keep"], "keep.negative"), "axis_one"], "keep.start")
    kept = g.add("Slice", [normed, start, g.integers([2**31 - 1], "keep.end"), "axis_one"], "keep.rows")
    head_name = "lm_head" if "lm_head.weight" in weights else "model.embed_tokens"
    matrix = weights.tensor(f"{head_name}.weight")
    g.finish(lambda output: g.linear("lm_head", kept, matrix, output=output), "logits")


def mask_lengths(g):
    """Returns what GroupQueryAttention needs of the mask: the last row's index per sample, and the length of all."""
    one = g.integers([1], "axis_one")
    count = g.add("ReduceSum", ["attention_mask", one], "mask.count", keepdims=0)
    seen = g.add("Cast", [g.add("Sub", [count, one], "mask.last")], "seqlens_k", to=INT32)
    shape = g.add("Shape", ["attention_mask"], "mask.shape")
    total = g.add("Gather", [shape, g.integers(1, "index_one")], "mask.length")
    return seen, g.add("Cast", [total], "total_length", to=INT32)


def save_newline(weights, path):
    """Writes a safetensors file of one vector: header length, JSON header, bytes."""
    vector = weights.tensor("model.image_newline").astype("<f4")
    entry = {"dtype": "F32", "shape": list(vector.shape), "data_offsets": [0, vector.nbytes]}
    header = json.dumps({"image_newline": entry}).encode()
    header += b" " * (-len(header) % 8)
    path.write_bytes(struct.pack("<Q", len(header)) + header + vector.tobytes())


def save_json(out, config, weights, tower, pool, parts):
    kernel = weights.tensor(f"{TOWER}.embeddings.patch_embedding.weight")
    text_keys = ["hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads"]
    text_keys += ["num_key_value_heads", "rms_norm_eps", "rope_theta", "max_position_embeddings", "vocab_size"]
    files = {
        "config.json": {
            "model_type": "llava_video",
            "text_config": {"model_type": "qwen2", **{key: config[key] for key in text_keys}},
            "vision_config": {
                "model_type": "siglip_vision_model",
                "hidden_size": kernel.shape[0],
                "image_size": tower.side,
                "patch_size": kernel.shape[-1],
            },
            "mm_spatial_pool_mode": pool or config.get("mm_spatial_pool_mode", "bilinear"),
            "mm_spatial_pool_stride": config.get("mm_spatial_pool_stride", 2),
            "mm_newline_position": config.get("mm_newline_position", "grid"),
            "framewise_newline_order": "rows",
            "framewise_time_instruction": True,
            "transformers.js_config": {"use_external_data_format": parts},
        },
        "preprocessor_config.json": {
            "image_mean": [0.5, 0.5, 0.5],
            "image_std": [0.5, 0.5, 0.5],
            "resample": 3,
            "rescale_factor": 1 / 255,
            "size": {"width": tower.side, "height": tower.side},
        },
        # 151645 is <|im_end|>, with which Qwen2 ends its turn.
        "generation_config.json": {"eos_token_id": config.get("eos_token_id", 151645)},
    }
    for name, content in files.items():
        (out / name).write_text(json.dumps(content, indent=2) + "\n")
    (out / "chat_template.jinja").write_text(TEMPLATE)


def export(source, out, precision="q4", pool=None, tokenizer=None, tower=Tower()):
    source, out = Path(source), Path(out)
    config = json.loads((source / "config.json").read_text())
    weights = Checkpoint(source)
    names = ["tokenizer.json", "tokenizer_config.json"]
    for name in names:
        file = Path(tokenizer or source) / name
        if not file.exists():
            raise SystemExit(f"{file} is missing; give --tokenizer a folder with {' and '.join(names)} of Qwen2.")
        out.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, out / name)
    graphs = {
        "vision_encoder": lambda g: vision_encoder(g, weights, tower),
        "embed_tokens": lambda g: embed_tokens(g, weights),
        "decoder_model_merged": lambda g: decoder_model_merged(g, weights, config),
    }
    suffix, real, is_quantised = PRECISIONS[precision]
    parts = {}
    for name, build in graphs.items():
        g = Graph(name, out, suffix, real, is_quantised)
        build(g)
        parts[g.path.name] = g.save()
        print(f"{g.path}: {len(g.nodes)} nodes, {parts[g.path.name]} files of weights", flush=True)
    save_newline(weights, out / "model.safetensors")
    save_json(out, config, weights, tower, pool, parts)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkpoint", help="folder with config.json and *.safetensors")
    parser.add_argument("out", help="the model folder to make")
    parser.add_argument("--precision", choices=PRECISIONS, default="q4")
    parser.add_argument("--pool", choices=["bilinear", "average"], help="instead of what config.json says")
    parser.add_argument("--tokenizer", help="folder with tokenizer.json and tokenizer_config.json")
    given = parser.parse_args()
    export(given.checkpoint, given.out, given.precision, given.pool, given.tokenizer)


if __name__ == "__main__":
    main()
