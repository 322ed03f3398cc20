"""Exports a language model of transformers as one graph for prefill and step, as optimum does: the past may be empty."""

import torch

BATCH, ROWS, PAST = 2, 16, 16
"""What optimum traces with."""


class TracedDecoder(torch.nn.Module):
    """Takes attention_mask, position_ids, keys and values, inputs_embeds and, if asked, num_logits_to_keep, in this order."""

    def __init__(self, model, has_num_logits):
        super().__init__()
        self.model = model
        self.has_num_logits = has_num_logits

    def forward(self, attention_mask, position_ids, *rest):
        layers = self.model.config.num_hidden_layers
        past = tuple(zip(rest[: 2 * layers : 2], rest[1 : 2 * layers : 2]))
        more = {"num_logits_to_keep": rest[-1]} if self.has_num_logits else {}
        output = self.model(
            attention_mask=attention_mask,
            position_ids=position_ids,
            past_key_values=past,
            inputs_embeds=rest[2 * layers],
            use_cache=True,
            **more,
        )
        return output.logits, *(value for layer in output.past_key_values for value in layer)


def export_decoder(decoder, path, opset=14):
    config = decoder.model.config
    heads, size = config.num_key_value_heads, config.hidden_size // config.num_attention_heads
    kinds = [f"{layer}.{kind}" for layer in range(config.num_hidden_layers) for kind in ("key", "value")]
    past, present = [f"past_key_values.{kind}" for kind in kinds], [f"present.{kind}" for kind in kinds]
    rows = {0: "batch_size", 1: "sequence_length"}
    inputs = {
        "attention_mask": torch.ones(BATCH, PAST + ROWS, dtype=torch.int64),
        "position_ids": torch.arange(PAST, PAST + ROWS).repeat(BATCH, 1),
        **{name: torch.randn(BATCH, heads, PAST, size) for name in past},
        "inputs_embeds": torch.randn(BATCH, ROWS, config.hidden_size),
    }
    axes = {
        "attention_mask": {0: "batch_size", 1: "past_sequence_length + 1"},
        "position_ids": rows,
        "inputs_embeds": rows,
        "logits": rows,
        **{name: {0: "batch_size", 2: "past_sequence_length"} for name in past},
        **{name: {0: "batch_size", 2: "past_sequence_length + 1"} for name in present},
    }
    if decoder.has_num_logits:
        inputs["num_logits_to_keep"] = torch.tensor(1)
        axes["logits"] = {0: "batch_size", 1: "num_logits_to_keep"}
    torch.onnx.export(
        decoder,
        tuple(inputs.values()),
        str(path),
        opset_version=opset,
        input_names=list(inputs),
        output_names=["logits", *present],
        dynamic_axes=axes,
    )
