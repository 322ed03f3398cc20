"""The vision tower (SigLIP's shape, small) and LLaVA-OneVision's two-layer projector and bilinear pool."""

import torch
from torch import nn
from torch.nn import functional as F

SIDE, PATCH, GRID = 88, 8, 11
WIDTH, LAYERS, HEADS, MLP = 96, 3, 3, 384
EPSILON = 1e-6
POOLED = (GRID + 1) // 2


class VisionAttention(torch.autograd.Function):
    """softmax(q kᵀ) v per picture and head; q is already scaled. All [N, P, 32], N = pictures · heads."""

    @staticmethod
    def forward(context, query, key, value):
        weights = torch.softmax(torch.bmm(query, key.transpose(1, 2)), -1)
        context.save_for_backward(query, key, value, weights)
        return torch.bmm(weights, value)

    @staticmethod
    def backward(context, grad):
        query, key, value, weights = context.saved_tensors
        grad_value = torch.bmm(weights.transpose(1, 2), grad)
        grad_weights = torch.bmm(grad, value.transpose(1, 2))
        grad_weights.sub_((grad_weights * weights).sum(-1, keepdim=True)).mul_(weights)
        return (
            torch.bmm(grad_weights, key),
            torch.bmm(grad_weights.transpose(1, 2), query),
            grad_value,
        )


class VisionLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1 = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.up = nn.Linear(WIDTH, MLP)
        self.down = nn.Linear(MLP, WIDTH)

    def forward(self, x):
        count, patches, _ = x.shape
        head = WIDTH // HEADS
        qkv = self.qkv(self.norm1(x)).view(count, patches, 3, HEADS, head).permute(2, 0, 3, 1, 4)
        query, key, value = qkv.reshape(3, count * HEADS, patches, head).unbind(0)
        mixed = VisionAttention.apply(query * head**-0.5, key, value)
        mixed = mixed.view(count, HEADS, patches, head).transpose(1, 2).reshape(x.shape)
        x = x + self.out(mixed)
        return x + self.down(F.gelu(self.up(self.norm2(x)), approximate="tanh"))


class VisionTower(nn.Module):
    """Pixels [N, 3, 88, 88] -> patches [N, 121, 96]."""

    def __init__(self):
        super().__init__()
        self.patch = nn.Linear(3 * PATCH * PATCH, WIDTH)
        self.position = nn.Parameter(torch.randn(GRID * GRID, WIDTH) * 0.02)
        self.layers = nn.ModuleList(VisionLayer() for _ in range(LAYERS))
        self.norm = nn.LayerNorm(WIDTH, eps=EPSILON)

    def forward(self, pixels):
        count = pixels.shape[0]
        x = pixels.reshape(count, 3, GRID, PATCH, GRID, PATCH).permute(0, 2, 4, 1, 3, 5)
        x = self.patch(x.reshape(count, GRID * GRID, 3 * PATCH * PATCH)) + self.position
        for layer in self.layers:
            x = layer(x)
        return self.norm(x)


class Projector(nn.Module):
    """Patches [N, 121, 96] -> [N, 121, 128]: two layers with GELU between, before any pooling."""

    def __init__(self, width):
        super().__init__()
        self.first = nn.Linear(WIDTH, width)
        self.second = nn.Linear(width, width)

    def forward(self, x):
        return self.second(F.gelu(self.first(x)))


def pooling_matrix():
    """[36, 121]: bilinear 11×11 -> 6×6, align_corners=False, no antialias, as LLaVA-OneVision pools a video's frames."""
    basis = torch.eye(GRID * GRID).view(GRID * GRID, 1, GRID, GRID)
    pooled = F.interpolate(basis, size=(POOLED, POOLED), mode="bilinear", align_corners=False)
    return pooled.view(GRID * GRID, POOLED * POOLED).t().contiguous()
