#!/usr/bin/env python3
"""Whether search finds the right aid: the judged queries over the starter packs, through handrailctl, beside FTS5's bm25 on the same texts.

usage: test_search_quality.py BUILD SOURCE
"""

import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "testlib"))
import judgements  # noqa: E402
import tap as taps  # noqa: E402

build, source = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
PACKS = source / "assets/packs"

# What has been reached, MRR and success@3: raise them when the ranking gets better, never lower them for one that got worse.
REACHED = {"tuning-packs": (0.945, 0.973), "frozen-packs": (0.938, 0.973)}

# Of the slips of the keys the share that is mended, and of the right words the share that is taken for another (at most).
MENDED = {"tuning-typos": (0.93, 0.06), "frozen-typos": (1.00, 0.04)}

sets = {name: judgements.load(source, name) for name in REACHED}
texts = [text for pack in ("managers", "desktop-basics") for text in judgements.read_pack(PACKS / pack)]


typos = {name: [judgement for judgement in judgements.load(source, name) if not judgement.kind.startswith("package-")] for name in MENDED}


def ask_lines(queries):
    done = subprocess.run([str(build / "src/ctl/handrailctl"), "search", "--pack", str(PACKS), "--limit", str(judgements.DEPTH), "--queries", "-"],
                          input="".join(f"{query}\n" for query in queries), capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def name_of(result):
    return f"{result['pack']}/{result['aid']}"


def ask(queries):
    return [[name_of(result) for result in line["results"]] for line in ask_lines(queries)]


def measure(name):
    return judgements.measure(sets[name], ask([judgement.query for judgement in sets[name]]))


def judged_set_is_whole():
    """The halves are halves, no query is in both, and what they call right is there."""
    names = {text[0] for text in texts}
    queries = [judgement.query for judged in sets.values() for judgement in judged]
    assert len(queries) >= 200 and len(queries) == len(set(queries)), len(queries)
    assert abs(len(sets["tuning-packs"]) - len(sets["frozen-packs"])) <= 1
    for judged in sets.values():
        for judgement in judged:
            assert judgement.right and judgement.right <= names, (judgement.query, judgement.right - names)


def stays_as_good(name):
    seen = measure(name)
    print(f"# {name}: MRR {seen[0]:.3f}, success@3 {seen[1]:.3f}")
    assert all(now >= before for now, before in zip(seen, REACHED[name])), f"{seen} was {REACHED[name]} or more"


def mends_slips_and_nothing_else(name):
    lines = ask_lines([judgement.query for judgement in typos[name]])
    mended, taken = judgements.measure_typos(typos[name], [[(name_of(result), result["match"] == "typo") for result in line["results"]] for line in lines])
    print(f"# {name}: {mended:.3f} of the slips mended, {taken:.3f} of the right words taken for others")
    assert mended >= MENDED[name][0] and taken <= MENDED[name][1], f"{name}: {(mended, taken)} was {MENDED[name]} or better"
    for judgement, line in zip(typos[name], lines):
        places = [result["match"] == "typo" for result in line["results"]]
        # One of them is the first, which is said, or all of them are last.
        assert places[:1] == [True] or places == sorted(places), judgement.query
        assert ("corrected" in line) == (places[:1] == [True]), judgement.query


def beats_bm25():
    peers, shape = judgements.best_of_fts5(texts, list(sets.values()))
    for name, peer in zip(sets, peers):
        seen = measure(name)
        print(f"# {name}: FTS5 ({shape}): MRR {peer[0]:.3f}, success@3 {peer[1]:.3f}")
        assert seen[0] >= peer[0] and seen[1] >= peer[1], f"{name}: {seen}, FTS5 {peer}"


tap = taps.Tap(story=False)
tap.step("the judged set is whole", judged_set_is_whole)
for judged_set in REACHED:
    tap.step(f"the queries of {judged_set} find what they found", lambda name=judged_set: stays_as_good(name))
for judged_set in MENDED:
    tap.step(f"of {judged_set} the slips are mended and the right words are left alone", lambda name=judged_set: mends_slips_and_nothing_else(name))
tap.step("FTS5's bm25 finds no more", beats_bm25)
sys.exit(tap.finish())
