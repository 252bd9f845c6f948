from dataclasses import replace
from xml.etree import ElementTree

from audit.report.graph import graph

SVG = "{http://www.w3.org/2000/svg}"


def drawn(run):
    return ElementTree.fromstring(str(graph(run).svg))


def test_each_box_is_a_link_that_says_id_and_verdict(toy_run):
    boxes = {box.get("href"): box for box in drawn(toy_run).iter(f"{SVG}a")}
    assert set(boxes) == {"#toy_thirds.sum", "#toy_misprint.sum"}
    box = boxes["#toy_misprint.sum"]
    assert box.get("aria-label") == "toy_misprint.sum, ERRATUM"
    assert box.get("class") == "node erratum"
    assert [text.text for text in box.iter(f"{SVG}text")] == ["sum", "ERRATUM · toy_misprint"]


def test_an_edge_starts_and_ends_at_its_boxes(toy_run):
    (edge,) = [path for path in drawn(toy_run).iter(f"{SVG}path") if path.get("class") == "edge"]
    assert (edge.get("data-from"), edge.get("data-to")) == ("toy_thirds.sum", "toy_misprint.sum")
    found = graph(toy_run)
    assert (found.shown, found.edges, found.alone) == (2, 1, 5)


def test_nothing_is_drawn_outside_of_the_picture(toy_run):
    picture = drawn(toy_run)
    width, height = float(picture.get("width")), float(picture.get("height"))
    for box in picture.iter(f"{SVG}rect"):
        assert 0 <= float(box.get("x")) <= width - float(box.get("width"))
        assert 0 <= float(box.get("y")) <= height - float(box.get("height"))


def test_without_dependences_there_is_no_picture(toy_run):
    found = graph(replace(toy_run, results=toy_run.results[:1]))
    assert (found.svg, found.shown, found.alone) == ("", 0, 1)


def test_a_hostile_title_stays_text(toy_run):
    odd = replace(toy_run.results[0], title="</title><script>x</script>\"'")
    picture = drawn(replace(toy_run, results=(odd, *toy_run.results[1:])))
    assert {element.tag for element in picture.iter()} == {
        f"{SVG}{tag}" for tag in ("svg", "defs", "marker", "path", "a", "title", "rect", "text")
    }
