"""Counts are held against folds, and a contradiction is an error."""

from fractions import Fraction as Q

import pytest
from flint import arb

from audit.errors import CheckError
from audit.parametrisation.penalty import EXACT
from audit.parametrisation.planar.data_term import data_term
from audit.parametrisation.planar.folds import Crossed
from audit.parametrisation.planar.jets import Place
from audit.parametrisation.planar.picture import held_against_counts, picture
from audit.parametrisation.planar.ties import Stretch

FOLD = Crossed((Place(arb(2), arb(1), arb(1), True),), None)


def parts(*counts):
    box = (arb(1), arb(1))
    return tuple(
        Stretch(Q(k + 1), Q(k + 2), Q(2 * k + 3, 2), None if n is None else (box,) * n) for k, n in enumerate(counts)
    )


def test_counts_that_fit():
    held_against_counts(FOLD, None, parts(1, 3), False)
    held_against_counts(FOLD, None, parts(1, 5), True)
    held_against_counts(FOLD, None, parts(None, 5), False)
    held_against_counts(Crossed((), None), arb(2), parts(0, 1), False)


@pytest.mark.parametrize(("counts", "even"), [((1, 2), False), ((3, 1), False), ((1, 3), True)])
def test_counts_that_do_not(counts, even):
    with pytest.raises(CheckError, match="the count goes"):
        held_against_counts(FOLD, None, parts(*counts), even)


def test_an_exponential_loss():
    made = picture(data_term("3*exp(mu + sigma2/2) - 5*mu"), EXACT, (Q(1, 2), Q(1)), 60)
    assert made.complete
    assert [part.count for part in made.stretches] == [0, 1]
    assert made.folds.places == made.ties.places == made.mutual == ()
