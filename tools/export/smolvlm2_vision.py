"""Traces SmolVLM2's vision encoder with a mask that is not full."""

import torch
from transformers.modeling_attn_mask_utils import _prepare_4d_attention_mask


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
        """Returns [B, size]: each of `counts` patches along an edge gets the nearest lower of `side` places."""
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
