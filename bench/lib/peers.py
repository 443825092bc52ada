"""Writes an archive's entries for Hugo and for Zola: the same texts and facts, the same lists.

The peers' settings and templates are the files of bench/peers; never changes the archive.
"""
import pathlib
import re
import shutil

TEMPLATES = pathlib.Path(__file__).resolve().parent.parent / "peers"
SECTIONS = {"activities": "活动", "awards": "荣誉", "reports": "报告"}
STYLE = (
    "body{font:16px/1.7 sans-serif;max-width:60rem;margin:auto;padding:1rem}nav a{margin-right:1rem}"
    "table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:.2rem .6rem}\n"
)


def branch_names(archive):
    text = (archive / "content/branches.yaml").read_text(encoding="utf-8")
    return dict(re.findall(r"- id: (\S+)\n  name: (\S+)", text))


def read(path):
    """Front matter as written, key by key, and the text."""
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return dict(line.split(": ", 1) for line in head.splitlines()), body


def hugo_entry(head, body, branch):
    year = head.pop("year", head["date"][:4])
    facts = "".join(f"  {key}: {value}\n" for key, value in facts_of(head).items())
    taxonomies = f'years: ["{year}"]\nbranches: ["{branch}"]\ntags: {head["tags"]}\n'
    return f'---\ntitle: {head["title"]}\ndate: {head["date"]}\n{taxonomies}facts:\n{facts}---\n{body}'


def zola_entry(head, body, branch):
    year = head.pop("year", head["date"][:4])
    facts = "".join(f"{key} = {value}\n" for key, value in facts_of(head).items())
    taxonomies = f'[taxonomies]\nyears = ["{year}"]\nbranches = ["{branch}"]\ntags = {head["tags"]}\n'
    return f'+++\ntitle = {head["title"]}\ndate = {head["date"]}\n{taxonomies}[extra]\n{facts}+++\n{body}'


def facts_of(head):
    return {key: value for key, value in head.items() if key not in ("title", "date", "tags", "kind", "branch")}


def section(peer, title):
    if peer == "hugo":
        return f"---\ntitle: {title}\n---\n"
    return f'+++\ntitle = "{title}"\npaginate_by = 50\nsort_by = "date"\n+++\n'


ENTRY = {"hugo": hugo_entry, "zola": zola_entry}


def write(peer, archive, site):
    """Writes the site of `peer` ("hugo" or "zola") into the new folder `site`."""
    shutil.copytree(TEMPLATES / peer, site)
    (site / "static").mkdir()
    (site / "static/style.css").write_text(STYLE, encoding="utf-8")
    names = branch_names(archive)
    for folder, title in SECTIONS.items():
        target = site / "content" / folder
        target.mkdir(parents=True)
        (target / "_index.md").write_text(section(peer, title), encoding="utf-8")
        for source in sorted((archive / "content" / folder).rglob("*.md")):
            head, body = read(source)
            text = ENTRY[peer](head, body, names[head["branch"].strip('"')])
            (target / source.name).write_text(text, encoding="utf-8")
