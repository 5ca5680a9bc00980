#!/usr/bin/env python3
"""Writes the texts and keys of the search benchmark: descriptions of Debian's packages, as many as the lists of apt hold.

usage: search-data.py FOLDER

names.txt           the packages, a line each
real.tsv            their texts in the same order: name and short description, TAB, long description
1k.tsv 10k.tsv      some of them
100k.tsv            so many, the missing ones made of sentences of the real ones
keys.txt            what is in the search field after each letter typed, shuffled
typos.txt           words with one mistake, which no text holds
"""

import glob
import pathlib
import random
import re
import string
import subprocess
import sys

FEW = 20000
KEYS = 400
TYPOS = 100
SEED = 20261122
PATTERN = "*_main_i18n_Translation-en*"


def fetch_lists(folder):
    """Into @folder: nothing of the system's is touched."""
    (folder / "lists/partial").mkdir(parents=True, exist_ok=True)
    subprocess.run(["apt-get", "-qq", "-o", f"Dir::State::lists={folder}/lists", "-o", f"Dir::Cache={folder}/cache", "-o", "Acquire::Languages=en",
                    "-o", "APT::Sandbox::User=root", "update"], check=True, timeout=600)
    return glob.glob(f"{folder}/lists/{PATTERN}")


def read_descriptions(paths):
    """package -> (short description, long description)"""
    found = {}
    for path in sorted(paths):
        text = subprocess.run(["/usr/lib/apt/apt-helper", "cat-file", path], stdout=subprocess.PIPE, check=True).stdout.decode("utf-8", "replace")
        for stanza in text.split("\n\n"):
            name = re.search(r"^Package: (\S+)$", stanza, re.MULTILINE)
            description = re.search(r"^Description-en: (.*)((?:\n .*)*)", stanza, re.MULTILINE)
            if name and description:
                body = " ".join(line.strip() for line in description[2].split("\n") if line.strip() not in ("", "."))
                found.setdefault(name[1], (description[1].replace("\t", " "), body.replace("\t", " ")))
    return found


def write_lines(path, lines):
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def recombine(texts, count, pick):
    """More texts of the same words: the beginning of one title with the end of another, sentences of anybody."""
    sentences = [sentence for _, body in texts for sentence in re.split(r"(?<=[.:]) ", body) if sentence]
    more = list(texts[:count])
    while len(more) < count:
        first, second = (pick.choice(texts)[0].split() for _ in range(2))
        title = " ".join(first[:1 + len(first) // 2] + second[len(second) // 2:])
        more.append((title, " ".join(pick.choice(sentences) for _ in range(pick.randint(2, 12)))))
    return more


def choose_keys(texts, pick):
    """Words of titles and bodies, typed letter by letter, one to three of them."""
    keys = set()
    while len(keys) < KEYS:
        words = re.findall(r"[a-z0-9]{3,}", " ".join(pick.choice(texts)[0 if pick.random() < 0.7 else 1].lower().split()[:40]))
        if not words:
            continue
        start = pick.randrange(len(words))
        query = " ".join(words[start:start + pick.choice((1, 1, 2, 3))])
        keys |= {query[:end] for end in range(1, len(query) + 1) if query[end - 1] != " "}
    # In order first, so that the choice does not hang on how a set is stored.
    chosen = pick.sample(sorted(keys), KEYS)
    pick.shuffle(chosen)
    return chosen


def misspell(word, pick):
    place = pick.randrange(1, len(word))
    letter = pick.choice(string.ascii_lowercase)
    return pick.choice((word[:place] + word[place + 1:], word[:place] + letter + word[place:], word[:place] + letter + word[place + 1:],
                        word[:place - 1] + word[place] + word[place - 1] + word[place + 1:]))


def choose_typos(texts, pick):
    vocabulary = {word for title, body in texts for word in re.findall(r"[a-z0-9]+", f"{title} {body}".lower())}
    typos = set()
    while len(typos) < TYPOS:
        words = re.findall(r"\b[a-z]{5,}\b", pick.choice(texts)[0].lower())
        typo = misspell(pick.choice(words), pick) if words else ""
        if typo and not any(word.startswith(typo) for word in vocabulary):
            typos.add(typo)
    return sorted(typos)


def main():
    folder = pathlib.Path(sys.argv[1])
    pick = random.Random(SEED)
    descriptions = read_descriptions(glob.glob(f"/var/lib/apt/lists/{PATTERN}"))
    # Many machines have apt leave them out, or hold those of the updates only.
    if len(descriptions) < FEW:
        descriptions = read_descriptions(fetch_lists(folder))
    names = sorted(descriptions)
    texts = [(f"{name} {descriptions[name][0]}", descriptions[name][1]) for name in names]

    write_lines(folder / "names.txt", names)
    for label, chosen in (("real", texts), ("1k", pick.sample(texts, 1000)), ("10k", pick.sample(texts, 10000)), ("100k", recombine(texts, 100000, pick))):
        write_lines(folder / f"{label}.tsv", ["\t".join(text) for text in chosen])
    write_lines(folder / "keys.txt", choose_keys(texts, pick))
    write_lines(folder / "typos.txt", choose_typos(texts, pick))


main()
