#!/usr/bin/env python3
"""Writes what the match benchmark runs on: match-data.py DIR.

titles.txt holds 4,000 window titles of 60 to 120 bytes, rules.txt 10,000 rules, a line each:
our pattern, PCRE2 for the loop, an expression for Hyperscan, one for Python, separated by tabs. The words are those of the descriptions of the
installed packages; titles and rules are drawn from them by two different generators, so no title was made for a rule.
"""
import random
import re
import sys

N_TITLES = 4000
N_RULES = 10000
APPS = ["Microsoft Excel", "Mozilla Firefox", "Google Chrome", "LibreOffice Writer", "LibreOffice Calc", "Visual Studio Code",
        "SAP Easy Access", "Outlook", "Thunderbird", "Zoom", "Microsoft Teams", "GIMP", "Files", "Terminal", "Salesforce", "Jira"]
ABROAD = ["Änderung der Rückstellungen für", "Größe und Übersicht –", "Réunion d’équipe :", "Отчёт за квартал", "Обзор бюджета",
          "Περίληψη συνάντησης", "İstanbul şubesi", "部門会議 議事録", "مراجعة الأداء", "การประชุมทีม", "주간 회의록"]
SPECIAL = re.compile(r"([\\^$.\[\]|()?*+{}\-#])")


def read_descriptions():
    names, texts, name = [], [], ""
    with open("/var/lib/dpkg/status", encoding="utf-8", errors="replace") as status:
        for line in status:
            if line.startswith("Package: "):
                name = line[9:].strip()
            elif line.startswith(("Description:", "Description-en:")):
                names.append(name)
                texts.append(line.split(":", 1)[1].strip())
            elif line.startswith(" ") and len(line) > 40 and line[1].isalpha() and "," not in line[:3]:
                texts.append(line.strip().rstrip("."))
    texts = [text for text in texts if text.isascii() and 15 < len(text) < 90 and "\t" not in text]
    return names, texts


def escape(text):
    return SPECIAL.sub(r"\\\1", text)


class Titles:
    def __init__(self, names, texts):
        self.random = random.Random(1)
        self.names, self.texts = names, texts
        self.words = re.findall(r"[A-Za-z][a-z]{2,}", " ".join(texts))

    def one(self):
        pick, number = self.random.choice, self.random.randint
        kind = self.random.random()
        if kind < .45:
            title = f"{pick(self.texts)} - {pick(APPS)}"
        elif kind < .65:
            title = f"{pick(self.names)}_{pick(self.words)}_Q{number(1, 4)} {number(2019, 2026)}.xlsx - {pick(APPS)}"
        elif kind < .75:
            title = f"[{pick(self.words).upper()}-{number(1, 99999)}] {pick(self.texts)} - Jira — Mozilla Firefox"
        elif kind < .85:
            title = f"Invoice {number(10000, 999999)}: {pick(self.texts)} | Salesforce"
        else:
            title = f"{pick(ABROAD)} {pick(self.words)} {pick(self.texts)}"
        title = " ".join(title.split())
        while len(title.encode()) < 60:
            title += " " + pick(self.words)
        return title.encode()[:number(60, 120)].decode(errors="ignore").strip()


class Rules:
    def __init__(self, names, texts):
        self.random = random.Random(2)
        self.names, self.texts = names, texts
        self.words = sorted(set(re.findall(r"[A-Za-z][a-z]{3,}", " ".join(texts))))

    def plain(self, text):
        start = r"(?<![\pL\pN])" if text[0].isalnum() else ""
        return text, start + escape(text), (r"\b" if start else "") + escape(text), (r"(?<![^\W_])" if start else "") + escape(text)

    def glob(self):
        first, second = self.random.choice(self.words), self.random.choice(self.words)
        expression = f"(?s){first}.*{second}"
        return f"*{first}*{second}*", expression, expression, expression

    def regex(self):
        a, b, c = (self.random.choice(self.words) for _ in range(3))
        upper = "A-ZÀ-ÖØ-ÞА-ЯΑ-Ω"
        # Ours (and PCRE2's), then Python's where it differs.
        shapes = [
            (rf"\b(?:{a}(?:s|ed|ing)?|{b}(?:y|ies))\s+(?:report|re(?:view|port)s?)\b", None),
            (rf"(?:(?:{a}|{b})[ _-](?:Q[1-4]|H[12])|{c}) ?20\d\d", None),
            (rf"{a}(?=\s+(?:for|of|and)\b).*{b}", None),
            (rf"(?<!pre){a}\W+{b}", None),
            (rf"(?<=\[){a}-\d{{2,5}}(?!\d)", None),
            (rf"^{a}\b.*?\b{b}", None),
            (rf"{a}.{{0,24}}?{b}$", None),
            (rf"\Q{a}.{b}\E\d*", rf"{a}\.{b}\d*"),
            (rf"(?i:{a})[\s_]+(?i){b}", rf"{a}[\s_]+{b}"),
            (rf"\b([a-z]{{4,}})\W+{a}\W+\1\b", None),
            (rf"(?<what>{a}|{b})[:#]? *(?<number>\d{{3,}})", rf"(?P<what>{a}|{b})[:#]? *(?P<number>\d{{3,}})"),
            (rf"\p{{Lu}}\w*\s{a}\s\p{{L}}+\s{b}", rf"[{upper}]\w*\s{a}\s[^\W\d_]+\s{b}"),
            (rf"[^\s/]+_{a}_Q[1-4] 20[12]\d\.(?:xlsx?|docx?|pdf)\b", None),
            (rf"inv(?:oice)?[ -]?\d{{4,6}}.*{a}", None),
            (rf"\A\[{a[:4]}\w*-\d+\]", None),
            (rf"(?>{a}|{b})\s+(?:{c}|\d+)\s", rf"(?:{a}|{b})\s+(?:{c}|\d+)\s"),
        ]
        ours, python = self.random.choice(shapes)
        return f"/{ours}/", ours, ours, python or ours

    def one(self):
        kind = self.random.random()
        pick = self.random.choice
        if kind < .40:
            return self.plain(f"{pick(self.words)} {pick(self.words)}")
        if kind < .60:
            words = pick(self.texts).split()
            at = self.random.randint(0, max(0, len(words) - 3))
            text = " ".join(words[at:at + self.random.randint(2, 3)])
            return self.plain(text) if not set(text) & set("*?\\") and len(text) > 3 and text[0] != "/" else self.one()
        if kind < .70:
            return self.plain(pick(self.names))
        if kind < .80:
            return self.glob()
        if kind < .90:
            return self.plain(pick(self.words))
        return self.regex()


def main():
    folder = sys.argv[1]
    names, texts = read_descriptions()
    titles = Titles(names, texts)
    rules = Rules(names, texts)
    known = {}
    while len(known) < N_RULES:
        rule = rules.one()
        known.setdefault(rule[0], rule)
    with open(f"{folder}/titles.txt", "w", encoding="utf-8") as out:
        out.writelines(titles.one() + "\n" for _ in range(N_TITLES))
    with open(f"{folder}/rules.txt", "w", encoding="utf-8") as out:
        out.writelines("\t".join(rule) + "\n" for rule in known.values())


main()
