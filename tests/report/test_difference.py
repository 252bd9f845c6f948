from audit.report.difference import Change, Difference, differing, fields_changed


def test_only_the_fields_that_are_asked_for_are_compared():
    old, new = {"points": 3, "seconds": 1.0}, {"points": 5, "seconds": 2.0, "witness": "here"}
    found = list(fields_changed("a.b", "check 1: ", old, new, ["points", "witness"]))
    assert [(change.part, change.old, change.new) for change in found] == [
        ("check 1: points", 3, 5),
        ("check 1: witness", None, "here"),
    ]
    assert found[0].apart.absolute == 2


def test_environments_are_compared_version_by_version():
    old = {"python": "3.11", "packages": {"numpy": "1", "scipy": "1"}}
    new = {"python": "3.12", "packages": {"numpy": "2", "scipy": "1"}}
    assert [(change.part, change.old, change.new) for change in differing(old, new)] == [
        ("python", "3.11", "3.12"),
        ("numpy", "1", "2"),
    ]


def test_remarks_are_no_change_and_what_appears_is_one():
    change = Change("a.b", "verdict", "PROVED", "ERRATUM")
    assert not Difference("claims", (), 3, (), (), (change,)).changed
    assert Difference("claims", (), 3, (), ("new.one",)).changed
    assert Difference("claims", (change, change), 3, (), ()).touched == ("a.b",)
