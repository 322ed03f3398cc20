"""Traces the table of word vectors."""

import torch


def export_embedding(model, path, opset):
    """Exports the graph from `input_ids` [B, S] to `inputs_embeds` [B, S, D]."""
    axes = {0: "batch_size", 1: "sequence_length"}
    torch.onnx.export(
        model.get_input_embeddings(),
        (torch.ones(2, 16, dtype=torch.int64),),
        str(path),
        opset_version=opset,
        input_names=["input_ids"],
        output_names=["inputs_embeds"],
        dynamic_axes={"input_ids": axes, "inputs_embeds": axes},
    )
