"""The command `propriety`: is a posterior proper, and if not, where and how fast does its mass diverge?"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from audit.cli.screen import emit
from audit.errors import InputError

if TYPE_CHECKING:
    from audit.posterior.free.condition import Condition
    from audit.posterior.models import ModelPropriety
    from audit.posterior.propriety import EndReport, Propriety

TAKES_NEGATIVES = {"ignore_unknown_options": True}
DECIDED, OTHERWISE = 0, 1

EXPRESSION = (
    "An expression in the variable, such as 1/abs(w) or exp(-w**2/2): + - * / **, exp log sqrt abs Max Min sigmoid tanh erf "
    "erfc Phi normal_pdf indicator Piecewise gamma loggamma E1 besselk sin cos, and more. Parsed, never run as Python."
)


def register(app: typer.Typer) -> None:
    """Adds the command of this file to the program."""
    app.command("propriety", context_settings=TAKES_NEGATIVES)(_propriety)


def _propriety(
    prior: Annotated[str | None, typer.Option(metavar="EXPR", help=EXPRESSION)] = None,
    likelihood: Annotated[
        str,
        typer.Option(metavar="EXPR", help="The same; it may name the columns of --data, and is multiplied over them."),
    ] = "1",
    variable: Annotated[str, typer.Option(metavar="NAME", help="The variable.")] = "w",
    support: Annotated[
        str, typer.Option(metavar="LO,HI", help="The open interval that the posterior lives on.")
    ] = "-oo,oo",
    data: Annotated[
        str | None, typer.Option(metavar="FILE", help="A CSV file with the names of its columns in the first line.")
    ] = None,
    parameters: Annotated[
        str | None,
        typer.Option(metavar="NAMES", help="Parameters left free (a,b or a>0,b): answers with the condition on them."),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="A TOML file with up to four parameters, instead of --prior and the others."),
    ] = None,
    digits: Annotated[int, typer.Option(metavar="N", help="Digits of the normaliser; 0 leaves it out.")] = 10,
    seconds: Annotated[float, typer.Option(metavar="S", help="Time limit; then it says what it knows.")] = 20.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON to standard output.")] = False,
) -> int:
    """Decide whether a posterior is proper.

    Every end, and every singular point in between, gets a certificate.

    Exit code 0: proper, or a condition was found. 1: improper or undecided. 2: unusable input.
    """
    document, lines, code = _answer(prior, likelihood, variable, support, data, parameters, model, digits, seconds)
    emit((json.dumps(document, indent=2) if as_json else "\n".join(lines)) + "\n")
    return code


Answered = tuple[dict[str, Any], list[str], int]


def _answer(
    prior: str | None,
    likelihood: str,
    variable: str,
    support: str,
    data: str | None,
    parameters: str | None,
    model: str | None,
    digits: int,
    seconds: float,
) -> Answered:
    if model is not None:
        if prior is not None or parameters is not None or data is not None:
            raise InputError("--model and other parts of a model", "--model alone", "put all of it into the file")
        from audit.posterior.models import decide_model, read_model

        return _of_model(decide_model(read_model(model), digits=digits, seconds=seconds))
    if prior is None:
        raise InputError("no prior", "--prior EXPR, or --model FILE", '--prior "1/abs(w)" --likelihood "1/(1+exp(-w))"')
    if parameters is not None:
        from audit.posterior.free.condition import propriety_condition

        return _of_condition(
            propriety_condition(
                prior, likelihood, parameters=parameters, variable=variable, support=support, data=data, seconds=seconds
            )
        )
    from audit.posterior.question import propriety

    found = propriety(prior, likelihood, variable=variable, support=support, data=data, digits=digits, seconds=seconds)
    return _document(found), _lines(found), DECIDED if found.verdict == "proper" else OTHERWISE


def _document(found: Propriety) -> dict[str, Any]:
    """The JSON of one posterior: a contract, see DESIGN."""
    document: dict[str, Any] = {
        "verdict": str(found.verdict),
        "reason": found.reason,
        "ends": [
            {
                "end": report.end.name,
                "integrable": report.integrable,
                "rate": report.rate,
                "method": report.method,
                "witness": report.witness,
                "growth": _growth(report),
                "reason": report.reason,
            }
            for report in found.ends
        ],
        "points": found.points,
        "seconds": round(found.seconds, 3),
    }
    if found.verdict == "proper":
        document["normaliser"] = _normaliser(found) or None
    return document


def _growth(report: EndReport) -> dict[str, str | None] | None:
    """How the mass up to r grows: leading + constant + o(1), where it diverges."""
    from audit.posterior.shown import enclosure

    made = report.growth
    if made is None:
        return None
    constant = None if made.constant is None else enclosure(made.constant)
    return {"leading": made.leading, "from": None if constant is None else str(made.start), "constant": constant}


def _normaliser(found: Propriety) -> dict[str, Any]:
    from audit.posterior.shown import enclosure

    made = found.normaliser
    if made is None:
        return {}
    return {
        "value": enclosure(made.Z),
        "mean": enclosure(made.mean) if made.mean is not None else None,
        "variance": enclosure(made.variance) if made.variance is not None else None,
        "mean_exists": made.mean_exists,
        "variance_exists": made.variance_exists,
    }


MISSING = {True: "not enclosed in time", False: "does not exist", None: "undecided"}
MARKS = {True: "finite", False: "INFINITE", None: "undecided"}


def _lines(found: Propriety) -> list[str]:
    """The verdict, a block an end, and the moments."""
    lines = [f"{str(found.verdict).upper()}: {found.reason}", *_ends(found)]
    if found.normaliser is not None:
        shown = _normaliser(found)
        lines.append(f"  {'Z':<8} = {shown['value']}")
        for name in ("mean", "variance"):
            missing = MISSING[shown[f"{name}_exists"]]
            lines.append(f"  {name:<8} = {shown[name] or missing}")
    return lines


def _ends(found: Propriety) -> list[str]:
    """Each end with its rate, its growth and its witness; r = |w| at an infinite end, 1/|w - end| at a finite one."""
    width = max(len(report.end.name) for report in found.ends)
    indent = " " * (width + 4)
    lines = []
    for report in found.ends:
        method = f"  [{report.method}]" if report.method else ""
        lines.append(f"  {report.end.name:<{width}}  {MARKS[report.integrable]}{method}")
        if report.rate is not None:
            lines.append(f"{indent}density per d(log r) ~ {report.rate}, r = {_distance(found, report)}")
        grown = _growth(report)
        if grown is not None:
            told = f"mass up to r ~ {grown['leading']}"
            if grown["constant"] is not None:
                told = f"mass from r = {grown['from']} to r: {grown['leading']} + {grown['constant']} + o(1)"
            lines.append(f"{indent}{told}")
        lines += [f"{indent}{text}" for text in (report.witness, report.reason) if text]
    return lines


def _distance(found: Propriety, report: EndReport) -> str:
    name, place = found.density.variable, report.end.place
    if not report.end.finite:
        return f"|{name}|"
    return f"1/|{name}|" if place == 0 else f"1/|{name} - ({place})|"


def _of_model(found: ModelPropriety) -> Answered:
    document: dict[str, Any] = {
        "verdict": str(found.verdict),
        "reason": found.reason,
        "steps": list(found.steps),
        "ends": _document(found.last)["ends"] if found.last else [],
        "seconds": round(found.seconds, 3),
    }
    if found.last is not None and found.last.normaliser is not None:
        document["normaliser"] = {"value": _normaliser(found.last)["value"]}
    lines = [
        f"{str(found.verdict).upper()}: {found.reason}",
        *(f"  {i}. {step}" for i, step in enumerate(found.steps, 1)),
    ]
    if found.last is not None:
        lines += _ends(found.last)
    if "normaliser" in document:
        lines.append(f"  Z = {document['normaliser']['value']}")
    return document, lines, DECIDED if found.verdict == "proper" else OTHERWISE


def _of_condition(found: Condition) -> Answered:
    verdict = {"True": "proper", "False": "improper"}.get(found.condition, "conditional")
    if found.undecided != "False":
        verdict = "undecided" if found.condition == "False" else verdict
    document = {
        "verdict": verdict,
        "condition": None if verdict == "undecided" else found.condition,
        "undecided": None if found.undecided == "False" else found.undecided,
        "confirmed": {"cases": found.confirmed.cases, "asked": found.confirmed.asked, "alike": found.confirmed.alike},
        "seconds": round(found.seconds, 3),
    }
    lines = [f"{verdict.upper()}: proper if and only if {found.condition}"]
    if found.undecided != "False":
        lines = [f"{verdict.upper()}: proper where {found.condition}; undecided where {found.undecided}"]
    made = found.confirmed
    lines.append(
        f"  exact algebra; of {made.cases} cases, {made.asked} were put to the balls, and {made.alike} decided alike"
    )
    decided = verdict in ("proper", "conditional") and found.undecided == "False"
    return document, lines, DECIDED if decided else OTHERWISE
