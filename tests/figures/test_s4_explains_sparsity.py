"""Basin maps: the kind of each end, and what ships against the flow run anew."""

import pytest

from audit.figures.s4_explains_sparsity import EDGE, INSIDE, KINDS, MOVING, SHAPE, SPARSE, _kind, data


@pytest.fixture(scope="module")
def columns():
    return data()


@pytest.mark.parametrize(
    ("log_alpha", "clipped", "kind"),
    [
        (3.1, False, SPARSE),
        (-0.16, False, INSIDE),
        (1.0, False, MOVING),
        (0.0, True, EDGE),
        (-0.3, True, INSIDE),
        (1, True, MOVING),
    ],
)
def test_the_kind_of_an_end(log_alpha, clipped, kind):
    assert _kind(log_alpha, clipped) == kind


def test_four_maps_with_a_cell_for_each_start(columns):
    assert len(columns["kind"]) == 4 * SHAPE[0] * SHAPE[1]
    assert set(columns["kind"]) <= set(range(len(KINDS)))


def shares(columns, additive, exact):
    told = zip(columns["kind"], columns["additive"], columns["exact_kl"], strict=True)
    chosen = [kind for kind, a, e in told if (a, e) == (additive, exact)]
    return [chosen.count(kind) / len(chosen) for kind in range(len(KINDS))]


def test_the_forms_differ_under_one_kl(columns):
    """A large alpha at the start stays sparse in the multiplicative form; in the additive one a small mu does it."""
    starts = zip(columns["log_alpha"], columns["kind"], columns["additive"], columns["exact_kl"], strict=True)
    high = {kind for log_alpha, kind, additive, exact in starts if log_alpha > 6 and exact and not additive}
    assert high == {SPARSE}
    assert shares(columns, 1, 1)[SPARSE] != pytest.approx(shares(columns, 0, 1)[SPARSE], abs=1e-3)


def test_only_the_cubic_has_an_edge(columns):
    assert all(shares(columns, additive, 1)[EDGE] == 0 < shares(columns, additive, 0)[EDGE] for additive in (0, 1))


def test_what_ships_is_what_is_computed(shipped, columns):
    """But for starts on the border of two basins, which the last digits of a float decide."""
    told = shipped("s4_explains_sparsity")["kind"]
    differing = sum(a != b for a, b in zip(told, columns["kind"], strict=True))
    assert differing <= len(told) // 1000
