"""Traces LFM2-VL's vision encoder for pictures of several sizes in one run."""

import torch


class Vision(torch.nn.Module):
    """`pixel_values` [N, L, 768], `pixel_attention_mask` [N, L], `spatial_shapes` [N, 2] to `image_features` [tokens, D]."""

    def __init__(self, model):
        super().__init__()
        self.tower = model.model.vision_tower
        self.projector = model.model.multi_modal_projector

    def forward(self, pixel_values, pixel_attention_mask, spatial_shapes):
        tower = getattr(self.tower, "vision_model", self.tower)
        embeddings = tower.embeddings
        height, width = spatial_shapes[:, :1], spatial_shapes[:, 1:]
        patch = torch.arange(pixel_values.shape[1])[None]
        weights = mix(patch // width, height, embeddings)[..., :, None] * mix(patch % width, width, embeddings)[..., None, :]
        states = embeddings.patch_embedding(pixel_values) + weights.flatten(2) @ embeddings.position_embedding.weight
        mask = (1.0 - pixel_attention_mask[:, None, None, :].float()) * torch.finfo(torch.float32).min
        for layer in tower.encoder.layers:
            states = layer(states, mask)
        return self.projector_of(tower.post_layernorm(states), height, width)

    def projector_of(self, states, height, width):
        """Joins squares of four patches to a row, first by row, then by column, and leaves out rows of the padding."""
        count = states.shape[1] // 4
        token = torch.arange(count)[None]
        corner = token // (width // 2) * 2 * width + token % (width // 2) * 2
        squares = torch.stack([corner, corner + 1, corner + width, corner + width + 1], -1).clip(max=states.shape[1] - 1)
        picked = states.gather(1, squares.flatten(1)[..., None].expand(-1, -1, states.shape[2]))
        rows = picked.reshape(picked.shape[0], count, -1)[token < (height // 2) * (width // 2)]
        projector = self.projector
        return projector.linear_2(projector.act(projector.linear_1(rows)))


def mix(at, size, embeddings):
    """Returns the weight of each place of the table's edge for place `at` of `size`, [N, L, side]: bilinear with antialiasing."""
    side = embeddings.position_embedding_size
    scale = side / size
    centre = (torch.minimum(at, size - 1) + 0.5) * scale
    near = 1 - (torch.arange(side) + 0.5 - centre[..., None]).abs() / scale.clip(min=1)[..., None]
    weights = near.clip(min=0)
    return weights / weights.sum(-1, keepdim=True)


def export_vision(model, path):
    shapes = torch.tensor([[4, 6], [6, 4]])
    mask = torch.ones(2, 32, dtype=torch.int64)
    mask[:, 24:] = 0
    torch.onnx.export(
        Vision(model),
        (torch.randn(2, 32, 768), mask, shapes),
        str(path),
        opset_version=18,
        input_names=["pixel_values", "pixel_attention_mask", "spatial_shapes"],
        output_names=["image_features"],
        dynamic_axes={
            "pixel_values": {0: "batch_size", 1: "num_patches"},
            "pixel_attention_mask": {0: "batch_size", 1: "num_patches"},
            "spatial_shapes": {0: "batch_size"},
            "image_features": {0: "num_image_tokens"},
        },
        dynamo=False,
    )
