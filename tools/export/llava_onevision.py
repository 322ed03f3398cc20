"""Exports a small LLaVA-OneVision in the layout of llava-hf/llava-onevision-qwen2-0.5b-ov-hf, with what Hugging Face says of two clips.

    python3 llava_onevision.py OUT WORK          # transformers 4.45.2
    python3 llava_onevision_decoder.py WORK OUT  # transformers 4.43.4, optimum 1.21.4

How the published graphs were made is not documented. Known: the ONNX files were added on 16 August 2024; names, order and
ranks of inputs and outputs and opsets 14 (decoder), 13 (embedding) and 14 (vision), from a program that runs them; sizes.

Inferred from the sizes: vision_encoder.onnx has 1,598,932,026 bytes, 603,066 more than 26 layers and the projector without the
last norm weigh; a trace that nobody slimmed adds 0.65 MB here, a slimmed one 0.4. embed_tokens is not quantised. For the
decoder see `llava_onevision_decoder.py`. config.json there has 2,591 bytes: just what transformers 4.45 writes of the real
dimensions and `ignore_index`, so what equals a default, `max_position_embeddings` among them, is not in it.

Not known: whether attention was traced from the class for scaled dot products, the default, or the eager one. So OUT-num-logits
holds a decoder of the other kind: eager, cosines taken inside, `num_logits_to_keep`, slimmed.

embed_tokens_q4.onnx is published and is the fp32 file, as the quantiser leaves it; a fixture goes without.
`model.safetensors` holds `image_newline` alone; the published one is the whole model.
"""

import argparse
import math
import shutil
from pathlib import Path

import onnx
import onnxslim
import torch
from safetensors.torch import save_file
from transformers import (
    GenerationConfig,
    LlavaOnevisionConfig,
    LlavaOnevisionForConditionalGeneration,
    LlavaOnevisionImageProcessor,
    LlavaOnevisionProcessor,
    LlavaOnevisionVideoProcessor,
    Qwen2ForCausalLM,
)

from clips import CLIPS, save_frames
from four_bits import settle_linear
from lively import clear_winner, enliven
from oracle import GREEDY, RETENTION, Oracle, choice_likelihoods
from precisions import four_bits, write_precisions
from qwen2_words import make_tokenizer
from traced_decoder import TracedDecoder, export_decoder
from vidcom2 import kept
from weights import draw

SEED = 7
CONTROL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<image>", "<video>"]
TEMPLATE = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + ' ' }}"
    "{% for part in message['content'] | selectattr('type', 'equalto', 'image') %}{{ '<image>\n' }}{% endfor %}"
    "{% for part in message['content'] | selectattr('type', 'equalto', 'video') %}{{ '<video>\n' }}{% endfor %}"
    "{% for part in message['content'] | selectattr('type', 'equalto', 'text') %}{{ part['text'] }}{% endfor %}"
    "{{ '<|im_end|>' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
"""Renders what the published template renders: pictures, then videos, then text."""

SCALES = {
    "fixture": {
        "vocabulary": 360,
        "text": {"hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 2, "num_attention_heads": 4},
        "vision": {"hidden_size": 48, "intermediate_size": 112, "num_hidden_layers": 2, "num_attention_heads": 2},
        "side": 130,
        "quantised": ["vision_encoder"],
    },
    "middle": {
        "vocabulary": 32000,
        "text": {"hidden_size": 512, "intermediate_size": 2752, "num_hidden_layers": 8, "num_attention_heads": 8},
        # Thin: 27 × 27 patches through a real tower take a software GPU minutes a frame.
        "vision": {"hidden_size": 192, "intermediate_size": 768, "num_hidden_layers": 2, "num_attention_heads": 3},
        "side": 384,
        "quantised": ["vision_encoder", "embed_tokens"],
    },
}


def make_config(tokenizer, scale):
    identity = tokenizer.convert_tokens_to_ids
    side, layers = scale["side"], scale["text"]["num_hidden_layers"]
    return LlavaOnevisionConfig(
        text_config={
            "model_type": "qwen2",
            "architectures": ["Qwen2ForCausalLM"],
            "vocab_size": scale["vocabulary"],
            "num_key_value_heads": 2,
            "max_window_layers": layers,
            "rope_theta": 1e6,
            "tie_word_embeddings": True,
            "bos_token_id": identity("<|endoftext|>"),
            "eos_token_id": identity("<|im_end|>"),
            "torch_dtype": "bfloat16",
            **scale["text"],
        },
        vision_config={
            "model_type": "siglip_vision_model",
            "image_size": side,
            "patch_size": 14,
            "vision_use_head": False,
            **scale["vision"],
        },
        image_token_index=identity("<image>"),
        video_token_index=identity("<video>"),
        image_grid_pinpoints=[[side * rows, side * columns] for rows in range(1, 7) for columns in range(1, 7)],
        ignore_index=-100,
        use_image_newline_parameter=True,
    )


def make_processor(tokenizer, config):
    side = config.vision_config.image_size
    size = {"height": side, "width": side}
    return LlavaOnevisionProcessor(
        image_processor=LlavaOnevisionImageProcessor(size=size, image_grid_pinpoints=config.image_grid_pinpoints),
        tokenizer=tokenizer,
        video_processor=LlavaOnevisionVideoProcessor(size=size),
        num_image_tokens=(side // config.vision_config.patch_size) ** 2,
        vision_feature_select_strategy="full",
        chat_template=TEMPLATE,
    )


class Vision(torch.nn.Module):
    """`pixel_values` [B, 3, H, W] to `image_features` [B, patches, width]: the last hidden state, before the last norm."""

    def __init__(self, model):
        super().__init__()
        self.vision_tower = model.vision_tower
        self.multi_modal_projector = model.multi_modal_projector

    def forward(self, pixel_values):
        states = self.vision_tower(pixel_values, output_hidden_states=True).hidden_states
        return self.multi_modal_projector(states[-1])


def export_vision(model, path):
    side = model.config.vision_config.image_size
    torch.onnx.export(
        Vision(model),
        (torch.randn(2, 3, side, side),),
        str(path),
        opset_version=14,
        input_names=["pixel_values"],
        output_names=["image_features"],
        dynamic_axes={"pixel_values": {0: "batch_size"}, "image_features": {0: "batch_size"}},
    )


def export_embedding(model, path):
    axes = {0: "batch_size", 1: "sequence_length"}
    torch.onnx.export(
        model.get_input_embeddings(),
        (torch.ones(2, 16, dtype=torch.int64),),
        str(path),
        opset_version=13,
        input_names=["input_ids"],
        output_names=["inputs_embeds"],
        dynamic_axes={"input_ids": axes, "inputs_embeds": axes},
    )


def export_eager(model, work, out):
    """Exports the decoder's other form from the same weights, only in q4, which is the smaller one."""
    eager = Qwen2ForCausalLM._from_config(model.config.text_config, attn_implementation="eager").eval()
    eager.load_state_dict(model.language_model.state_dict())
    traced = work / "eager.onnx"
    export_decoder(TracedDecoder(eager, has_num_logits=True), traced)
    (out / "onnx").mkdir(parents=True, exist_ok=True)
    onnx.save(four_bits(onnxslim.slim(str(traced))), out / "onnx/decoder_model_merged_q4.onnx")


def tokens_of(model, pixels):
    """Returns the video's tokens [T · N, D] as `LlavaOnevisionForConditionalGeneration.forward` makes them, without the newline."""
    return model.apply_pooling(Vision(model)(pixels)).flatten(0, 1)


def greedy(model, embeds):
    """Returns the logits of the first token, and the first GREEDY ids."""
    output = model.language_model(inputs_embeds=embeds, use_cache=True)
    first, ids = output.logits[0, -1], []
    while len(ids) < GREEDY:
        ids.append(clear_winner(output.logits[0, -1]))
        output = model.language_model(input_ids=torch.tensor([ids[-1:]]), past_key_values=output.past_key_values)
    return first, ids


def answer(model, processor, clip, oracle):
    messages = [{"role": "user", "content": [{"type": "video"}, {"type": "text", "text": clip.question}]}]
    text = processor.apply_chat_template(messages, add_generation_prompt=True)
    inputs = processor(text=text, videos=list(clip.frames()), return_tensors="pt")
    ids, pixels = inputs["input_ids"], inputs["pixel_values_videos"]
    whole = model(**inputs).logits[0, -1]
    tokens = tokens_of(model, pixels[0])
    is_video = ids[0] == model.config.video_token_index
    embeds = model.get_input_embeddings()(torch.where(is_video, 0, ids))
    embeds[0, is_video] = torch.cat((tokens, model.image_newline[None]))
    full = greedy(model, embeds)
    assert torch.allclose(full[0], whole, atol=1e-4), (full[0] - whole).abs().max()

    picks = kept(tokens, len(clip.times), RETENTION)
    stays = ~is_video
    places = is_video.nonzero()[:, 0]
    stays[places[picks]] = True
    stays[places[-1]] = True  # the newline

    def logits_of(rows):
        return model.language_model(inputs_embeds=rows).logits[0]

    def likelihoods(rows):
        end = model.config.text_config.eos_token_id
        return choice_likelihoods(processor.tokenizer, model.get_input_embeddings(), logits_of, rows, end)

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
    print(clip.name, processor.tokenizer.decode(full[1]), full[1], f"{len(picks)} of {len(tokens)} tokens kept")


def export(out, work, scale):
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    shutil.rmtree(out, ignore_errors=True)
    (out / "onnx").mkdir(parents=True)
    dimensions = SCALES[scale]
    tokenizer = make_tokenizer(work, CONTROL, dimensions["vocabulary"])
    config = make_config(tokenizer, dimensions)
    model = LlavaOnevisionForConditionalGeneration(config).eval()
    draw(model, SEED, embedding_spread=2 / math.sqrt(config.text_config.hidden_size))
    enliven(model, SEED)
    settle_linear(model)
    model.save_pretrained(work / "model")
    config.torch_dtype = torch.float16
    config.save_pretrained(out)
    GenerationConfig.from_model_config(config.text_config).save_pretrained(out)
    processor = make_processor(tokenizer, config)
    processor.save_pretrained(out)
    with torch.no_grad():
        save_file({"image_newline": model.image_newline}, out / "model.safetensors", metadata={"format": "pt"})
        export_vision(model, out / "onnx/vision_encoder.onnx")
        export_embedding(model, out / "onnx/embed_tokens.onnx")
        for name in dimensions["quantised"]:
            write_precisions(out / f"onnx/{name}.onnx", ["q4"])
        if scale == "fixture":
            export_eager(model, work, out.with_name(f"{out.name}-num-logits"))
            oracle = Oracle(out / "oracle", ["transformers", "torch", "pillow", "numpy"])
            for clip in CLIPS:
                answer(model, processor, clip, oracle)
                save_frames(clip, out / "oracle")
            oracle.write()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path, help="the model folder")
    parser.add_argument("work", type=Path, help="where the weights are left for llava_onevision_decoder.py")
    parser.add_argument("--scale", choices=SCALES, default="fixture")
    options = parser.parse_args()
    export(options.out, options.work, options.scale)
