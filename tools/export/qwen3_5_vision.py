"""Traces Qwen3.5's vision encoder for any size of picture, one temporal step a run."""

import torch
from transformers.models.qwen3_5 import modeling_qwen3_5


class Vision(torch.nn.Module):
    """`pixel_values` [patches, 1536] and `image_grid_thw` [1, 3] to `image_features`, traceable for any size of picture."""

    def __init__(self, model):
        super().__init__()
        self.visual = model.model.visual

    def forward(self, pixel_values, image_grid_thw):
        visual = self.visual
        merge = visual.spatial_merge_size
        height, width = image_grid_thw[0, 1], image_grid_thw[0, 2]
        within = torch.arange(pixel_values.shape[0]) % (height * width)
        block = within // (merge * merge)
        row = block // (width // merge) * merge + within // merge % merge
        column = block % (width // merge) * merge + within % merge
        angles = torch.stack([row, column], -1)[..., None].float() * visual.rotary_pos_emb.inv_freq
        angles = angles.flatten(1).repeat(1, 2)
        x = visual.patch_embed(pixel_values) + self.places(row, height, column, width)
        for layer in visual.blocks:
            x = layer(x, cu_seqlens=None, position_embeddings=(angles.cos(), angles.sin()))
        return visual.merger(x)

    def places(self, row, height, column, width):
        """The learned grid of places between whose points a picture's own grid lies, as `fast_pos_embed_interpolate` mixes it."""
        side = self.visual.num_grid_per_side
        down, right = row * (side - 1) / (height - 1), column * (side - 1) / (width - 1)
        top, left = down.floor().long(), right.floor().long()
        bottom, end = (top + 1).clip(max=side - 1), (left + 1).clip(max=side - 1)
        dy, dx = (down - top)[:, None], (right - left)[:, None]
        at = lambda y, x: self.visual.pos_embed(y * side + x)
        upper = at(top, left) * (1 - dx) + at(top, end) * dx
        lower = at(bottom, left) * (1 - dx) + at(bottom, end) * dx
        return upper * (1 - dy) + lower * dy


class OnePiece(modeling_qwen3_5.Qwen3_5VisionAttention):
    """The library's attention without its loop over temporal steps."""

    def forward(self, hidden_states, cu_seqlens, position_embeddings=None, **kwargs):
        count = hidden_states.shape[0]
        qkv = self.qkv(hidden_states).reshape(count, 3, self.num_heads, -1).permute(1, 0, 2, 3)
        query, key, value = qkv.unbind(0)
        query, key = modeling_qwen3_5.apply_rotary_pos_emb_vision(query, key, *position_embeddings)
        query, key, value = (each.transpose(0, 1).unsqueeze(0) for each in (query, key, value))
        mixed = torch.nn.functional.scaled_dot_product_attention(query, key, value)
        return self.proj(mixed[0].transpose(0, 1).reshape(count, -1))


def export_vision(model, path):
    for block in model.model.visual.blocks:
        block.attn.__class__ = OnePiece
    patches = torch.zeros(64, 3 * 2 * 16 * 16)
    torch.onnx.export(
        Vision(model),
        (patches, torch.tensor([[1, 8, 8]])),
        str(path),
        input_names=["pixel_values", "image_grid_thw"],
        output_names=["image_features"],
        dynamic_axes={
            "pixel_values": {0: "num_patches"},
            "image_grid_thw": {0: "num_images"},
            "image_features": {0: "num_image_tokens"},
        },
        opset_version=18,
        dynamo=False,
    )
    for block in model.model.visual.blocks:
        block.attn.__class__ = modeling_qwen3_5.Qwen3_5VisionAttention
