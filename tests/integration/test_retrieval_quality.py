#!/usr/bin/env python3
"""Whether the coach finds the aids that answer a question, and keeps quiet where none does: the judged questions over the starter packs, through
handrailctl, beside FTS5's bm25 on the same texts.

The guard is not asked: what it stops is measured by test_guard_golden.py.

usage: test_retrieval_quality.py BUILD SOURCE
"""

import json
import pathlib
import re
import sqlite3
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "testlib"))
import judgements  # noqa: E402
import tap as taps  # noqa: E402

build, source = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
PACKS = source / "assets/packs"
SHOWN = 2
DEPTH = 5
HALVES = ("tuning", "frozen")

# What has been reached, less one or two questions: raise them when retrieval gets better, never lower them for one that got worse.
# Shares of the answerable questions: a right aid among the two shown, a right aid first, MRR of five passages; then how many of those that
# nothing answers were kept silent, and of the others at most.
REACHED = {"tuning": (0.50, 0.44, 0.52, 0.60, 0.05), "frozen": (0.49, 0.36, 0.46, 0.80, 0.16)}


class Question:
    """A question, and the aids that answer it: none for what no aid speaks about."""

    def __init__(self, line):
        self.text, right = line.split("\t")
        self.right = set() if right == "-" else set(right.split(" "))


class Figures:
    """What was found for the questions of one half; @answers has the aids of the passages found, best first."""

    def __init__(self, questions, answers):
        answerable = [(question.right, found) for question, found in zip(questions, answers) if question.right]
        nowhere = [found for question, found in zip(questions, answers) if not question.right]
        self.success = sum(any(aid in right for aid in found[:SHOWN]) for right, found in answerable) / len(answerable)
        self.first = sum(bool(found) and found[0] in right for right, found in answerable) / len(answerable)
        self.mrr = sum(next((1 / place for place, aid in enumerate(found[:DEPTH], 1) if aid in right), 0) for right, found in answerable) / len(answerable)
        self.silent = sum(not found for found in nowhere) / len(nowhere)
        self.missed = sum(not found for right, found in answerable) / len(answerable)

    def __str__(self):
        return (f"success@{SHOWN} {self.success:.2f}, first {self.first:.2f}, MRR {self.mrr:.3f}, "
                f"silent where nothing answers {self.silent:.2f}, silent where something does {self.missed:.2f}")


def load(half):
    lines = (source / "tests/retrieval-judgements" / f"{half}.tsv").read_text(encoding="utf-8").splitlines()
    return [Question(line) for line in lines]


sets = {half: load(half) for half in HALVES}
texts = [text for pack in ("managers", "desktop-basics") for text in judgements.read_pack(PACKS / pack)]


def ask(questions):
    done = subprocess.run([str(build / "src/ctl/handrailctl"), "coach", "find", "--pack", str(PACKS), "--limit", str(DEPTH), "--questions", "-"],
                          input="".join(f"{question.text}\n" for question in questions), capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    answers = [[f"{passage['pack']}/{passage['aid']}" for passage in json.loads(line)["passages"]] for line in done.stdout.splitlines()]
    assert len(answers) == len(questions), f"{len(answers)} answers to {len(questions)} questions"
    return answers


class Peer:
    """FTS5's bm25 of whole aids, titles and keywords included, or of their bodies alone: any word of the question will do."""

    def __init__(self, bodies_only):
        self.database = sqlite3.connect(":memory:")
        self.database.execute("CREATE VIRTUAL TABLE texts USING fts5 (name UNINDEXED, body, tokenize = 'porter unicode61 remove_diacritics 2')")
        self.database.executemany("INSERT INTO texts VALUES (?, ?)",
                                  [(name, body if bodies_only else f"{title}\n{keywords}\n{body}") for name, title, keywords, body in texts])

    def find(self, question):
        """(score, name), the best first; higher is better."""
        words = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", question.text))
        return self.database.execute("SELECT -bm25 (texts), name FROM texts WHERE texts MATCH ? ORDER BY bm25 (texts) LIMIT ?", (words, DEPTH)).fetchall()

    def measure(self, questions, silent):
        """Its figures where it speaks only above the score that keeps as large a share of what nothing answers silent: chosen with these very questions."""
        found = [self.find(question) for question in questions]
        best = sorted((answer[0][0] if answer else 0 for question, answer in zip(questions, found) if not question.right), reverse=True)
        loud = round((1 - silent) * len(best))
        least = best[loud] if loud < len(best) else -1
        return Figures(questions, [[name for _score, name in answer] if answer and answer[0][0] > least else [] for answer in found])


def judged_set_is_whole():
    """What it calls right is there, and no question is in both halves."""
    names = {text[0] for text in texts}
    questions = [question.text for half in sets.values() for question in half]
    assert len(questions) == len(set(questions)) == 300, len(questions)
    for half in sets.values():
        assert sum(not question.right for question in half) == 50
        for question in half:
            assert question.right <= names, question.right - names


figures = {}


def stays_as_good(half):
    seen = figures[half] = Figures(sets[half], ask(sets[half]))
    print(f"# {half}: {seen}")
    success, first, mrr, silent, missed = REACHED[half]
    assert seen.success >= success and seen.first >= first and seen.mrr >= mrr, f"{half}: {seen}"
    assert seen.silent >= silent and seen.missed <= missed, f"{half}: {seen}"


def beats_bm25(half):
    """Told for bodies alone and for one that is never silent; the gate is bm25 of whole aids that is silent as often."""
    ours = figures[half]
    for name, bodies_only, silent in (("bodies", True, 0), ("whole aids", False, 0), ("whole aids, as silent", False, ours.silent)):
        seen = Peer(bodies_only).measure(sets[half], silent)
        print(f"# {half}: FTS5, {name}: {seen}")
    assert ours.success > seen.success and ours.first > seen.first and ours.mrr > seen.mrr and ours.missed <= seen.missed, f"{half}: {ours}; FTS5: {seen}"


tap = taps.Tap(story=False)
tap.step("the judged set is whole", judged_set_is_whole)
for judged_half in HALVES:
    tap.step(f"the questions of {judged_half} find what they found", lambda half=judged_half: stays_as_good(half))
    tap.step(f"for the questions of {judged_half} FTS5's bm25, as silent, finds less", lambda half=judged_half: beats_bm25(half))
sys.exit(tap.finish())
