import json

from audit.report import as_list
from tests.toys import MISSING, OPINION, THIRDS, TWO_THIRDS

CLAIMS = (THIRDS, MISSING, TWO_THIRDS, OPINION)


def test_claims_stand_under_their_place():
    assert as_list.text(CLAIMS, width=70) == WHOLE


WHOLE = """\
toys, section 1, (2)
  PROVED        toy_thirds.sum       Three thirds are one
  PROVED        toy_missing.package  Needs more

toys, section 1, second display
  ERRATUM       toy_misprint.sum     Two thirds | are `one`

toys, section 1, (2)
  INTERPRETIVE  toy_opinion.nice     Thirds are nice
"""


def test_titles_give_way_and_ids_do_not():
    text = as_list.text(CLAIMS, width=40)
    assert all(claim.id in text for claim in CLAIMS)
    assert "Three" not in text


def test_json_says_what_each_claim_covers():
    document = json.loads(as_list.as_json(CLAIMS))
    assert document["schema_version"] == "1"
    assert document["claims"][2]["covers"] == ["P01"]
    assert document["claims"][1]["needs"] == "no_such_package_here"
    assert [claim["id"] for claim in document["claims"]] == [claim.id for claim in CLAIMS]
