"""A byte-level BPE vocabulary so small that it fits a fixture: 256 bytes, a few merges, the family's control tokens."""

from collections import Counter

TEXT = (
    "user assistant system User Assistant You are a helpful assistant . You are provided the following series of frames "
    "from a video . Frame from What happens in this video ? Which shape is red ? seconds the and of to in is it on at "
    "with red blue green circle square moves left right image Frame at"
)


def byte_letters():
    """Returns the letters of the 256 bytes in byte-level BPE (GPT-2's table), in byte order."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in printable]
    letters = {byte: chr(byte) for byte in printable}
    letters.update({byte: chr(256 + at) for at, byte in enumerate(others)})
    return [letters[byte] for byte in range(256)]


def learn(count):
    """Learns `count` merges from TEXT, the most frequent pair first, ties by the pair itself; returns the vocabulary and the merges."""
    words = Counter(tuple("Ġ" + word) for word in TEXT.split(" "))
    merges = []
    while len(merges) < count:
        pairs = Counter()
        for word, times in words.items():
            for pair in zip(word, word[1:]):
                pairs[pair] += times
        if not pairs:
            break
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append(best)
        words = Counter({merged(word, best): times for word, times in words.items()})
    pieces = sorted(byte_letters()) + [left + right for left, right in merges]
    return {piece: at for at, piece in enumerate(dict.fromkeys(pieces))}, merges


def merged(word, pair):
    out, at = [], 0
    while at < len(word):
        if word[at : at + 2] == pair:
            out.append(pair[0] + pair[1])
            at += 2
        else:
            out.append(word[at])
            at += 1
    return tuple(out)
