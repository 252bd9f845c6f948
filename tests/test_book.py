"""The book that ships: every statement of its sources that has been taken on, and nothing half-written."""

import re
from pathlib import Path

import pytest

import audit.claims
from audit.claims import SOURCES, book, hron2017, lecture, practice
from audit.errors import LedgerError
from audit.ledger import Claim, Role, Verdict

EVERY_CLAIM = pytest.mark.parametrize("claim", book().claims, ids=lambda claim: claim.id)
COVERED = {*(f"P{number:02}" for number in range(1, 101)), *(f"L{number:02}" for number in range(1, 28))}
"""The numbers of the statements that the claims answer for."""
FOLDER = Path(audit.claims.__file__).parent
STEMS = {package.SOURCE: package.STEMS for package in (hron2017, lecture, practice)}
ALL = [stem for stems in STEMS.values() for stem in stems]


def test_every_stem_has_its_file_and_every_file_its_stem() -> None:
    assert tuple(STEMS) == SOURCES
    for source, stems in STEMS.items():
        assert {path.stem for path in (FOLDER / source).glob("*.py")} - {"__init__"} == set(stems)
    assert len(ALL) == len(set(ALL)) == 68


def test_claims_stand_in_the_order_of_the_source() -> None:
    order = [claim.stem for claim in book()]
    assert list(dict.fromkeys(order)) == ALL
    assert order == sorted(order, key=ALL.index)


def test_ids_are_unique_and_the_book_is_made_once() -> None:
    ids = [claim.id for claim in book()]
    assert len(ids) == len(set(ids)) >= len(ALL)
    assert book() is book()


def test_every_statement_that_is_asked_for_is_covered() -> None:
    covered = {number for claim in book() for number in claim.covers}
    assert covered == COVERED


@EVERY_CLAIM
def test_a_claim_is_complete(claim: Claim) -> None:
    assert claim.source in SOURCES
    assert claim.covers or claim.source == "practice"
    for text in (claim.title, claim.statement, claim.derivation, claim.place):
        assert text.strip()
        assert "TODO" not in text
    assert all(hypothesis.strip() for hypothesis in claim.hypotheses)
    assert claim.source != "hron2017" or claim.place.startswith(
        ("section", "appendix", "abstract", "Remark", "Proposition")
    )


@EVERY_CLAIM
def test_a_claim_has_two_mutants_of_which_none_repeats_a_form(claim: Claim) -> None:
    mutants = claim.with_role(Role.MUTANT)
    assert len(mutants) >= 2 or claim.interpretive
    assert len({variant.name for variant in claim.variants}) == len(claim.variants)
    told = [(variant.latex, repr(variant.form)) for variant in claim.variants]
    assert len(set(told)) == len(told)


@EVERY_CLAIM
def test_a_claim_depends_on_claims_that_are_there_and_not_on_itself(claim: Claim) -> None:
    ids = {other.id for other in book()}
    assert set(claim.depends) | set(claim.bears_on) <= ids - {claim.id}


@EVERY_CLAIM
def test_a_repair_is_expected_where_one_is_stated(claim: Claim) -> None:
    roles = {variant.role for variant in claim.variants}
    repaired = {Verdict.ERRATUM: Role.CORRECTED, Verdict.CONDITIONAL: Role.CONDITIONAL}
    for verdict, role in repaired.items():
        assert (claim.expected is verdict) == (role in roles)


@EVERY_CLAIM
def test_latex_has_as_many_opening_as_closing_braces(claim: Claim) -> None:
    for text in (claim.statement, *(variant.latex for variant in claim.variants)):
        bare = re.sub(r"\\[{}]", "", text)
        assert bare.count("{") == bare.count("}")
    assert claim.statement.count("$") % 2 == 0


def test_a_claim_file_that_cannot_be_loaded_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit.claims, "import_module", lambda name: (_ for _ in ()).throw(ImportError("gone")))
    with pytest.raises(LedgerError, match=r"the claim file audit\.claims\.x cannot be loaded: ImportError: gone"):
        audit.claims._claims_in("audit.claims.x")


def test_every_claim_of_the_book_reaches_a_process_of_its_own() -> None:
    """By its id: a few forms hold functions of mpmath, which cannot be sent."""
    from audit.runner.isolate import _packed

    assert [_packed(claim) for claim in book()] == [claim.id for claim in book()]


def test_a_figure_is_one_that_is_made() -> None:
    from audit.figures.plan import STEMS as DRAWN

    shown = [claim for claim in book() if claim.figure is not None]
    assert sorted(claim.figure for claim in shown) == sorted(DRAWN)
    assert all(claim.figure == claim.stem for claim in shown)
