"""Writes a checkpoint as a model folder: three ONNX graphs, the newline vector, and the configuration files."""

import argparse
import json
import os
import struct

import numpy as np
import torch
from onnx import helper

import decoder as dec
import vision as vis
from model import FOLDER, Framewise, special_tokens, vocabulary_size
from onnx_graph import FLOAT, INT32, INT64, MICROSOFT, Graph


def vision_encoder(model, path):
    """pixel_values [num_images, 3, 88, 88] -> image_features [num_images, 121, 128]; not pooled, as the hub's."""
    tower, projector = model.tower, model.projector
    g = Graph("vision_encoder")
    g.input("pixel_values", FLOAT, ["num_images", 3, vis.SIDE, vis.SIDE])
    kernel = tower.patch.weight.view(vis.WIDTH, 3, vis.PATCH, vis.PATCH)
    patch_inputs = ["pixel_values", g.weight("patch.weight", kernel), g.weight("patch.bias", tower.patch.bias)]
    size, stride = [vis.PATCH] * 2, [vis.PATCH] * 2
    planes = g.add("Conv", patch_inputs, "patches.planes", kernel_shape=size, strides=stride)
    flat = g.weight("patches.shape", np.array([0, vis.WIDTH, -1], np.int64))
    planes = g.add("Reshape", [planes, flat], "patches.flat")
    x = g.add("Transpose", [planes], "patches.rows", perm=[0, 2, 1])
    x = g.add("Add", [x, g.weight("position", tower.position[None])], "patches")
    normed, bias = None, ""
    delta = None
    for index, layer in enumerate(tower.layers):
        name = f"layers.{index}"
        normed, x = _skip_norm(g, f"{name}.norm1", layer.norm1, x, delta, bias)
        weight = g.weight(f"{name}.qkv.weight", layer.qkv.weight.t())
        qkv_bias = g.weight(f"{name}.qkv.bias", layer.qkv.bias)
        mixed = g.add(
            "Attention", [normed, weight, qkv_bias], f"{name}.mixed", MICROSOFT, num_heads=vis.HEADS
        )
        delta = g.add("MatMul", [mixed, g.weight(f"{name}.out.weight", layer.out.weight.t())], f"{name}.out")
        bias = g.weight(f"{name}.out.bias", layer.out.bias)
        normed, x = _skip_norm(g, f"{name}.norm2", layer.norm2, x, delta, bias)
        up = g.add("MatMul", [normed, g.weight(f"{name}.up.weight", layer.up.weight.t())], f"{name}.up")
        up_bias = g.weight(f"{name}.up.bias", layer.up.bias)
        active = g.add("FastGelu", [up, up_bias], f"{name}.active", MICROSOFT)
        down = g.weight(f"{name}.down.weight", layer.down.weight.t())
        delta = g.add("MatMul", [active, down], f"{name}.down")
        bias = g.weight(f"{name}.down.bias", layer.down.bias)
    normed, _ = _skip_norm(g, "norm", tower.norm, x, delta, bias)
    hidden = _linear(g, "projector.first", projector.first, normed)
    hidden = g.add("Gelu", [hidden], "projector.active", MICROSOFT)
    _linear(g, "projector.second", projector.second, hidden, "image_features")
    g.output("image_features", FLOAT, ["num_images", vis.GRID**2, dec.WIDTH])
    return g.save(path)


def _linear(g, name, layer, x, output=None):
    product = g.add("MatMul", [x, g.weight(f"{name}.weight", layer.weight.t())], f"{name}.product")
    return g.add("Add", [product, g.weight(f"{name}.bias", layer.bias)], output or name)


def _skip_norm(g, name, norm, x, delta, bias):
    """LayerNorm of x + delta + bias -> (normed, the sum), one node."""
    scale, shift = g.weight(f"{name}.weight", norm.weight), g.weight(f"{name}.bias", norm.bias)
    if delta is None:
        return g.add("LayerNormalization", [x, scale, shift], name, epsilon=vis.EPSILON), x
    outputs = [name, "", "", f"{name}.sum"]
    g.add("SkipLayerNormalization", [x, delta, scale, shift, bias], outputs, MICROSOFT, epsilon=vis.EPSILON)
    return name, f"{name}.sum"


def embed_tokens(model, path):
    g = Graph("embed_tokens")
    g.input("input_ids", INT64, ["batch_size", "sequence_length"])
    weight = g.weight("embedding", model.decoder.embedding.weight)
    g.add("Gather", [weight, "input_ids"], "inputs_embeds")
    g.output("inputs_embeds", FLOAT, ["batch_size", "sequence_length", dec.WIDTH])
    return g.save(path)


def decoder_model_merged(model, path):
    """One graph for prefill and step; past may be empty, or a pre-allocated cache that is present as well."""
    decoder = model.decoder
    g = Graph("decoder_model_merged")
    batch, total = "batch_size", "total_sequence_length"
    g.input("inputs_embeds", FLOAT, [batch, "sequence_length", dec.WIDTH])
    g.input("attention_mask", INT64, [batch, total])
    g.input("num_logits_to_keep", INT64, [])
    for index in range(dec.LAYERS):
        for part in ("key", "value"):
            past = [batch, dec.KV_HEADS, "past_sequence_length", dec.HEAD]
            g.input(f"past_key_values.{index}.{part}", FLOAT, past)
    seen, length = _lengths(g)
    _is_step(g)
    g.weight("cos_cache", decoder.cos)
    g.weight("sin_cache", decoder.sin)
    x, delta = "inputs_embeds", None
    for index, layer in enumerate(decoder.layers):
        name = f"layers.{index}"
        normed, x = _skip_rms(g, f"{name}.norm1", layer.norm1, x, delta)
        qkv = _product(g, f"{name}.qkv", layer.qkv.weight, normed)
        qkv = g.add("Add", [qkv, g.weight(f"{name}.qkv.bias", layer.qkv.bias)], f"{name}.qkv.biased")
        past = [f"past_key_values.{index}.key", f"past_key_values.{index}.value"]
        present = [f"present.{index}.key", f"present.{index}.value"]
        mixed = g.add(
            "GroupQueryAttention",
            [qkv, "", "", *past, seen, length, "cos_cache", "sin_cache"],
            [f"{name}.mixed", *present],
            MICROSOFT,
            num_heads=dec.HEADS,
            kv_num_heads=dec.KV_HEADS,
            do_rotary=1,
            rotary_interleaved=0,
            scale=dec.HEAD**-0.5,
        )
        delta = _product(g, f"{name}.out", layer.out.weight, mixed)
        normed, x = _skip_rms(g, f"{name}.norm2", layer.norm2, x, delta)
        gate, up = layer.gate_up.weight.split(dec.MLP)
        gate = _product(g, f"{name}.gate", gate, normed)
        up = _product(g, f"{name}.up", up, normed)
        # x · sigmoid(x): SiLU in one node.
        gate = g.add("QuickGelu", [gate], f"{name}.silu", MICROSOFT, alpha=1.0)
        active = g.add("Mul", [gate, up], f"{name}.active")
        delta = _product(g, f"{name}.down", layer.down.weight, active)
        for part, shown in zip(("key", "value"), present):
            g.output(shown, FLOAT, [batch, dec.KV_HEADS, total, dec.HEAD])
    normed, _ = _skip_rms(g, "norm", decoder.norm, x, delta)
    kept = _last_rows(g, normed)
    # Asked for one row in prefill and step alike.
    g.add("Einsum", [kept, g.weight("lm_head", decoder.embedding.weight)], "logits", equation="bsk,nk->bsn")
    g.outputs.insert(0, _value("logits", [batch, "num_logits", vocabulary_size()]))
    return g.save(path)


def _value(name, shape):
    return helper.make_tensor_value_info(name, FLOAT, shape)


def _is_step(g):
    """Is this the step of one new token, rather than a prefill?"""
    rows = g.add("Shape", ["inputs_embeds"], "rows", start=1, end=2)
    g.add("Equal", [rows, g.weight("one_row", np.array([1], np.int64))], "is_step")


def _product(g, name, weight, x):
    """x · weightᵀ, by what suits the number of rows. onnxruntime-web's MatMul costs one row as much as 32,
    being made of tiles; Einsum has a thread for every output and neither tiles nor barriers: on software
    WebGPU a fifth of the time for one row, and more than twice the time for 300.
    """
    inputs = [x, g.weight(f"{name}.weight", weight.t())]
    step = helper.make_node("Einsum", inputs, [f"{name}.step"], equation="bsk,kn->bsn")
    rows = helper.make_node("MatMul", inputs, [f"{name}.rows"])
    branches = {"then_branch": _branch(step), "else_branch": _branch(rows)}
    return g.add("If", ["is_step"], name, **branches)


def _branch(node):
    output = helper.make_tensor_value_info(node.output[0], FLOAT, None)
    return helper.make_graph([node], node.output[0], [], [output])


def _lengths(g):
    """What GroupQueryAttention wants of the mask: the last row's index per sample, and the length of all."""
    axis = g.weight("axis_one", np.array([1], np.int64))
    counted = g.add("ReduceSum", ["attention_mask", axis], "mask.count", keepdims=0)
    last = g.add("Sub", [counted, g.weight("one", np.array([1], np.int64))], "mask.last")
    seen = g.add("Cast", [last], "seqlens_k", to=INT32)
    shape = g.add("Shape", ["attention_mask"], "mask.shape")
    length = g.add("Gather", [shape, g.weight("index_one", np.array(1, np.int64))], "mask.length")
    return seen, g.add("Cast", [length], "total_length", to=INT32)


def _last_rows(g, x):
    """The last num_logits_to_keep rows: a start of −0 = 0 keeps all."""
    start = g.add("Neg", ["num_logits_to_keep"], "keep.negative")
    start = g.add("Reshape", [start, g.weight("keep.shape", np.array([1], np.int64))], "keep.start")
    end = g.weight("keep.end", np.array([2**31 - 1], np.int64))
    return g.add("Slice", [x, start, end, "axis_one"], "keep.rows")


def _skip_rms(g, name, norm, x, delta):
    scale = g.weight(f"{name}.weight", norm.weight)
    if delta is None:
        attributes = {"epsilon": dec.EPSILON, "axis": -1, "stash_type": 1}
        return g.add("SimplifiedLayerNormalization", [x, scale], name, **attributes), x
    outputs = [name, "", "", f"{name}.sum"]
    inputs = [x, delta, scale]
    g.add("SkipSimplifiedLayerNormalization", inputs, outputs, MICROSOFT, epsilon=dec.EPSILON)
    return name, f"{name}.sum"


def save_newline(model, path):
    """A safetensors file of one vector: header length, JSON header, bytes."""
    data = model.newline.detach().numpy().astype("<f4").tobytes()
    entry = {"dtype": "F32", "shape": [dec.WIDTH], "data_offsets": [0, len(data)]}
    header = json.dumps({"image_newline": entry}).encode()
    header += b" " * (-len(header) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(header)) + header + data)


def configurations():
    ids = special_tokens()
    end = ids["<|im_end|>"]
    text = {
        "model_type": "qwen2",
        "architectures": ["Qwen2ForCausalLM"],
        "hidden_size": dec.WIDTH,
        "intermediate_size": dec.MLP,
        "num_hidden_layers": dec.LAYERS,
        "num_attention_heads": dec.HEADS,
        "num_key_value_heads": dec.KV_HEADS,
        "hidden_act": "silu",
        "rms_norm_eps": dec.EPSILON,
        "rope_theta": dec.THETA,
        "max_position_embeddings": dec.MAX_POSITIONS,
        "vocab_size": vocabulary_size(),
        "tie_word_embeddings": True,
        "bos_token_id": ids["<|im_start|>"],
        "eos_token_id": end,
        "pad_token_id": ids["<|endoftext|>"],
    }
    tower = {
        "model_type": "siglip_vision_model",
        "hidden_size": vis.WIDTH,
        "intermediate_size": vis.MLP,
        "num_hidden_layers": vis.LAYERS,
        "num_attention_heads": vis.HEADS,
        "hidden_act": "gelu_pytorch_tanh",
        "layer_norm_eps": vis.EPSILON,
        "image_size": vis.SIDE,
        "patch_size": vis.PATCH,
        "num_channels": 3,
        "vision_use_head": False,
        # The tower's last norm is part of the features: to transformers (from 5.18 on) this makes `hidden_states[-1]`, which
        # vision_feature_layer -1 takes, what comes out of post_layernorm. By default it is what goes in.
        "tie_last_hidden_states": True,
    }
    config = {
        "model_type": "llava_onevision",
        "architectures": ["LlavaOnevisionForConditionalGeneration"],
        "image_token_index": ids["<image>"],
        "video_token_index": ids["<video>"],
        "image_grid_pinpoints": [[vis.SIDE, vis.SIDE]],
        "vision_aspect_ratio": "anyres_max_9",
        "vision_feature_layer": -1,
        "vision_feature_select_strategy": "full",
        "projector_hidden_act": "gelu",
        "tie_word_embeddings": True,
        "torch_dtype": "float32",
        # tools/world draws its frames at the centres of equal bins.
        "framewise_frame_spread": "centres",
        "text_config": text,
        "vision_config": tower,
    }
    pixels = {
        "do_convert_rgb": True,
        "do_normalize": True,
        "do_rescale": True,
        "do_resize": True,
        "image_mean": [0.5, 0.5, 0.5],
        "image_std": [0.5, 0.5, 0.5],
        "resample": 3,
        "rescale_factor": 1 / 255,
        "size": {"height": vis.SIDE, "width": vis.SIDE},
    }
    processors = {"processor_class": "LlavaOnevisionProcessor"}
    return {
        "config.json": config,
        "preprocessor_config.json": {
            **pixels,
            **processors,
            "image_processor_type": "LlavaOnevisionImageProcessor",
            "image_grid_pinpoints": [[vis.SIDE, vis.SIDE]],
        },
        "video_preprocessor_config.json": {
            **pixels,
            **processors,
            "video_processor_type": "LlavaOnevisionVideoProcessor",
            "do_sample_frames": False,
        },
        "generation_config.json": {
            "bos_token_id": ids["<|im_start|>"],
            "do_sample": False,
            "eos_token_id": end,
            "max_new_tokens": 32,
            "pad_token_id": ids["<|endoftext|>"],
        },
    }


def export(model, folder):
    os.makedirs(os.path.join(folder, "onnx"), exist_ok=True)
    for write in (vision_encoder, embed_tokens, decoder_model_merged):
        path = os.path.join(folder, "onnx", f"{write.__name__}.onnx")
        nodes = write(model, path)
        print(f"{write.__name__}: {nodes} nodes, {os.path.getsize(path)} bytes")
    save_newline(model, os.path.join(folder, "model.safetensors"))
    for name, content in configurations().items():
        with open(os.path.join(folder, name), "w", encoding="utf8") as file:
            file.write(json.dumps(content, indent=2) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", help="without one, random weights are written")
    parser.add_argument("--folder", default=FOLDER)
    arguments = parser.parse_args()
    torch.manual_seed(0)
    framewise = Framewise()
    if arguments.checkpoint:
        framewise.load_state_dict(torch.load(arguments.checkpoint)["model"])
    export(framewise, arguments.folder)
