#!/usr/bin/python3
"""Xapian's side of the search benchmark, by the interpreter that Debian's python3-xapian belongs to.

usage: search-xapian.py index TEXTS FOLDER WEIGHT    lines of any number of fields, the first a title that counts WEIGHT times; prints milliseconds, bytes
       search-xapian.py answer FOLDER and|or [spelling]    reads queries; prints the numbers of the texts found
       search-xapian.py time FOLDER SECONDS          reads keys; prints nanoseconds and hits of each
"""

import pathlib
import sys
import time

import xapian

LIMIT = 20


def build(texts, folder, weight):
    start = time.monotonic()
    database = xapian.WritableDatabase(folder, xapian.DB_CREATE_OR_OVERWRITE)
    generator = xapian.TermGenerator()
    generator.set_stemmer(xapian.Stem("en"))
    generator.set_database(database)
    generator.set_flags(xapian.TermGenerator.FLAG_SPELLING)
    with open(texts, encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            title, *rest = line.rstrip("\n").split("\t")
            document = xapian.Document()
            generator.set_document(document)
            generator.index_text(title, weight)
            for text in rest:
                generator.increase_termpos()
                generator.index_text(text)
            document.set_data(f"{number:06d}")
            database.add_document(document)
    database.commit()
    print(f"{(time.monotonic() - start) * 1000:.1f} {sum(path.stat().st_size for path in pathlib.Path(folder).iterdir())}")


class Searcher:
    def __init__(self, folder, operator, spelling=False):
        self.database = xapian.Database(folder)
        self.enquire = xapian.Enquire(self.database)
        self.parser = xapian.QueryParser()
        self.parser.set_stemmer(xapian.Stem("en"))
        self.parser.set_stemming_strategy(xapian.QueryParser.STEM_SOME)
        self.parser.set_database(self.database)
        self.parser.set_default_op(xapian.Query.OP_AND if operator == "and" else xapian.Query.OP_OR)
        self.flags = xapian.QueryParser.FLAG_DEFAULT | xapian.QueryParser.FLAG_PARTIAL
        self.spelling = spelling

    def find(self, words):
        flags = self.flags | (xapian.QueryParser.FLAG_SPELLING_CORRECTION if self.spelling else 0)
        query = self.parser.parse_query(words, flags)
        corrected = self.parser.get_corrected_query_string() if self.spelling else ""
        if corrected:
            query = self.parser.parse_query(corrected, self.flags)
        self.enquire.set_query(query)
        return self.enquire.get_mset(0, LIMIT)


def answer(folder, operator, spelling):
    searcher = Searcher(folder, operator, spelling)
    for line in sys.stdin:
        print(" ".join(match.document.get_data().decode() for match in searcher.find(line.strip())))


def measure(folder, seconds):
    searcher = Searcher(folder, "and")
    end = time.monotonic() + seconds
    for line in sys.stdin:
        if time.monotonic() > end:
            break
        start = time.thread_time_ns()
        found = searcher.find(line.strip())
        hits = found.size()
        print(time.thread_time_ns() - start, hits)


if sys.argv[1] == "index":
    build(sys.argv[2], sys.argv[3], int(sys.argv[4]))
elif sys.argv[1] == "answer":
    answer(sys.argv[2], sys.argv[3], "spelling" in sys.argv[4:])
else:
    measure(sys.argv[2], float(sys.argv[3]))
