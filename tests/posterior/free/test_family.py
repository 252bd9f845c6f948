"""A family with free parameters: members that are no densities are refused with the parameters that show it."""

import pytest

from audit.errors import InputError
from audit.posterior import propriety_condition


@pytest.mark.parametrize(
    ("prior", "names", "support", "complaint"),
    [
        ("a*exp(-w**2)", "a", "-oo,oo", "at a = -1/2"),
        ("(a+w**2)*exp(-w**2)", "a", "-oo,oo", "negative at w = 1/9, at a = -1/2"),
        ("sqrt(a)*exp(-w)", "a", "0,oo", "at a = 0"),
        ("exp(-a*w)-exp(-b*w)", "a,b", "0,oo", "at a = 3/2, b"),
        ("(exp(-a*w)-exp(-b*w))/w", "a>0,b>0", "0,oo", "at a = 3/2, b = 3/2"),
    ],
)
def test_members_that_are_no_densities(prior, names, support, complaint):
    with pytest.raises(InputError, match="a density for every value") as caught:
        propriety_condition(prior, parameters=names, support=support)
    assert complaint in str(caught.value)


@pytest.mark.parametrize(
    ("prior", "names", "support", "words"),
    [
        ("a*exp(-w**2)", "a>0", "-oo,oo", "True"),
        ("(a+w**2)*exp(-w**2)", "a>0", "-oo,oo", "True"),
        ("(1+abs(w)**a)**(-b)", "a>0,b", "-oo,oo", "a*b > 1"),
    ],
)
def test_declared_positive_they_are(prior, names, support, words):
    found = propriety_condition(prior, parameters=names, support=support)
    assert (found.condition, found.undecided) == (words, "False")


@pytest.mark.parametrize(
    ("prior", "names", "support"),
    [
        ("normal_pdf(w,m,s)", "m,s>0", "-oo,oo"),
        ("w**(a-1)*besselk(n,w)", "a,n", "0,oo"),
        ("log(1+a**2)*exp(-w)+exp(-w)", "a", "0,oo"),
        ("(1-cos(w))**a*abs(w)**(-b)", "a,b", "-1,1"),
        ("w**(a-1)*exp(-w)/gamma(a)", "a>0", "0,oo"),
    ],
)
def test_whatever_goes_beyond_exact_algebra_is_an_answer_and_no_traceback(prior, names, support):
    found = propriety_condition(prior, parameters=names, support=support)
    assert found.condition
    assert found.undecided
