"""CITATION.cff says of the toolkit what pyproject.toml says, and the licence is the one that both name.

The required keys are those of the Citation File Format 1.2.0.
"""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from audit import __version__

ROOT = Path(__file__).parents[1]
REQUIRED = {"authors", "cff-version", "message", "title"}
ALLOWED = REQUIRED | {
    "abstract", "commit", "contact", "date-released", "doi", "identifiers", "keywords", "license", "license-url",
    "preferred-citation", "references", "repository", "repository-artifact", "repository-code", "type", "url", "version",
}  # fmt: skip
OF_A_REFERENCE = {"authors", "title", "type"}
PERSON = {
    "affiliation",
    "alias",
    "email",
    "family-names",
    "given-names",
    "name-particle",
    "name-suffix",
    "orcid",
    "website",
}


def load(text):
    return yaml.safe_load(text)


def faults(citation):
    """What is wrong with the keys, in words."""
    found = [f"{key} is missing" for key in sorted(REQUIRED - set(citation))]
    found += [f"{key} is not allowed" for key in sorted(set(citation) - ALLOWED)]
    if citation.get("cff-version") != "1.2.0":
        found.append("cff-version is not 1.2.0")
    if citation.get("type", "software") not in ("software", "dataset"):
        found.append("type is neither software nor dataset")
    references = citation.get("references", [])
    found += [f"{key} of a reference is missing" for each in references for key in sorted(OF_A_REFERENCE - set(each))]
    for author in [
        *citation.get("authors", []),
        *(author for each in references for author in each.get("authors", [])),
    ]:
        if "name" not in author and not set(author) <= PERSON:
            found.append(f"an author with keys {sorted(author)}")
    return found


TEXT = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_the_citation_is_valid():
    citation = load(TEXT)
    assert faults(citation) == []
    assert all(isinstance(citation[key], str) for key in ("title", "version", "message", "license"))


@pytest.mark.parametrize(
    ("line", "instead", "fault"),
    [
        ("title: bayes-audit\n", "", "title is missing"),
        ("cff-version: 1.2.0\n", "cff-version: 2.0\n", "cff-version is not 1.2.0"),
        ("license: MIT\n", "licence: MIT\n", "licence is not allowed"),
        ("type: software\n", "type: book\n", "type is neither software nor dataset"),
        ("    title: Variational Gaussian Dropout is not Bayesian\n", "", "title of a reference is missing"),
        ("given-names: Jiri", "first-name: Jiri", "an author with keys ['family-names', 'first-name']"),
    ],
)
def test_a_broken_citation_is_seen(line, instead, fault):
    assert line in TEXT
    assert fault in faults(load(TEXT.replace(line, instead, 1)))


def test_it_says_what_the_project_says():
    citation = load(TEXT)
    assert citation["title"] == PROJECT["name"]
    assert citation["version"] == PROJECT["version"] == __version__
    assert citation["license"] == PROJECT["license"]
    assert citation["authors"] == PROJECT["authors"]
    assert citation["keywords"] == PROJECT["keywords"]


def test_the_paper_is_cited_as_in_the_bibliography():
    (paper,) = load(TEXT)["references"]
    bibliography = (ROOT / "references.bib").read_text(encoding="utf-8")
    names = " and ".join(f"{one['family-names']}, {one['given-names']}" for one in paper["authors"])
    assert paper["title"] in bibliography
    assert names in bibliography
    assert paper["identifiers"][0]["value"].removeprefix("arXiv:") in bibliography


def test_the_licence_is_mit_and_goes_along():
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith("MIT License\n")
    assert PROJECT["license"] == "MIT"
    assert PROJECT["license-files"] == ["LICENSE"]


METADATA = "import sys; from setuptools import build_meta; build_meta.prepare_metadata_for_build_wheel(sys.argv[1])"


def test_the_licence_is_in_the_wheel(tmp_path):
    """Of the wheel only the metadata are made: they say which licence files go along, and hold them."""
    pytest.importorskip("setuptools", minversion="77")
    (tmp_path / "audit").mkdir()
    (tmp_path / "made").mkdir()
    (tmp_path / "audit" / "__init__.py").touch()
    for name in ("pyproject.toml", "LICENSE", "README.md"):
        shutil.copy(ROOT / name, tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", METADATA, "made"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    (folder,) = (tmp_path / "made").glob("*.dist-info")
    assert (folder / "licenses" / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()
    told = (folder / "METADATA").read_text(encoding="utf-8").splitlines()
    assert "License-Expression: MIT" in told
    assert "License-File: LICENSE" in told
