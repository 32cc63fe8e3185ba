"""Templates: a first scenario file, its comments taken from the model's own declarations."""

from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path

from omsrisk.core.phasing.above_today import today_of
from omsrisk.core.pricing.catalogue import ITEMS_IF_IT_FAILS
from omsrisk.core.pricing.derived import CATEGORIES
from omsrisk.scenario.schema.paths import KeyShape, known_inputs, shapes_of
from omsrisk.scenario.schema.priced.section import Element, Section
from omsrisk.scenario.schema.scenario_file import ScenarioFile

_NAMES = {
    "integrations": "ERP",
    "departments": "Fulfilment",
    "stabilisation.items": "Temporary staff",
    ITEMS_IF_IT_FAILS.path: "Recovery team",
    "stopping.items": "Exit fee",
    "programme.items": "Consultants",
    "recoveries": "Insurance",
    "capital.items": "Licences",
    "mitigations": "Shorter delay",
    "gaps": "Returns",
    "governance.escalation_ladder": "Integration owner",
    "governance.affected": "Order desk",
    "status.behind": "Data migration",
    "waivers": "EXP007",
    "variants": "Twice the delay",
}
_COURSE = "profile"
_UNTIL_DAY = 7

_COUNTED = "working_days"
"""An input that stands beside what the template's calendar says: it would be said twice."""

_BY_QUANTITY = ("quantity", "unit_cost")
_LEFT_OUT = {
    "": ("$schema", "extends", "stop_if_a_phase_fails"),
    "data_misalignment": ("number_of_orders",),
    "data_misalignment.integrations": ("error_correction_cost", "data_inaccuracy_rate"),
    "training_deficit": ("hours",),
    "training_deficit.departments": ("cost_per_hour", "incompletion_rate"),
    "programme.items": ("amount",),
    "stabilisation.items": ("amount", "quantity"),
    "capital": ("items",),
    "mitigations": (),
    "gaps": (),
}
_CRITERIA = ("benchmark", "customer_demand", "stock", "speed", "reporting", "expertise", "support",
             "integration", "track_record", "erp", "crm", "supply_chain", "integrity", "downtime",
             "security", "training", "change_management", "monitoring", "feedback")  # fmt: skip
_TEXTS = {
    "description": "What goes live, when and for whom",
    "approach": "phased",
    "go_live": "2027-02-15",
    "backup_go_live": "2027-04-12",
    "earliest_go_live": "2027-01-18",
    "if_a_phase_fails": "pause",
    "learning": "{stabilisation.productivity.dip: 20%}",
    "horizon": "2027-12-31",
    "concurrent": "[Warehouse system]",
    "catch_up_capacity": "130%",
    "follows_season": "true",
    "discount_rate": "8%",
    "working_days": "[mon, tue, wed, thu, fri, sat]",
    "holidays": "[2027-03-26, 2027-03-29]",
    "if_live_from": "[{date: 2027-04-12, set: {likelihood: 20%}}]",
    "owner": "Ada Kern",
    "from": "2026-09-01",
    "until": "2027-08-31",
    "reports_to": "Steering committee",
    "members": "[Ben Roth (IT), Cleo Marsh (operations), Dan Ives (sales)]",
    "meets_every_days": "14",
    "response_hours": "24",
    "status_report_every_days": "7",
    "processes": "[Order entry, Returns]",
    "it": "[Order entry]",
    "operations": "[Returns]",
    "governance.escalation_ladder.within_hours": "24",
    "governance.affected.people": "12",
    "governance.affected.represented_by": "Cleo Marsh",
    "governance.affected.informed": "true",
    "areas": "[Order entry, Returns]",
    "fits": "[Order entry]",
    "to": "2026-09-30",
    "status": "open",
    "due": "2027-01-15",
    "evidence": "Minutes of the steering committee",
    "as_of": "2026-12-01",
    "status.behind.days": "3",
    "status.behind.impact": "None on the go-live",
    "limits": "{net_exposure: 2000000}",
    **dict.fromkeys(_CRITERIA, "As agreed"),
    "stabilisation.items.per": "ticket",
    "stabilisation.items.grace_days": "1",
    "programme.items.from": "2026-11-02",
    "programme.items.to": "2027-03-31",
    "waivers.reason": "Managing the change is in the days of the consultants",
    "waivers.until": "2027-06-30",
    "waivers.approved_by": "Steering committee",
    "mitigations.on": "2027-01-18",
    "mitigations.taken": "false",
    "mitigations.owner": "Head of IT",
    "mitigations.effects": "{delay.duration_days: {multiply: 0.5}}",
    "variants.set": "{delay.duration_days: 6}",
    "gaps.decision": "change_process",
    "gaps.effects": "{delay.duration_days: {multiply: 1.1}}",
    "gaps.on": "2026-12-14",
    "gaps.decided_by": "Steering committee",
}
_WAYS_TO_DOUBT = (
    "{{low: {one.low}, likely: {one.likely}, high: {one.high}}}",
    "{{p5: {one.low}, likely: {one.likely}, p95: {one.high}}}",
    "{{mean: {one.likely}, sd: 5%}}",
)
_SAID_OF_A_VALUE = (
    "{{value: {example}, source: Order statistics of 2025, note: Without returns, owner: Ada Kern, "
    "as_of: 2026-09-01, monitored: {{owner: Ben Roth, every_days: 7}}}}"
)
_PHASES = {"Pilot": "40%", "Rest": "60%"}
_COVERING = "Pilot"
COVERS = "covers"
_COMMENT_AT = 38


def first_template(currency: str = "USD", approach: str | None = None) -> str:
    """
    Write the source's worked example; the other categories wait, commented out.

    Args:
        currency: Its code; the amounts stay those of the example.
        approach: Such as `phased`, which brings two phases; None for no word of it.
    """
    lines = ["omsrisk: 1", "name: Worked example", f"currency: {currency}"]
    lines += [] if approach is None else [f"approach: {approach}"]
    shapes = shapes_of(ScenarioFile)
    sections: dict[str, list[str]] = {}
    for kind in CATEGORIES:
        for path in kind.needed_inputs():
            section, _, key = path.rpartition(".")
            sections.setdefault(section, []).append(key)
    active = [path.rpartition(".")[0] for path in CATEGORIES[0].needed_inputs()]
    for name, keys in sections.items():
        shape = shapes[name]
        block = [commented(f"{name}:", shape.description)]
        inner = shapes_of(shape.section or Section)
        block += [input_line(inner[key], "  ") for key in dict.fromkeys(keys)]
        lines += block if name in active else [f"# {line}" for line in block]
    lines += [*phase_lines(approach), MORE]
    return "\n".join(lines) + "\n"


MORE = "# More: omsrisk explain | omsrisk init --full full.yaml"
"""The last line of a first file."""


def phase_lines(approach: str | None) -> Iterator[str]:
    """
    Write the phases of a first file, where its way of going live has some.

    Args:
        approach: Such as `phased`.
    """
    if approach == "phased":
        yield commented("phases:", shapes_of(ScenarioFile)["phases"].description)
        for name, part in _PHASES.items():
            yield f"  - {{name: {name}, share_of_orders: {part}}}"


def full_template(currency: str = "USD") -> str:
    """
    Write every section with its example values, so that it runs as it stands.

    Ranges, correlations, waivers and sources are among them.

    Args:
        currency: Its code; the amounts stay those of the example.
    """
    lines = ["omsrisk: 1", "name: Every section", f"currency: {currency}"]
    lines += _section(ScenarioFile, "", "", _written_in_full())
    return "\n".join(lines) + "\n"


def _written_in_full() -> dict[str, str]:
    """
    Write out what may stand in the place of a number, and what speaks of inputs by their paths.

    A range, an interval, and a mean with its deviation take the place of the first shares whose range
    was found; all that may be said of a number stands beside the first.
    """
    known = known_inputs()
    first = CATEGORIES[0].needed_inputs()[0]
    found = (
        (path, one.declaration.documented)
        for path, one in known.items()
        if one.kind.is_share and "*" not in path and one.declaration.documented is not None
    )
    in_doubt = [  # an interval has no end that lies above the rate of today
        (path, one)
        for path, one in found
        if one.likely == known[path].declaration.example and not today_of(path)
    ]
    texts = {
        path: way.format(one=one) for way, (path, one) in zip(_WAYS_TO_DOUBT, in_doubt, strict=False)
    }
    texts[first] = _SAID_OF_A_VALUE.format(example=known[first].declaration.example)
    pair = ", ".join(list(texts)[:2])
    texts["correlations"] = f"[{{inputs: [{pair}], rank_correlation: 0.3}}]"
    of_a_section, of_an_input = CATEGORIES[1].section, CATEGORIES[0].needed_inputs()[-1]
    texts["sources"] = f"{{{of_a_section}: Workshop of 2026-09-14, {of_an_input}: Trial migration}}"
    return texts


def _section(
    section: type[Section], prefix: str, indent: str, in_full: Mapping[str, str]
) -> Iterator[str]:
    done = ("omsrisk", "name", "currency") if not prefix else ()
    left_out = (*done, *_LEFT_OUT.get(prefix.rstrip("."), ()))
    for key, shape in shapes_of(section).items():
        if key in left_out:
            continue
        path = prefix + key
        if shape.section is not None:
            yield indent + commented(f"{key}:", shape.description, indent)
            yield from _section(shape.section, f"{path}.", f"{indent}  ", in_full)
        elif shape.declaration is not None:
            if key != _COUNTED:
                yield input_line(shape, indent, in_full.get(path, ""))
        elif key == "phases":
            yield commented(f"{key}:", shape.description)
            for name, share in _PHASES.items():
                yield f"  - name: {name}"
                yield f"    share_of_orders: {share}"
                yield from _covers(shape.element) if name == _COVERING else ()
        elif key == _COURSE and shape.element is not None:
            yield indent + commented(f"{key}:", shape.description, indent)
            yield from _course(shape.element, f"{indent}  ")
        elif shape.element is not None:
            yield indent + commented(f"{key}:", shape.description, indent)
            yield from _element(shape.element, path, f"{indent}  ")
        elif (text := in_full.get(path) or _TEXTS.get(path) or _TEXTS.get(key)) is not None:
            yield indent + commented(f"{key}: {text}", shape.description, indent)


def _covers(phase: type[Element] | None) -> Iterator[str]:
    """Let a phase cover what the lists of the template have."""
    covers = shapes_of(phase or Element)[COVERS]
    yield "    " + commented(f"{COVERS}:", covers.description, "    ")
    for key, shape in shapes_of(covers.section or Section).items():
        yield "      " + commented(f"{key}: [{_NAMES[key]}]", shape.description, "      ")


def _course(element: type[Element], indent: str) -> Iterator[str]:
    """Write a first part, and one that goes on."""
    shapes = shapes_of(element)
    last = shapes[element.name_key]
    yield f"{indent}- " + commented(f"{last.key}: {_UNTIL_DAY}", last.description, f"{indent}  ")
    yield input_line(shapes["index"], f"{indent}  ")
    yield f"{indent}- index: 1"


def _element(element: type[Element], path: str, indent: str) -> Iterator[str]:
    name = _NAMES.get(path) or _NAMES.get(path.rpartition(".")[2], "Example")
    yield f"{indent}- {element.name_key}: {name}"
    left_out = _LEFT_OUT.get(path, _BY_QUANTITY)
    for shape in shapes_of(element).values():
        text = _TEXTS.get(f"{path}.{shape.key}")
        if shape.declaration is not None and shape.key not in left_out:
            yield input_line(shape, f"{indent}  ")
        elif text is not None:
            yield f"{indent}  " + commented(f"{shape.key}: {text}", shape.description, f"{indent}  ")


def input_line(shape: KeyShape, indent: str, value: str = "") -> str:
    """
    Write the line of an input.

    Args:
        shape: Its key.
        indent: What stands before it.
        value: Its value; the example of its declaration where there is none.
    """
    declaration = shape.declaration
    assert declaration is not None  # noqa: S101 - the caller has looked
    unit = "" if declaration.unit == "1" else f" [{declaration.unit}]"
    text = f"{shape.key}: {value or declaration.example}"
    return indent + commented(text, declaration.description.rstrip(".") + unit, indent)


def commented(text: str, comment: str, indent: str = "") -> str:
    """Write what stands on a line, and what it means behind it, below each other."""
    return f"{text:<{_COMMENT_AT - len(indent)}}  # {comment.rstrip('.')}"


def documented_cases() -> dict[str, str]:
    """
    Read the documented failures that come with omsrisk, by the stem of their file.

    They lie in the package; in a checkout they lie in `scenarios/cases`.
    """
    folder = files("omsrisk") / "cases"
    if not folder.is_dir():
        folder = Path(__file__).parents[3] / "scenarios" / "cases"
    return {
        entry.name.removesuffix(".yaml"): entry.read_text(encoding="utf-8")
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".yaml") and not entry.name.startswith(".")
    }
