"""LFM2's decoder as the model builder of onnxruntime-genai writes it, with the last rows cut before the output head."""

import graphs
from builder import build, cache_names
from builders import LFM2Model


def build_decoder(model):
    config = type(model.config.text_config).from_dict(model.config.text_config.to_dict())
    config._name_or_path, config.architectures = ".", ["Lfm2ForCausalLM"]
    built = build(LFM2Model, config, model)
    graphs.keep_last_rows(built)
    past, present = cache_names(config.layer_types, ["conv"])
    graphs.order(built.graph.input, ["inputs_embeds", "attention_mask", "num_logits_to_keep", *past])
    graphs.order(built.graph.output, ["logits", *present])
    return built
