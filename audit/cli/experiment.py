"""The command `experiment`: networks with sparse variational dropout, trained, pruned and measured; and records run again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from audit.cli.progress import counted
from audit.cli.screen import emit
from audit.cli.writing import Outputs
from audit.errors import InputError

if TYPE_CHECKING:
    from audit.experiments.sparse.comparison import Comparison
    from audit.experiments.sparse.images import Source
    from audit.experiments.sparse.settings import Settings

MOST_SEEDS = 1000
MOST_SHOWN = 20
"""Changes that are printed; --json has all of them."""


def register(app: typer.Typer) -> None:
    """Adds the command of this file to the program."""
    app.command("experiment")(_experiment)


def _option(text: str, metavar: str) -> Any:
    return typer.Option(metavar=metavar, help=text)


def _experiment(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="digits, digits-priors, digits-convolutional, digits-quick, or mnist.")
    ],
    data: Annotated[Path | None, _option("Folder with the four IDX files, for mnist.", "DIR")] = None,
    network: Annotated[str | None, _option("dense or convolutional.", "NAME")] = None,
    kl: Annotated[str | None, _option("Only these: exact, molchanov2017, kingma2015, bound.", "LIST")] = None,
    parametrisation: Annotated[str | None, _option("Only these: multiplicative, additive, clipped.", "LIST")] = None,
    prior: Annotated[str | None, _option("Only these: log-uniform, ard, gaussian, horseshoe, ...", "LIST")] = None,
    noise_rate: Annotated[str | None, _option("Learning rates of the noise, in units of the rate.", "LIST")] = None,
    rate: Annotated[float | None, _option("Learning rate of Adam at the start.", "X")] = None,
    epochs: Annotated[int | None, _option("Passes over the data.", "N")] = None,
    seeds: Annotated[int | None, _option("How many seeds: 0, 1, ...", "N")] = None,
    device: Annotated[str, _option("cpu, or cuda.", "NAME")] = "cpu",
    jobs: Annotated[int, _option("Runs at a time; 0 for one each processor.", "N")] = 1,
    checkpoints: Annotated[Path | None, _option("Folder for checkpoints.", "DIR")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on from the checkpoints.")] = False,
    out: Annotated[Path | None, _option("Write the record, as JSON.", "FILE")] = None,
    compare: Annotated[str | None, _option("A record to run again; `recorded` for the one kept here.", "FILE")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON to standard output.")] = False,
) -> int:
    """Train, prune and measure networks; or run a record again."""
    from audit.experiments.sparse.comparison import compare as compared
    from audit.experiments.sparse.conduct import Storage, conduct
    from audit.experiments.sparse.grids import restricted
    from audit.experiments.sparse.record import record_text

    if jobs < 0:
        raise InputError(f"--jobs {jobs}", "a number >= 0", "--jobs 2")
    changed = {"network": network, "noise_rate": noise_rate, "rate": rate, "epochs": epochs, "seeds": seeds}
    given = {option: value for option, value in changed.items() if value is not None}
    record = None if compare is None else _record(name, compare, given)
    settings = _settings(name, record, given)
    settings = restricted(settings, kl=_words(kl), parametrisation=_words(parametrisation), prior=_words(prior))
    source = _source(settings, data, record)
    total = len(settings.cells) * len(settings.seeds) * settings.epochs
    with Outputs({"--out": out}) as outputs:
        with counted(total, hidden=as_json) as tick:
            found = conduct(settings, source, device, jobs, Storage(checkpoints, resume), tick)
        result = {"experiment": name, "environment": _environment()} | found
        if "--out" in outputs:
            outputs.write("--out", record_text(result))
    comparison = None if record is None else compared(record["cells"], result["cells"])
    emit(_as_json(result, comparison) if as_json else _as_text(result, record, comparison))
    return 0 if comparison is None or comparison.agrees else 1


def _record(name: str, compare: str, given: Mapping[str, object]) -> dict[str, Any]:
    """The record to run again; its settings stand, so that options which change them are refused."""
    from audit.experiments.recorded import recorded_file
    from audit.experiments.sparse.record import read_record

    if given:
        option = "--" + next(iter(given)).replace("_", "-")
        raise InputError(f"{option} with --compare", "the settings of the record", f"leave out {option}")
    record = read_record(recorded_file(name) if compare == "recorded" else Path(compare))
    if record["experiment"] != name:
        raise InputError(f"{name} with a record of {record['experiment']!r}", "one name", str(record["experiment"]))
    return record


def _settings(name: str, record: Mapping[str, Any] | None, given: dict[str, Any]) -> Settings:
    """Those of the record, or of the experiment with the options that were given."""
    from audit.experiments.sparse.grids import experiment, with_noise_rates
    from audit.experiments.sparse.settings import from_table
    from audit.numerics.exact import whole

    if record is not None:
        return from_table(record["settings"])
    settings = experiment(name).settings
    rates = given.pop("noise_rate", None)
    if "seeds" in given:
        given["seeds"] = tuple(range(whole(given["seeds"], "--seeds", 1, MOST_SEEDS, "--seeds 3")))
    settings = replace(settings, **given)
    return settings if rates is None else with_noise_rates(settings, _numbers(rates))


def _words(text: str | None) -> tuple[str, ...]:
    return () if text is None else tuple(word.strip() for word in text.split(","))


def _numbers(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(word) for word in _words(text))
    except ValueError as cause:
        raise InputError(f"--noise-rate {text}", "numbers above 0 between commas", "--noise-rate 1,10") from cause


def _source(settings: Settings, data: Path | None, record: Mapping[str, Any] | None) -> Source:
    """The images. Raises InputError where --data is missing, not wanted, or not what the record was made with."""
    from audit.experiments.sparse.images import digits_source, idx_source

    if (settings.data == "idx") != (data is not None):
        allowed = "mnist with --data DIR, the others without"
        raise InputError("--data" if data else "mnist without --data", allowed, "mnist --data DIR")
    source = digits_source(settings.rows, settings.test_rows) if data is None else idx_source(data)
    if record is not None and record["data"]["sha256"] != source.sha256:
        raise InputError("other data than the record's", record["data"]["name"], "the same files")
    return source


def _environment() -> dict[str, Any]:
    """Versions and commit; of the platform the system and the machine, since a record is for others to read."""
    import platform

    from audit.runner.environment import environment

    return asdict(environment()) | {"platform": f"{platform.system()} {platform.machine()}"}


def _as_json(result: Mapping[str, Any], comparison: Comparison | None) -> str:
    from audit.experiments.sparse.record import record_text

    if comparison is None:
        return record_text(result)
    changes = [asdict(change) | {"agrees": change.agrees} for change in comparison.changes]
    table = {"numbers": comparison.numbers, "identical": comparison.identical, "agrees": comparison.agrees}
    return record_text({**result, "comparison": {**table, "changes": changes}})


def _as_text(result: Mapping[str, Any], record: Mapping[str, Any] | None, comparison: Comparison | None) -> str:
    from audit.experiments.sparse.shown import lines

    text = [*lines(result), f"{result['seconds']:.0f} s, the runs together"]
    if comparison is not None and record is not None:
        text += ["", *_compared(result, record, comparison)]
    return "\n".join(text) + "\n"


def _compared(result: Mapping[str, Any], record: Mapping[str, Any], comparison: Comparison) -> Sequence[str]:
    """What a comparison says in words."""
    same = all(
        result["environment"][key] == record["environment"].get(key) for key in ("python", "platform", "packages")
    )
    where = "same" if same and result["device"] == record["device"] else "other"
    head = f"{comparison.numbers} intervals against the record ({where} versions, platform and device)"
    if comparison.identical:
        return [f"{head}: every number of every run is identical to the bit"]
    apart = [change for change in comparison.changes if not change.agrees]
    order = apart + [change for change in comparison.changes if change.agrees]
    left = [f"... and {len(order) - MOST_SHOWN} more"] if len(order) > MOST_SHOWN else []
    counts = f"{len(comparison.changes)} changed, {len(apart)} of them with intervals apart"
    return [f"{head}: {counts}", *(change.line() for change in order[:MOST_SHOWN]), *left]
