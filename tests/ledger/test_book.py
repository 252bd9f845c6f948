from dataclasses import replace

import pytest

from audit.errors import LedgerError, UnknownClaim
from audit.ledger import Book
from tests.toys import OPINION, SAMPLED_ONLY, THIRDS, TWO_THIRDS


@pytest.fixture
def book():
    return Book((THIRDS, TWO_THIRDS, SAMPLED_ONLY, OPINION))


def test_a_duplicate_id_is_refused():
    with pytest.raises(LedgerError, match=r"two claims bear the id 'toy_thirds\.sum'"):
        Book((THIRDS, THIRDS))


@pytest.mark.parametrize("claim", [TWO_THIRDS, OPINION])
def test_a_dangling_reference_is_refused(claim):
    with pytest.raises(LedgerError, match="which no claim of the book bears"):
        Book((claim,))


def test_a_circle_is_refused():
    with pytest.raises(LedgerError, match=r"in a circle: toy_thirds\.sum -> toy_misprint\.sum -> toy_thirds\.sum"):
        Book((replace(THIRDS, depends=(TWO_THIRDS.id,)), TWO_THIRDS))


def test_selecting_keeps_the_order_of_the_book(book):
    assert book.select() == tuple(book)
    assert [c.id for c in book.select(["toy_misprint", "toy_thirds"])] == [
        "toy_thirds.sum",
        "toy_misprint.sum",
        "toy_thirds.sampled",
    ]
    assert book.select(["toy_thirds.sampled"], source="toys") == (SAMPLED_ONLY,)
    assert len(book) == 4


def test_an_unknown_id_suggests_a_near_one(book):
    with pytest.raises(UnknownClaim, match=r"try: 'toy_misprint\.sum'"):
        book.select(["toy_misprint.sun"])
    with pytest.raises(UnknownClaim, match="audit list"):
        book["???"]


def test_an_unknown_source_lists_the_known_ones(book):
    with pytest.raises(UnknownClaim, match="one of toys"):
        book.select(source="elsewhere")
