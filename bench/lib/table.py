"""Markdown tables and verdicts. Never measures."""


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines) + "\n"


def ratio(value, base):
    return f"{value / base:.2f} ×" if base else "—"


def share(value):
    return f"{value:.3f}"


def megabytes(count):
    return f"{count / 1e6:.1f} MB"


def kilobytes(count):
    return f"{count / 1e3:.0f} KB"


class Goals:
    """Goals with what came out, each said in plain words."""

    def __init__(self):
        self.all = []

    def at_most(self, what, value, limit, show=lambda number: f"{number:.2f}"):
        self._add(what, value <= limit, f"{show(value)}, at most {show(limit)}")

    def below(self, what, value, limit, show=lambda number: f"{number:.2f}"):
        self._add(what, value < limit, f"{show(value)}, below {show(limit)}")

    def exactly_one(self, what, value):
        self._add(what, value == 1, f"{value:.4f}, exactly 1")

    def _add(self, what, met, figures):
        self.all.append({"goal": what, "met": met, "figures": figures})

    def markdown(self):
        return table(["goal", "figures", ""], [[g["goal"], g["figures"], "met" if g["met"] else "**NOT met**"] for g in self.all])
