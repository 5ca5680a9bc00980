#!/usr/bin/env python3
"""Makes model.bin, the guard's linear model, from corpus/*.txt. Plain Python; the same files give the same bytes on every computer. PyPy is ten
times as fast at it.

usage: train.py [OUTPUT] | train.py --cross-validate

--cross-validate trains on four fifths of the corpus' lines and reads the fifth left out, five times: what of a line's choices is left out is
left out whole, so that the figures, which are those of the model without any phrase, are an honest guess at unseen text.

One softmax over fourteen classes, on words, their stems, word pairs and 3- to 4-letter pieces of words, of one sentence. Each language has features
of its own, and what few lines have is no feature: chance must not be evidence. What it reads a sentence as must be
what src/coach/guard-text.c and guard-model.c do; tests/integration/test_guard_model.py compares the two. Nothing here asks the C library for
a logarithm or an exponential, whose last bit differs between computers.
"""

import hashlib
import math
import pathlib
import re
import struct
import sys
import unicodedata

CLASSES = ["ok", "off-topic", "self-harm", "violence", "legal-claim", "termination", "harassment", "safety", "compliance", "health", "pay",
           "discipline", "discrimination", "legal-question"]
# A feature is what at least so many lines have, by its kind: a word, a stem, a pair, a piece.
MIN_LINES = {"w": 3, "p": 5, "b": 5, "c": 8}
PER_LINE = 12
EPOCHS = 16
# The weights are the mean of those after the last epochs, so that the order of the last sentences does not show.
AVERAGED = 8
# A false alarm is to cost as much as a miss, though there are twelve ways to be one.
OK_SHARE = 1.3
RATE = 1.0
# The rate after n epochs is divided by 1 + n times this.
COOLING = 0.25
DECAY = 1e-3
STEM = 5
PIECES = (3, 4)
# Of pieces, beside words, stems and pairs.
PIECES_SHARE = 1.4
# What so many sentences have is as good as rare.
RARE = 20
SEED = 20261122
FOLDS = 5
LIMITS = (0.4, 0.45, 0.5, 0.55, 0.6)
MAGIC = b"RAILGUARD\x00\x00\x04"

HOMOGLYPHS = dict(zip("аеорсухіјѕԁһӏвмнткαεορτυνικχγ", "aeopcyxijsdhlbmhtkaeoptuvikxy"))
SPECIALS = {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "ı": "i"}
LEET = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"}


class Random:
    """The generator of POSIX's example, so that no library can change the order."""

    def __init__(self, seed):
        self.state = seed

    def below(self, limit):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % limit


def fold(text):
    for character in text:
        for part in unicodedata.normalize("NFKD", character):
            category = unicodedata.category(part)
            if category in ("Mn", "Me", "Cf") or (category == "Cc" and part not in "\t\n\r"):
                continue
            for low in part.lower():
                if unicodedata.category(low) == "Mn":
                    continue
                yield SPECIALS.get(low, HOMOGLYPHS.get(low, low))


def tidy(word):
    letters = sum(c.isalpha() for c in word)
    if letters >= 2 and letters < len(word):
        word = "".join(LEET.get(c, c) for c in word)
    return re.sub(r"(.)\1{2,}", lambda m: m[1] if m[1] in "aeiou" else m[1] * 2, word)


def words_of(sentence):
    """Words of one sentence that has no evasions in it: the corpus is not to hold any."""
    text = "".join(fold(sentence))
    found = []
    for match in re.finditer(r"\w(?:[\w@$!]*\w)?", text.replace("_", " ")):
        found.append(tidy(match[0]))
    return found


def hash_of(text):
    value = 2166136261
    for byte in text.encode():
        value = ((value ^ byte) * 16777619) & 0xFFFFFFFF
    value ^= value >> 16
    value = (value * 0x85EBCA6B) & 0xFFFFFFFF
    value ^= value >> 13
    return value


def terms_of(words, language):
    """What may be evidence: words, stems and pairs, then pieces."""
    terms = [f"{language}w{word}" for word in words]
    terms += [f"{language}p{word[:STEM]}" for word in words]
    terms += [f"{language}b{a} {b}" for a, b in zip(words, words[1:])]
    padded = [f" {word} " for word in words]
    pieces = [f"{language}c{word[i:i + n]}" for word in padded for n in PIECES for i in range(len(word) - n + 1)]
    return terms, pieces


def features(words, language, find):
    """[(row, value)]: each kind of feature has the same weight in a short and in a long sentence, what is not known counted too. @find gives the
    row of a term, or None."""
    value = {}
    for group, share in zip(terms_of(words, language), (1.0, PIECES_SHARE)):
        if group:
            each = share / math.sqrt(len(group))
            for term in group:
                row = find(term)
                if row is not None:
                    value[row] = value.get(row, 0.0) + each
    return sorted(value.items())


def learn_terms(samples):
    """({term: row}, the rows' hashes in rising order) of what enough lines have."""
    lines = {}
    for _, language, text, line in samples:
        for group in terms_of(words_of(text), language):
            for term in group:
                seen = lines.get(term)
                if seen is None:
                    lines[term] = [line, 1]
                elif seen[0] != line:
                    seen[0] = line
                    seen[1] += 1
    kept = {term: hash_of(term) for term, (_, count) in lines.items() if count >= MIN_LINES[term[2]]}
    hashes = sorted(set(kept.values()))
    rows = {value: row for row, value in enumerate(hashes)}
    return {term: rows[value] for term, value in kept.items()}, hashes


def expand(line, lists, random):
    """Every sentence of a line with choices, or as many as PER_LINE of them, different ones."""
    line = re.sub(r"@(\w+)", lambda m: "{" + lists[m[1]] + "}", line)
    parts = [part.split("|") if i % 2 else [part] for i, part in enumerate(re.split(r"[{}]", line))]
    # A list inside a choice has become a flat part of it.
    total = 1
    for part in parts:
        total *= len(part)
    found = {}
    for attempt in range(total if total <= PER_LINE else PER_LINE * 3):
        number = attempt
        chosen = []
        for part in parts:
            index = number % len(part) if total <= PER_LINE else random.below(len(part))
            number //= len(part)
            chosen.append(part[index])
        text = re.sub(r" +([,?.])", r"\1", re.sub(r"\s+", " ", "".join(chosen))).strip()
        found.setdefault(text)
        if len(found) == PER_LINE:
            break
    return list(found)


def flatten(line, lists):
    """A list named inside braces joins its choices; outside it opens its own."""
    out = ""
    depth = 0
    position = 0
    while position < len(line):
        match = re.compile(r"@(\w+)").match(line, position)
        if match and match[1] in lists:
            if depth == 0:
                out += "{" + lists[match[1]] + "}"
            else:
                start = max(out.rfind("|"), out.rfind("{")) + 1
                before = out[start:]
                end = position + len(match[0])
                stop = min(i for i in (line.find("|", end), line.find("}", end)) if i >= 0)
                after = line[end:stop]
                out = out[:start] + "|".join(before + name + after for name in lists[match[1]].split("|"))
                position = stop
                continue
            position += len(match[0])
            continue
        depth += {"{": 1, "}": -1}.get(line[position], 0)
        out += line[position]
        position += 1
    return out


def read_corpus(folder):
    """[(class, language, sentence, line)] in the order of the files; lines count through all of them."""
    samples = []
    lines = 0
    random = Random(SEED)
    for path in sorted(folder.glob("*.txt")):
        lists = {}
        current = None
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            heading = re.fullmatch(r"\[([a-z-]+)\]", line)
            if heading:
                current = heading[1]
                if current not in CLASSES:
                    sys.exit(f"{path}:{number}: there is no class {current}")
            elif line.startswith("@") and " = " in line and current is None:
                name, choices = line[1:].split(" = ", 1)
                lists[name] = choices
            elif line.count("{") != line.count("}") or current is None:
                sys.exit(f"{path}:{number}: braces that do not close, or no heading above")
            else:
                samples += [(current, path.stem, text, lines) for text in expand(flatten(line, lists), {}, random)]
                lines += 1
    return samples


def exponential(x):
    """e^x for x <= 0, by arithmetic that every computer does alike."""
    if x < -30.0:
        return 0.0
    result = 1.0 + x / 1024.0 + x * x / 2097152.0
    for _ in range(10):
        result *= result
    return result


def logarithm(x):
    """ln x for x > 0, by arithmetic that every computer does alike: the inverse hyperbolic tangent's series on [1, 2), then whole powers of two."""
    mantissa, power = math.frexp(x)
    mantissa, power = mantissa * 2.0, power - 1
    z = (mantissa - 1.0) / (mantissa + 1.0)
    total = 0.0
    term = z
    for k in range(1, 30, 2):
        total += term / k
        term *= z * z
    return 2.0 * total + power * 0.6931471805599453


def shares_of(samples):
    """A line with twelve choices teaches more than a single sentence, but not twelve times as much."""
    sizes = {}
    for _, _, _, line in samples:
        sizes[line] = sizes.get(line, 0) + 1
    return [1.0 / math.sqrt(sizes[line]) for _, _, _, line in samples]


def score_of(weights, bias, active):
    score = bias[:]
    for slot, value in active:
        row = weights[slot]
        for k, weight in enumerate(row):
            score[k] += weight * value
    return score


def odds_of(score):
    top = max(score)
    odds = [exponential(s - top) for s in score]
    total = 0.0
    for share in odds:
        total += share  # sum() rounds otherwise from Python 3.12 on
    return [o / total for o in odds]


def rarity_of(data, rows, sentences):
    """What the value of each row is multiplied with while learning, by how many of a language's @sentences have it: the root of its inverse document
    frequency (Spärck Jones, 1972), so that "not" and "want" weigh less than what a sentence is about."""
    counts = [0] * rows
    for _, _, active in data:
        for row, _ in active:
            counts[row] += 1
    scale = logarithm(sentences / RARE)
    return [math.sqrt(max(logarithm(sentences / (count + 1)), 0.0) / scale) if count >= RARE else 1.0 for count in counts]


def train(samples, report=print):
    n = len(CLASSES)
    terms, hashes = learn_terms(samples)
    weights = [[0.0] * n for _ in hashes]
    bias = [0.0] * n
    mean = [[0.0] * n for _ in hashes]
    mean_bias = [0.0] * n
    data = [(CLASSES.index(name), share * OK_SHARE if name == "ok" else share, features(words_of(text), language, terms.get))
            for (name, language, text, _), share in zip(samples, shares_of(samples))]
    rarity = rarity_of(data, len(hashes), len(data) / len({language for _, language, _, _ in samples}))
    data = [(target, share, [(row, value * rarity[row]) for row, value in active]) for target, share, active in data]
    random = Random(SEED)
    order = list(range(len(data)))
    for epoch in range(EPOCHS):
        for i in range(len(order) - 1, 0, -1):
            j = random.below(i + 1)
            order[i], order[j] = order[j], order[i]
        rate = RATE / (1.0 + epoch * COOLING)
        wrong = 0
        for index in order:
            target, share, active = data[index]
            score = score_of(weights, bias, active)
            wrong += score.index(max(score)) != target
            gradient = odds_of(score)
            gradient[target] -= 1.0
            step = [(k, rate * share * g) for k, g in enumerate(gradient) if g > 0.003 or g < -0.003]
            if not step:
                continue
            for k, move in step:
                bias[k] -= move * 0.05
            keep = 1.0 - rate * DECAY
            for slot, value in active:
                row = weights[slot]
                for k, move in step:
                    row[k] = row[k] * keep - move * value
        report(f"epoch {epoch + 1}: {wrong} of {len(data)} wrong")
        if epoch >= EPOCHS - AVERAGED:
            for sums, row in zip(mean + [mean_bias], weights + [bias]):
                for k, weight in enumerate(row):
                    sums[k] += weight / AVERAGED
    # Who reads has no need of the rarity: it stands in the weights.
    mean = [[weight * rarity[row] for weight in weights] for row, weights in enumerate(mean)]
    return terms, hashes, mean, mean_bias


def pack(hashes, weights, bias):
    """Magic and version, sizes, names, one scale and one bias a class, the features' hashes, one signed byte a weight, and the SHA-256 of all that."""
    n = len(CLASSES)
    body = MAGIC + struct.pack("<II", n, len(hashes))
    for name in CLASSES:
        body += name.encode().ljust(16, b"\0")
    scale = [max(max(abs(row[k]) for row in weights), 1e-6) / 127.0 for k in range(n)]
    body += struct.pack(f"<{n}f", *scale) + struct.pack(f"<{n}f", *bias) + struct.pack(f"<{len(hashes)}I", *hashes)
    body += b"".join(struct.pack(f"<{n}b", *(int(row[k] / scale[k] + (0.5 if row[k] >= 0 else -0.5)) for k in range(n))) for row in weights)
    return body + hashlib.sha256(body).digest()


def cross_validate(samples):
    """Recall and precision of "needs a person" by language and limit; every line counts once, however many choices it has."""
    flagged = [index for index, name in enumerate(CLASSES) if name not in ("ok", "off-topic")]
    shares = [share * share for share in shares_of(samples)]
    counts = {}
    for fold in range(FOLDS):
        left_out = [hash_of(f"fold {line}") % FOLDS == fold for _, _, _, line in samples]
        terms, _, weights, bias = train([sample for sample, out in zip(samples, left_out) if not out], report=lambda line: None)
        for (name, language, text, _), share, out in zip(samples, shares, left_out):
            if not out:
                continue
            odds = odds_of(score_of(weights, bias, features(words_of(text), language, terms.get)))
            weight = sum(odds[index] for index in flagged)
            for limit in LIMITS:
                found = counts.setdefault((language, limit), {})
                key = (name not in ("ok", "off-topic"), weight >= limit)
                found[key] = found.get(key, 0.0) + share
    for (language, limit), found in sorted(counts.items()):
        hit, miss, false = (found.get(key, 0.0) for key in ((True, True), (True, False), (False, True)))
        print(f"{language} at {limit:.2f}: recall {hit / (hit + miss):.3f}, precision {hit / (hit + false):.3f}")


def main():
    here = pathlib.Path(__file__).resolve().parent
    samples = read_corpus(here / "corpus")
    counts = {}
    for _, language, _, _ in samples:
        counts[language] = counts.get(language, 0) + 1
    print(len(samples), "sentences:", counts)
    if sys.argv[1:] == ["--cross-validate"]:
        cross_validate(samples)
        return
    output = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else here / "model.bin"
    _, hashes, weights, bias = train(samples)
    output.write_bytes(pack(hashes, weights, bias))


if __name__ == "__main__":
    main()
