#!/usr/bin/env python3
"""Trains the model of the tests from corpus.py and writes it as GGUF: train.py OUT.gguf [STEPS].

A language model of the Llama architecture as small as it can be and still cite: root mean square norms, rotary positions on pairs of neighbours,
gated feed-forward. The same machine gives the same bytes. The layout of the file is that of version 3 of the GGUF specification.
"""

import collections
import math
import re
import struct
import sys
import time

import numpy
import torch
from torch import nn
from torch.nn import functional

import corpus

WIDTH, LAYERS, HEADS, INNER, CONTEXT, VOCABULARY = 128, 3, 4, 352, 4096, 640
HEAD_WIDTH = WIDTH // HEADS
EPSILON = 1e-5
ROTARY_BASE = 10000.0

STEPS = 450
BATCH = 8
WARM_UP = 30
RATE = 3e-3
IGNORED = -100

SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
TEMPLATE = ("{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
            "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}")


# ---- a byte vocabulary in the form of GPT-2 ----


def map_bytes():
    """Each byte as a visible character: itself where it is one, else one from 256 on."""
    visible = [*range(33, 127), *range(161, 173), *range(174, 256)]
    mapped = {byte: chr(byte) for byte in visible}
    for byte in range(256):
        if byte not in mapped:
            mapped[byte] = chr(256 + len(mapped) - len(visible))
    return mapped


class Tokenizer:
    WORDS = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d| ?[A-Za-z]+| ?[0-9]+| ?[^\sA-Za-z0-9]+|\s+(?!\S)|\s+")
    PARTS = re.compile("(" + "|".join(map(re.escape, SPECIAL)) + ")")

    def __init__(self, documents):
        self.characters = map_bytes()
        self.merges = self._learn(documents)
        self.pieces = [self.characters[byte] for byte in range(256)] + [a + b for a, b in self.merges] + SPECIAL
        self.ids = {piece: number for number, piece in enumerate(self.pieces)}
        self.ranks = {pair: rank for rank, pair in enumerate(self.merges)}
        self.known = {}

    def _spell(self, word):
        return tuple(self.characters[byte] for byte in word.encode())

    @staticmethod
    def _join(word, pair):
        joined, i = [], 0
        while i < len(word):
            if word[i:i + 2] == pair:
                joined.append(word[i] + word[i + 1])
                i += 2
            else:
                joined.append(word[i])
                i += 1
        return tuple(joined)

    def _learn(self, documents):
        """The commonest pair of pieces becomes a piece, again and again."""
        words = collections.Counter()
        for document in documents:
            for part in self.PARTS.split(document):
                if part not in SPECIAL:
                    words.update(self._spell(word) for word in self.WORDS.findall(part))

        merges = []
        while 256 + len(merges) + len(SPECIAL) < VOCABULARY:
            pairs = collections.Counter()
            for word, count in words.items():
                for pair in zip(word, word[1:]):
                    pairs[pair] += count
            best = max(pairs, key=lambda pair: (pairs[pair], pair))
            merges.append(best)
            joined = collections.Counter()
            for word, count in words.items():
                joined[self._join(word, best)] += count
            words = joined
        return merges

    def _encode_word(self, word):
        if word not in self.known:
            pieces = self._spell(word)
            while pairs := [pair for pair in zip(pieces, pieces[1:]) if pair in self.ranks]:
                pieces = self._join(pieces, min(pairs, key=self.ranks.get))
            self.known[word] = [self.ids[piece] for piece in pieces]
        return self.known[word]

    def encode(self, text):
        ids = []
        for part in self.PARTS.split(text):
            if part in SPECIAL:
                ids.append(self.ids[part])
            else:
                for word in self.WORDS.findall(part):
                    ids += self._encode_word(word)
        return ids


# ---- the model ----


def rotate(x, cosines, sines):
    length = x.shape[2]
    a, b = x[..., 0::2], x[..., 1::2]
    c, s = cosines[:length], sines[:length]
    return torch.stack((a * c - b * s, a * s + b * c), -1).flatten(-2)


def norm(x, weight):
    return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + EPSILON) * weight


def linear(inputs, outputs):
    return nn.Linear(inputs, outputs, bias=False)


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention_norm, self.inner_norm = nn.Parameter(torch.ones(WIDTH)), nn.Parameter(torch.ones(WIDTH))
        self.query, self.key, self.value, self.out = (linear(WIDTH, WIDTH) for _ in range(4))
        self.gate, self.up, self.down = linear(WIDTH, INNER), linear(WIDTH, INNER), linear(INNER, WIDTH)

    def forward(self, x, mask, cosines, sines):
        batch, length, _ = x.shape
        h = norm(x, self.attention_norm)
        query, key, value = (project(h).view(batch, length, HEADS, HEAD_WIDTH).transpose(1, 2) for project in (self.query, self.key, self.value))
        query, key = rotate(query, cosines, sines), rotate(key, cosines, sines)
        attended = (query @ key.transpose(-1, -2) / math.sqrt(HEAD_WIDTH) + mask).softmax(-1) @ value
        x = x + self.out(attended.transpose(1, 2).reshape(batch, length, WIDTH))
        h = norm(x, self.inner_norm)
        return x + self.down(functional.silu(self.gate(h)) * self.up(h))


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(VOCABULARY, WIDTH)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.norm = nn.Parameter(torch.ones(WIDTH))
        self.out = linear(WIDTH, VOCABULARY)
        for parameter in self.parameters():
            if parameter.dim() == 2:
                nn.init.normal_(parameter, 0, 0.04 if parameter.shape[0] == VOCABULARY else 0.02)
        angles = torch.outer(torch.arange(CONTEXT).float(), ROTARY_BASE ** (-torch.arange(0, HEAD_WIDTH, 2).float() / HEAD_WIDTH))
        self.cosines, self.sines = angles.cos(), angles.sin()

    def forward(self, ids):
        x = self.embedding(ids)
        mask = torch.full((ids.shape[1], ids.shape[1]), -1e9).triu(1)
        for layer in self.layers:
            x = layer(x, mask, self.cosines, self.sines)
        return self.out(norm(x, self.norm))


def make_batch(documents, filler):
    chosen = [documents[number] for number in numpy.random.randint(0, len(documents), BATCH)]
    longest = max(map(len, chosen))
    inputs, targets = torch.full((BATCH, longest), filler), torch.full((BATCH, longest), IGNORED)
    for row, document in enumerate(chosen):
        inputs[row, :len(document)] = torch.tensor(document)
        targets[row, :len(document) - 1] = torch.tensor(document[1:])
    return inputs, targets


def train(model, documents, filler, steps):
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, betas=(0.9, 0.99), weight_decay=0.01)
    start = time.monotonic()
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1, (step + 1) / WARM_UP) * (0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * step / steps)))
        inputs, targets = make_batch(documents, filler)
        loss = functional.cross_entropy(model(inputs).view(-1, VOCABULARY), targets.view(-1), ignore_index=IGNORED)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step % 10 == 0 or step == steps - 1:
            print(f"step {step} loss {loss.item():.3f} {time.monotonic() - start:.0f} s", flush=True)


# ---- the file ----

U32, I32, F32, BOOL, STRING, ARRAY = 4, 5, 6, 7, 8, 9
ALIGNMENT = 32


def pack_string(text):
    return struct.pack("<Q", len(text.encode())) + text.encode()


def pack_value(kind, value):
    if isinstance(value, list):
        return struct.pack("<IIQ", ARRAY, kind, len(value)) + b"".join(pack_value(kind, item)[4:] for item in value)
    if kind == STRING:
        return struct.pack("<I", kind) + pack_string(value)
    return struct.pack("<I" + {U32: "I", I32: "i", F32: "f", BOOL: "B"}[kind], kind, value)


def list_facts(tokenizer):
    end, turn_end = tokenizer.ids[SPECIAL[0]], tokenizer.ids[SPECIAL[2]]
    return [
        ("general.architecture", STRING, "llama"), ("general.name", STRING, "tiny-coach-test"), ("general.alignment", U32, ALIGNMENT),
        ("llama.context_length", U32, CONTEXT), ("llama.embedding_length", U32, WIDTH), ("llama.block_count", U32, LAYERS),
        ("llama.feed_forward_length", U32, INNER), ("llama.attention.head_count", U32, HEADS), ("llama.attention.head_count_kv", U32, HEADS),
        ("llama.rope.dimension_count", U32, HEAD_WIDTH), ("llama.rope.freq_base", F32, ROTARY_BASE),
        ("llama.attention.layer_norm_rms_epsilon", F32, EPSILON), ("llama.vocab_size", U32, VOCABULARY), ("general.file_type", U32, 0),
        ("tokenizer.ggml.model", STRING, "gpt2"), ("tokenizer.ggml.pre", STRING, "gpt-2"), ("tokenizer.ggml.tokens", STRING, tokenizer.pieces),
        ("tokenizer.ggml.token_type", I32, [3 if piece in SPECIAL else 1 for piece in tokenizer.pieces]),
        ("tokenizer.ggml.merges", STRING, [f"{a} {b}" for a, b in tokenizer.merges]), ("tokenizer.ggml.bos_token_id", U32, end),
        ("tokenizer.ggml.eos_token_id", U32, turn_end), ("tokenizer.ggml.eot_token_id", U32, turn_end),
        ("tokenizer.ggml.add_bos_token", BOOL, 0), ("tokenizer.chat_template", STRING, TEMPLATE),
    ]


def list_tensors(model):
    yield from (("token_embd.weight", model.embedding.weight), ("output_norm.weight", model.norm), ("output.weight", model.out.weight))
    for number, layer in enumerate(model.layers):
        for name, tensor in (("attn_norm", layer.attention_norm), ("attn_q", layer.query.weight), ("attn_k", layer.key.weight),
                             ("attn_v", layer.value.weight), ("attn_output", layer.out.weight), ("ffn_norm", layer.inner_norm),
                             ("ffn_gate", layer.gate.weight), ("ffn_up", layer.up.weight), ("ffn_down", layer.down.weight)):
            yield f"blk.{number}.{name}.weight", tensor


def pad(data):
    return data + bytes(-len(data) % ALIGNMENT)


def write(path, tokenizer, model):
    facts, tensors = list_facts(tokenizer), list(list_tensors(model))
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(facts)) + b"".join(pack_string(name) + pack_value(kind, value) for name, kind, value in facts)
    body = b""
    for name, tensor in tensors:
        values = tensor.detach().numpy().astype("<f4")
        head += pack_string(name) + struct.pack("<I", values.ndim) + struct.pack(f"<{values.ndim}Q", *values.shape[::-1]) + struct.pack("<IQ", 0, len(body))
        body = pad(body + values.tobytes())
    with open(path, "wb") as file:
        file.write(pad(head) + body)


def main():
    path, steps = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else STEPS
    torch.manual_seed(1)
    numpy.random.seed(1)
    torch.set_num_threads(1)

    texts = corpus.documents(4000)
    tokenizer = Tokenizer(texts[:1500])
    model = Model()
    filler = tokenizer.ids[SPECIAL[0]]
    train(model, [[*tokenizer.encode(text), filler] for text in texts], filler, steps)
    write(path, tokenizer, model)


if __name__ == "__main__":
    main()
