"""A small Qwen2 decoder over ragged rows: every clip's prefix, visual tokens and packed questions, end to end."""

import torch
from torch import nn
from torch.nn import functional as F

WIDTH, LAYERS, HEADS, KV_HEADS, HEAD, MLP = 128, 4, 4, 2, 32, 352
GROUP = HEADS // KV_HEADS
THETA, EPSILON, MAX_POSITIONS = 10000.0, 1e-6, 2048
# Query rows handled at once over the visual part: a causal matrix is half empty, blocks skip most of that half.
BLOCK = 192
CAUSAL = torch.full((BLOCK, BLOCK), -1e9).triu_(1)


class RMSNorm(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(WIDTH))

    def forward(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + EPSILON) * self.weight


def rotary_tables():
    """cos and sin [MAX_POSITIONS, HEAD / 2], as GroupQueryAttention wants them."""
    frequency = 1.0 / (THETA ** (torch.arange(0, HEAD, 2, dtype=torch.float64) / HEAD))
    angle = torch.arange(MAX_POSITIONS, dtype=torch.float64)[:, None] * frequency
    return angle.cos().float(), angle.sin().float()


def rotate(x, cos, sin):
    """Rotates halves (not interleaved pairs): x [N, heads, 32], cos and sin [N, 1, 16]."""
    one, other = x[..., : HEAD // 2], x[..., HEAD // 2 :]
    return torch.cat([one * cos - other * sin, other * cos + one * sin], -1)


class Layout:
    """
    Where each clip's rows lie in the flat batch: `seen` rows of prefix and visual tokens, causal, then `asked` rows of
    packed questions. A question sees all of the former and, of the latter, only its own rows before it.
    """

    def __init__(self, clips):
        """clips: list of (seen, lengths of the questions)."""
        self.spans, self.masks, at = [], [], 0
        for seen, lengths in clips:
            asked = sum(lengths)
            owner = torch.repeat_interleave(torch.arange(len(lengths)), torch.tensor(lengths))
            row = torch.arange(asked)
            open_ = (owner[:, None] == owner[None]) & (row[:, None] >= row[None])
            self.masks.append(torch.zeros(asked, asked).masked_fill_(~open_, -1e9))
            self.spans.append((at, seen, asked))
            at += seen + asked
        self.rows = at

    def text_rows(self):
        return torch.cat([torch.arange(at + seen, at + seen + asked) for at, seen, asked in self.spans])

    def blocks(self, questions_only):
        """Yields (clip, query start, query end, key start, key end, additive mask of the last keys or None)."""
        for clip, (at, seen, asked) in enumerate(self.spans):
            for first in range(0, 0 if questions_only else seen, BLOCK):
                last = min(seen, first + BLOCK)
                size = last - first
                yield at + first, at + last, at, at + last, CAUSAL[:size, :size]
            yield at + seen, at + seen + asked, at, at + seen + asked, self.masks[clip]


class RaggedAttention(torch.autograd.Function):
    """
    query [HEADS, N, 32] already scaled, key and value [KV_HEADS, N, 32] -> [HEADS, N, 32]. Two-dimensional products
    per block and head: torch's batched product is four times slower here.
    """

    @staticmethod
    def forward(context, query, key, value, layout, questions_only):
        output = torch.zeros_like(query)
        weights = []
        for start, end, low, high, mask in layout.blocks(questions_only):
            tail = mask.shape[0]
            for head in range(HEADS):
                kv = head // GROUP
                scores = torch.mm(query[head, start:end], key[kv, low:high].t())
                scores[:, high - low - tail :] += mask
                scores = torch.softmax(scores, -1, out=scores)
                torch.mm(scores, value[kv, low:high], out=output[head, start:end])
                weights.append(scores)
        context.save_for_backward(query, key, value, output)
        context.weights, context.layout, context.questions_only = weights, layout, questions_only
        return output

    @staticmethod
    def backward(context, grad):
        query, key, value, output = context.saved_tensors
        grad_query = torch.zeros_like(query)
        grad_key, grad_value = torch.zeros_like(key), torch.zeros_like(value)
        grad = grad.contiguous()
        balance = (grad * output).sum(-1, keepdim=True)
        weights = iter(context.weights)
        for start, end, low, high, _ in context.layout.blocks(context.questions_only):
            for head in range(HEADS):
                kv, held, rows = head // GROUP, next(weights), grad[head, start:end]
                grad_value[kv, low:high].addmm_(held.t(), rows)
                scores = torch.mm(rows, value[kv, low:high].t())
                scores.sub_(balance[head, start:end]).mul_(held)
                torch.mm(scores, key[kv, low:high], out=grad_query[head, start:end])
                grad_key[kv, low:high].addmm_(scores.t(), query[head, start:end])
        context.weights = None
        return grad_query, grad_key, grad_value, None, None


class DecoderLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1 = RMSNorm()
        self.qkv = nn.Linear(WIDTH, (HEADS + 2 * KV_HEADS) * HEAD)
        self.out = nn.Linear(HEADS * HEAD, WIDTH, bias=False)
        self.norm2 = RMSNorm()
        self.gate_up = nn.Linear(WIDTH, 2 * MLP, bias=False)
        self.down = nn.Linear(MLP, WIDTH, bias=False)

    def forward(self, x, cos, sin, layout, text=None):
        """x [N, 128]; with `text` (row indices) the layer's output holds these rows alone: the last layer."""
        rows = x.shape[0]
        qkv = self.qkv(self.norm1(x)).view(rows, HEADS + 2 * KV_HEADS, HEAD)
        rotated = rotate(qkv[:, : HEADS + KV_HEADS], cos, sin).transpose(0, 1)
        query = (rotated[:HEADS] * HEAD**-0.5).contiguous()
        key = rotated[HEADS:].contiguous()
        value = qkv[:, HEADS + KV_HEADS :].transpose(0, 1).contiguous()
        mixed = RaggedAttention.apply(query, key, value, layout, text is not None)
        mixed = mixed.transpose(0, 1).reshape(rows, HEADS * HEAD)
        if text is not None:
            x, mixed = x[text], mixed[text]
        x = x + self.out(mixed)
        gate, up = self.gate_up(self.norm2(x)).split(MLP, -1)
        return x + self.down(F.silu(gate) * up)


class Decoder(nn.Module):
    def __init__(self, vocabulary):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, WIDTH)
        self.layers = nn.ModuleList(DecoderLayer() for _ in range(LAYERS))
        self.norm = RMSNorm()
        cos, sin = rotary_tables()
        self.register_buffer("cos", cos, persistent=False)
        self.register_buffer("sin", sin, persistent=False)

    def forward(self, x, positions, layout, wanted):
        """x [N, 128] -> logits [len(wanted), V]; `wanted` indexes the text rows (Layout.text_rows)."""
        cos, sin = self.cos[positions][:, None], self.sin[positions][:, None]
        for layer in self.layers[:-1]:
            x = layer(x, cos, sin, layout)
        x = self.layers[-1](x, cos, sin, layout, layout.text_rows())
        return F.linear(self.norm(x[wanted]), self.embedding.weight)
