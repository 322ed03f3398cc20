"""What `save_pretrained` of a version of transformers writes for each family, and what that version reads back.

    pip install transformers==4.45.2   # then 4.51.3, 5.5.4; each in an environment of its own
    pip install num2words torchvision  # wanted by SmolVLM's processor, and by those for videos of version 5
    python make_configs.py             # writes 4.45.json, 4.51.json, 5.5.json beside this file, in this order

Each family is saved twice: with the settings of its published model, and with nothing but its classes' defaults, of which
the writer leaves out as much as it ever does. `read` is what AutoConfig makes of the saved folder. `defaults` are those
of the classes of single parts, by `model_type`. Version 5 reads the processor that 4.51 saved and saves it again, as a
new export of a published model does; version 4 saves the processor's part for pictures alone.
"""

import importlib
import json
import os
import tempfile
from pathlib import Path

os.environ["TRANSFORMERS_VERBOSITY"] = "error"

import transformers
from transformers import AutoConfig

HERE = Path(__file__).parent
VERSION = ".".join(transformers.__version__.split(".")[:2])
GRID = [[384, 384]]

PUBLISHED = {
    "llava_onevision": dict(
        image_grid_pinpoints=GRID,
        text_config=dict(
            model_type="qwen2",
            hidden_size=896,
            intermediate_size=4864,
            num_hidden_layers=24,
            num_attention_heads=14,
            num_key_value_heads=2,
            max_position_embeddings=32768,
            vocab_size=152000,
            rope_theta=1e6,
        ),
        vision_config=dict(
            model_type="siglip_vision_model",
            hidden_size=1152,
            intermediate_size=4304,
            num_hidden_layers=26,
            num_attention_heads=16,
            image_size=384,
            patch_size=14,
        ),
    ),
    "qwen2_vl": dict(
        video_token_id=151656,
        hidden_size=1536,
        intermediate_size=8960,
        num_hidden_layers=28,
        num_attention_heads=12,
        num_key_value_heads=2,
        max_position_embeddings=32768,
        vocab_size=151936,
        rope_theta=1e6,
        rope_scaling={"type": "mrope", "mrope_section": [16, 24, 24]},
        vision_config=dict(hidden_size=1536),
    ),
    "smolvlm": dict(
        image_token_id=49190,
        scale_factor=4,
        text_config=dict(
            model_type="llama",
            hidden_size=960,
            intermediate_size=2560,
            num_hidden_layers=32,
            num_attention_heads=15,
            num_key_value_heads=5,
            head_dim=64,
            max_position_embeddings=8192,
            vocab_size=49280,
            rope_theta=1e5,
        ),
        vision_config=dict(
            model_type="smolvlm_vision", hidden_size=768, image_size=512, patch_size=16
        ),
    ),
}

DEFAULTS = {
    "llava_onevision": dict(
        image_grid_pinpoints=GRID,
        text_config=dict(model_type="qwen2"),
        vision_config=dict(model_type="siglip_vision_model"),
    ),
    "qwen2_vl": dict(video_token_id=151656),
    "smolvlm": dict(
        text_config=dict(model_type="llama"),
        # The default patches of 32 make 7 rows, which the default scale of 2 does not divide.
        vision_config=dict(model_type="smolvlm_vision", patch_size=28),
    ),
}

PARTS = {
    "qwen2": ("qwen2", "Qwen2Config"),
    "llama": ("llama", "LlamaConfig"),
    "qwen2_vl_text": ("qwen2_vl", "Qwen2VLTextConfig"),
    "qwen3_5_text": ("qwen3_5", "Qwen3_5TextConfig"),
    "lfm2": ("lfm2", "Lfm2Config"),
    "siglip_vision_model": ("siglip", "SiglipVisionConfig"),
    "siglip2_vision_model": ("siglip2", "Siglip2VisionConfig"),
    "smolvlm_vision": ("smolvlm", "SmolVLMVisionConfig"),
    "idefics3_vision": ("idefics3", "Idefics3VisionConfig"),
}
# Before 4.52 the text's fields stood in Qwen2VLConfig itself.
if transformers.__version__ < "4.52":
    PARTS["qwen2_vl"] = ("qwen2_vl", "Qwen2VLConfig")


def class_of(module, name):
    """The class, or None in versions that have it not."""
    try:
        return getattr(importlib.import_module(f"transformers.models.{module}"), name, None)
    except ModuleNotFoundError:
        return None


def rope_theta(config):
    if hasattr(config, "rope_theta"):
        return config.rope_theta
    return (getattr(config, "rope_parameters", None) or {}).get("rope_theta")


def fields(config):
    """The fields that our adapters read of a part."""
    names = (
        "hidden_size num_hidden_layers num_attention_heads num_key_value_heads head_dim "
        "max_position_embeddings vocab_size image_size patch_size eos_token_id"
    ).split()
    found = {name: getattr(config, name, None) for name in names}
    found["rope_theta"] = rope_theta(config)
    return {name: value for name, value in found.items() if value is not None}


def text_of(config):
    text = fields(config.get_text_config())
    text.setdefault("num_key_value_heads", text["num_attention_heads"])
    text.setdefault("head_dim", text["hidden_size"] // text["num_attention_heads"])
    return text


def read_folder(folder):
    files = {}
    for path in sorted(Path(folder).rglob("*")):
        name = str(path.relative_to(folder))
        if path.suffix == ".json" and "token" not in name:
            files[name] = json.loads(path.read_text())
    return files


def image_settings(family):
    if family == "smolvlm":
        return dict(
            size={"longest_edge": 2048},
            max_image_size={"longest_edge": 512},
            resample=1,
            video_sampling={"fps": 1, "max_frames": 64, "video_size": {"longest_edge": 512}},
        )
    return dict(image_grid_pinpoints=GRID) if family == "llava_onevision" else {}


PREFIXES = {"llava_onevision": "LlavaOnevision", "qwen2_vl": "Qwen2VL", "smolvlm": "SmolVLM"}


def save_processor(family, folder):
    """All of the processor but its tokenizer."""
    prefix = PREFIXES[family]
    image = class_of(family, f"{prefix}ImageProcessor")
    if VERSION.startswith("4."):
        image(**image_settings(family)).save_pretrained(folder)
        return
    from tokenizers import Tokenizer, models
    from transformers import PreTrainedTokenizerFast

    words = Tokenizer(models.WordLevel({"<unk>": 0}, unk_token="<unk>"))
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=words, unk_token="<unk>")
    for name in ("image_token", "video_token", "fake_image_token", "global_image_token"):
        setattr(tokenizer, name, "<unk>")
    module = importlib.import_module(f"transformers.models.{family}.video_processing_{family}")
    video = getattr(module, f"{prefix}VideoProcessor")
    older = json.loads((HERE / "4.51.json").read_text())["published"][family]["files"]
    with tempfile.TemporaryDirectory() as before:
        Path(before, "preprocessor_config.json").write_text(
            json.dumps(older["preprocessor_config.json"])
        )
        parts = (image.from_pretrained(before), tokenizer, video.from_pretrained(before))
    more = {"num_image_tokens": 729} if family == "llava_onevision" else {}
    processor = class_of(family, f"{prefix}Processor")
    processor(*parts, chat_template="{{ messages }}", **more).save_pretrained(folder)


def saved(family, settings):
    config = class_of(family, f"{PREFIXES[family]}Config")
    if config is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        config(**settings).save_pretrained(folder)
        save_processor(family, folder)
        back = AutoConfig.from_pretrained(folder)
        vision = fields(back.vision_config)
        return {"files": read_folder(folder), "read": {"text": text_of(back), "vision": vision}}


def main():
    made = {
        "transformers": transformers.__version__,
        "published": {family: saved(family, settings) for family, settings in PUBLISHED.items()},
        "bare": {family: saved(family, settings) for family, settings in DEFAULTS.items()},
        "defaults": {
            part: fields(config())
            for part, (module, name) in PARTS.items()
            if (config := class_of(module, name)) is not None
        },
    }
    (HERE / f"{VERSION}.json").write_text(json.dumps(made, indent=1, sort_keys=True) + "\n")


main()
