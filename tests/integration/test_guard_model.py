#!/usr/bin/env python3
"""The guard's model beside the script that makes it: both read a sentence alike, the corpus makes the very file that is shipped, and no
sentence that the guard is judged by stands in the corpus.

usage: test_guard_model.py READER SOURCE
"""

import functools
import importlib.util
import math
import pathlib
import struct
import subprocess
import sys
import tempfile

reader, source = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
sys.path.insert(0, str(source / "tests/testlib"))
import tap as taps  # noqa: E402

guard = source / "data/guard"
specification = importlib.util.spec_from_file_location("train", guard / "train.py")
train = importlib.util.module_from_spec(specification)
sys.dont_write_bytecode = True
specification.loader.exec_module(train)

LANGUAGES = ("en", "de", "fr", "es", "it", "pt")
STOPS = ("self-harm", "violence", "legal-claim", "termination", "harassment", "safety", "compliance")
samples = train.read_corpus(guard / "corpus")


def golden(name):
    lines = (source / "tests/guard-golden" / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t", 3) for line in lines if line and not line.startswith("#")]


@functools.lru_cache(maxsize=1)
def find_in(model, start, count):
    places = {value: place for place, value in enumerate(struct.unpack_from(f"<{count}I", model, start))}
    return lambda term: places.get(train.hash_of(term))


def odds_of(model, words, language):
    n, count = struct.unpack_from("<II", model, len(train.MAGIC))
    start = len(train.MAGIC) + 8 + 16 * n
    scale = struct.unpack_from(f"<{n}f", model, start)
    bias = struct.unpack_from(f"<{n}f", model, start + 4 * n)
    hashes = start + 8 * n
    score = list(bias)
    for place, value in train.features(words, language, find_in(model, hashes, count)):
        row = struct.unpack_from(f"<{n}b", model, hashes + 4 * count + place * n)
        for k in range(n):
            score[k] += row[k] * scale[k] * value
    top = max(score)
    odds = [math.exp(s - top) for s in score]
    return [o / sum(odds) for o in odds]


def reads_alike():
    model = (guard / "model.bin").read_bytes()
    sentences = [(language, text) for _, language, text, _ in samples[::17]]
    done = subprocess.run([reader, guard / "model.bin"], input="".join(f"{language}\t{text}\n" for language, text in sentences), capture_output=True, text=True,
                          check=True, timeout=300)
    answers = done.stdout.splitlines()
    assert len(answers) == len(sentences) > 500
    for (language, sentence), answer in zip(sentences, answers):
        words = train.words_of(sentence)
        seen, numbers = answer.split("\t")
        assert seen == " ".join(words), f"{sentence}: {seen} is not {' '.join(words)}"
        odds = odds_of(model, words, language)
        by_name = dict(zip(train.CLASSES, odds))
        stop = sum(by_name[name] for name in STOPS)
        wanted = (by_name["ok"], by_name["off-topic"], stop, 1 - by_name["ok"] - by_name["off-topic"] - stop)
        for got, want in zip(map(float, numbers.split()), wanted):
            assert abs(got - want) < 1e-5, f"{sentence}: {numbers} is not {wanted}"


def trains_to_the_same_bytes():
    with tempfile.NamedTemporaryFile(suffix=".bin") as made:
        # Any Python makes the same file; PyPy takes a minute for it, CPython a quarter of an hour.
        subprocess.run(["pypy3", guard / "train.py", made.name], stdout=subprocess.DEVNULL, check=True, timeout=1000)
        assert pathlib.Path(made.name).read_bytes() == (guard / "model.bin").read_bytes(), "train.py makes another file: run it and commit model.bin"


def corpus_is_large_enough():
    for language in LANGUAGES:
        mine = [name for name, where, _, _ in samples if where == language]
        assert len(mine) >= 500, f"{language}: {len(mine)}"
        assert set(mine) == set(train.CLASSES), f"{language} lacks {set(train.CLASSES) - set(mine)}"


def triples(words):
    return {tuple(words[i:i + 3]) for i in range(len(words) - 2)}


def golden_sentences_are_unseen():
    complaints = []
    for language in LANGUAGES:
        mine = [train.words_of(text) for _, where, text, _ in samples if where == language]
        whole = {" ".join(words) for words in mine}
        sets = [triples(words) for words in mine]
        for name in (f"{language}.tsv", f"frozen-{language}.tsv", f"second-{language}.tsv", f"third-{language}.tsv", f"fourth-{language}.tsv", f"fifth-{language}.tsv",
                     f"sixth-{language}.tsv"):
            for number, case in enumerate(golden(name), 1):
                words = train.words_of(case[3])
                own = triples(words)
                if " ".join(words) in whole or (own and max(len(own & other) for other in sets) > 0.8 * len(own)):
                    complaints.append(f"{name}: {number}")
    assert not complaints, f"in the corpus too: {', '.join(complaints)}"


tap = taps.Tap(story=False)
tap.step("the guard and train.py read a sentence alike", reads_alike)
tap.step("every language has a corpus for every class", corpus_is_large_enough)
tap.step("no golden sentence stands in the corpus", golden_sentences_are_unseen)
tap.step("training again makes the same bytes", trains_to_the_same_bytes)
sys.exit(tap.finish())
