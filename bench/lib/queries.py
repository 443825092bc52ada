"""Queries of the kinds that people type, with the entries that a scan of all texts finds for each.

The scan reads the archive's sources by itself, so that no search engine judges its own answers.
"""
import random
import re
import unicodedata

PLAIN_BRACKETS = str.maketrans("〔〕【】《》〈〉", "[][]<><>")
COUNTS = {"person": 13, "place": 12, "document number": 12, "figure": 12, "nine-character phrase": 12, "two terms": 13}


def fold(text):
    return unicodedata.normalize("NFKC", text.lower()).translate(PLAIN_BRACKETS)


class Entry:
    """An entry's name, front matter and text blocks, markup removed."""

    def __init__(self, path, names):
        self.name = path.stem
        _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
        self.head = dict(line.split(": ", 1) for line in head.splitlines())
        self.head = {key: re.findall(r'"([^"]*)"', value) or [value] for key, value in self.head.items()}
        self.head["branch"] = [names[self.head["branch"][0]]]
        self.blocks = list(blocks(body))
        shown = [value for key, values in self.head.items() if key not in ("kind", "date") for value in values]
        # No term holds a line break, so that none runs from one text into the next.
        self.text = "\n".join(map(fold, shown + self.blocks))


def blocks(body):
    for line in body.splitlines():
        if line.startswith("|"):
            yield from (cell.strip() for cell in line.strip("|").split("|"))
        elif line:
            yield line.removeprefix("## ").replace("**", "")


class Picker:
    """Draws queries that some entry answers."""

    def __init__(self, chance, entries):
        self.chance, self.entries = chance, entries

    def _having(self, key):
        while True:
            entry = self.chance.choice(self.entries)
            if key in entry.head:
                return entry.head[key][0]

    def _found(self, pattern):
        while True:
            entry = self.chance.choice(self.entries)
            found = [match for block in entry.blocks for match in re.findall(pattern, block)]
            if found:
                return self.chance.choice(found)

    def person(self):
        return [self._having(self.chance.choice(["host", "recorder", "author"]))]

    def place(self):
        return [self._having("place").removesuffix("党群服务中心")]

    def document_number(self):
        return [self._having("document_number")]

    def figure(self):
        return [self._found(r"\d+\.\d\d万元")]

    def nine_character_phrase(self):
        run = self._found(r"[\u4e00-\u9fff]{9,}")
        start = self.chance.randrange(len(run) - 8)
        return [run[start:start + 9]]

    def two_terms(self):
        """A topic and a form, place or branch of one entry."""
        while True:
            entry = self.chance.choice(self.entries)
            other = self.chance.choice(["form", "place", "branch"])
            if other in entry.head:
                return [self.chance.choice(entry.head["tags"]), entry.head[other][0].removesuffix("党群服务中心")]


def drawn(entries, seed):
    """[(class, terms)], each answered by some of the entries."""
    picker, made = Picker(random.Random(seed), entries), []
    for kind, count in COUNTS.items():
        own = {}
        while len(own) < count:
            terms = getattr(picker, re.sub(r"\W", "_", kind))()
            own[" ".join(terms)] = terms
        made += [(kind, terms) for terms in own.values()]
    return made


def make(archive, names, seed):
    """[{class, q, terms, answers}]; answers are the names of entries."""
    entries = [Entry(path, names) for path in sorted((archive / "content").rglob("*.md"))]
    return [answered(kind, " ".join(terms), terms, entries) for kind, terms in drawn(entries, seed)]


def answered(kind, q, terms, entries):
    folded = [fold(term) for term in terms]
    answers = [entry.name for entry in entries if all(term in entry.text for term in folded)]
    return {"class": kind, "q": q, "terms": terms, "answers": answers}
