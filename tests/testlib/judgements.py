"""The judged searches of tests/search-judgements: the texts they were judged on, the measures, and SQLite's FTS5 as a peer."""

import pathlib
import re
import sqlite3

SUCCESS_AT = 3
DEPTH = 20


class Judgement:
    """One query, the results that would have helped, and what kind of query it is."""

    def __init__(self, line):
        query, right, kind = line.split("\t")
        self.query, self.right, self.kind = query, set(right.split(",")), kind


def load(source, name):
    """The judged queries of a file such as "tuning-packs"."""
    text = (pathlib.Path(source) / "tests/search-judgements" / f"{name}.tsv").read_text(encoding="utf-8")
    return [Judgement(line) for line in text.splitlines()]


def measure(judgements, answers):
    """MRR and success@3; @answers has the names found for each query, the best first."""
    assert len(judgements) == len(answers), f"{len(answers)} answers to {len(judgements)} queries"
    reciprocal = successes = 0
    for judgement, found in zip(judgements, answers):
        place = next((place for place, name in enumerate(found[:DEPTH], 1) if name in judgement.right), None)
        reciprocal += 1 / place if place else 0
        successes += place is not None and place <= SUCCESS_AT
    return reciprocal / len(judgements), successes / len(judgements)


def measure_typos(judgements, answers):
    """Of what a "-typos" file judges: the share of slips with a right result among the first three, and the share of right words taken for others.

    @answers: for each query its results, the best first, as (name, whether it was found by a word that is spelt nearly so).
    """
    slips = [bool(judgement.right & {name for name, _ in found[:SUCCESS_AT]}) for judgement, found in zip(judgements, answers) if judgement.kind.endswith("typo")]
    taken = [bool(found) and found[0][1] for judgement, found in zip(judgements, answers) if not judgement.kind.endswith("typo")]
    assert len(slips) + len(taken) == len(answers) == len(judgements)
    return sum(slips) / len(slips), sum(taken) / len(taken)


def read_pack(folder):
    """(name, title, keywords, body) of each aid: what an index of any make is given."""
    pack = re.search(r"^id: *(\S+)", (folder / "pack.yaml").read_text(encoding="utf-8"), re.MULTILINE)[1]
    texts = []
    for path in sorted((folder / "aids").glob("*.md")):
        head, body = path.read_text(encoding="utf-8").removeprefix("---\n").split("\n---\n", 1)
        fields = dict(re.findall(r"^(title|task|keywords): *(.+)$", head, re.MULTILINE))
        keywords = fields.get("keywords", "").strip("[]").replace('"', "")
        words = re.sub(r"[*`>#]|]\(#[^)]*\)", " ", body)
        texts.append((f"{pack}/{path.stem}", fields["title"].strip('"'), keywords, f"{fields['task']}\n{words}"))
    return texts


class Fts5:
    """bm25 as somebody who knows FTS5 would set it up; which set-up does best is for measure() to say."""

    TOKENIZERS = ("unicode61 remove_diacritics 2", "porter unicode61 remove_diacritics 2")
    WEIGHTS = ((1, 1, 1), (10, 5, 1))
    # How the words are joined, and whether each may be a beginning or only the last.
    FORMS = (("AND", False), ("AND", True), ("OR", False), ("OR", True))

    def __init__(self, texts, tokenizer):
        self.database = sqlite3.connect(":memory:")
        self.database.execute(f"CREATE VIRTUAL TABLE texts USING fts5 (name UNINDEXED, title, keywords, body, tokenize = '{tokenizer}')")
        self.database.executemany("INSERT INTO texts VALUES (?, ?, ?, ?)", texts)

    def find(self, query, operator, all_prefixes, weights):
        words = re.findall(r"\w+", query)
        terms = [f'"{word}"' + ("*" if all_prefixes or number == len(words) - 1 else "") for number, word in enumerate(words)]
        if not terms:
            return []
        rows = self.database.execute(f"SELECT name FROM texts WHERE texts MATCH ? ORDER BY bm25 (texts, 0, {', '.join(map(str, weights))}) LIMIT {DEPTH}",
                                     (f" {operator} ".join(terms),))
        return [name for (name,) in rows]


def best_of_fts5(texts, sets):
    """For each list of judgements: (MRR, success@3) of the set-up with the best MRR over all of them, and what that is."""
    best = None
    for tokenizer in Fts5.TOKENIZERS:
        peer = Fts5(texts, tokenizer)
        for weights in Fts5.WEIGHTS:
            for operator, all_prefixes in Fts5.FORMS:
                figures = [measure(judgements, [peer.find(judgement.query, operator, all_prefixes, weights) for judgement in judgements])
                           for judgements in sets]
                mean = sum(mrr for mrr, _ in figures)
                if best is None or mean > best[0]:
                    shape = "every word a prefix" if all_prefixes else "the last word a prefix"
                    best = (mean, figures, f"{tokenizer.split()[0]}, {operator}, {shape}, weights {weights}")
    return best[1], best[2]
