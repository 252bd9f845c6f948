from audit.claims.hron2017.s5_technically_flawed import CLAIMS
from audit.ledger import Verdict
from tests.claims import verdicts


def test_the_opinion_names_what_bears_on_it():
    (opinion,) = CLAIMS
    assert verdicts.result(opinion).verdict is Verdict.INTERPRETIVE
    assert opinion.covers == ("P63",)
    assert "s1_elbo.decomposition" in opinion.bears_on
    assert not opinion.variants
