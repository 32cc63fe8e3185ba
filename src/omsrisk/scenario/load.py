"""Loading: a file, its bases and the values of the command line, to a scenario that is valid."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from omsrisk.core.pricing.case import Case
from omsrisk.errors import CannotReadError, UsageError
from omsrisk.real_paths import real_path
from omsrisk.scenario.building.merging import UnknownPathError, merge, put
from omsrisk.scenario.building.validation import Validation
from omsrisk.scenario.documents.decimals import shown as quoted
from omsrisk.scenario.documents.findings import Finding, InvalidScenarioError, Severity, at, in_order
from omsrisk.scenario.documents.nodes import JsonObject, List, Map, Node, Origin, Scalar
from omsrisk.scenario.own_options import OverFiles, OwnOptions
from omsrisk.scenario.reading import files
from omsrisk.scenario.reading.bounds import beyond_bases, beyond_bounds
from omsrisk.scenario.reading.reader import UnreadableError, parse, read
from omsrisk.scenario.schema.currencies import minor_digits
from omsrisk.scenario.schema.scenario_file import VARIANTS, ScenarioFile
from omsrisk.text import visible

if TYPE_CHECKING:
    from omsrisk.scenario.building.like_documents import Alike, LikeDocument, LikeDocuments
    from omsrisk.scenario.building.variants import Variant
    from omsrisk.scenario.reading.alike import LikeTexts
    from omsrisk.scenario.schema.limits import Limit

MAX_EXTENDS = 8
_FEW_TEXTS = 10
"""Texts that are read before it is looked out for those that are alike."""

_BASES_KEPT = 64
"""Bases that are kept for the next scenario: of thousands of scenarios, each may have its own."""


class Scenario(NamedTuple):
    """
    A valid scenario, its bases merged in.

    Attributes:
        file: As the user named it.
        name: What reports call it.
        currency: Code of ISO 4217.
        minor_digits: Digits after the point of its amounts.
        approach: Labels such as `big-bang`; they compute nothing.
        content: The validated file.
        case: Its inputs, as the exposure model prices them.
        findings: Warnings and information.
        root: The merged document, for places.
        independent: Paths whose ranges take a quantile of their own in each phase.
        written: The bytes of the file, without its bases.
        variants: The slugs of the variants that the file names; none of a variant itself.
        alike: It and all that differ from it in values alone, where others were read before.
    """

    file: str
    name: str
    currency: str
    minor_digits: int
    approach: tuple[str, ...]
    content: ScenarioFile
    case: Case
    findings: tuple[Finding, ...]
    root: Map
    independent: tuple[str, ...] = ()
    written: bytes = b""
    variants: tuple[str, ...] = ()
    alike: "Alike | None" = None

    def __repr__(self) -> str:
        """Say in a line what it is called, and where it came from."""
        return f"<Scenario {visible(self.file)}: {visible(self.name)}, {self.currency}>"

    @property
    def own_file(self) -> str:
        """The file itself, also where `file` names one of its variants."""
        return self.root.origin.name

    @property
    def is_status_quo(self) -> bool:
        """Whether it says of itself that nothing goes live in it."""
        return "status-quo" in self.approach

    @property
    def limits(self) -> "tuple[Limit, ...]":
        """The most that its metrics may come to, as the file states it."""
        found: tuple[Limit, ...] | None = self.content.__dict__.get("limits")
        return found or ()


_NOTHING = OwnOptions()


class Loader:
    """
    Loads scenarios, and reads a base that many of them extend only once.

    Args:
        overrides: Values by path, as `--set` takes them: they stand over every file.
        read_bytes: How to fetch a file's bytes.
        stdin_name: What to call standard input.
        taken: Names of the mitigations to take, as `--with` does.
        follow_links: How to follow the links of a path: files of a commit have links of their own.
        independent: Paths whose ranges take a quantile of their own in each phase.
        own: What stands over one file alone, by the name of that file.
        allows_missing: Whether a file that only lacks inputs is loaded, too: it cannot be priced.
    """

    def __init__(
        self,
        overrides: Mapping[str, str] | None = None,
        read_bytes: Callable[[str], bytes] = files.read_bytes,
        stdin_name: str = files.STDIN_NAME,
        taken: Sequence[str] = (),
        follow_links: Callable[[str], str] = real_path,
        independent: Sequence[str] = (),
        own: Mapping[str, OwnOptions] | None = None,
        *,
        allows_missing: bool = False,
    ) -> None:
        self._allows_missing = allows_missing
        self._own = dict(own or {})
        self._independent = tuple(independent)
        self._overrides = dict(overrides or {})
        self._taken = tuple(taken)
        self._read_bytes = read_bytes
        self.stdin_name = stdin_name
        self._follow_links = follow_links
        self._bases: dict[tuple[Path, Path], Map] = {}
        self._names: dict[str, None] = {}
        self._texts_read = 0
        self._like_texts: LikeTexts | None = None
        self._like_documents: LikeDocuments | None = None

    def __getstate__(self) -> JsonObject:
        """Go to another process without what was read: it reads what it needs."""
        return {
            **self.__dict__,
            "_bases": {},
            "_names": {},
            "_like_texts": None,
            "_like_documents": None,
        }

    def put_over(self, given: OverFiles) -> None:
        """
        Put values and mitigations over files, in place of those given so far.

        Args:
            given: What stands over all files, and what over one.
        """
        self._overrides, self._taken = dict(given.overrides), given.taken
        self._own = dict(given.own)

    def files_read(self) -> list[str]:
        """List every base that was read: what an output may not overwrite."""
        return list(self._names)

    def content_of(self, path: str) -> bytes:
        """
        Read the bytes of a file.

        Args:
            path: The file, or `-` for standard input.

        Raises:
            CannotReadError: They cannot be fetched.
        """
        return self._read_bytes(path)

    def load(self, path: str, content: bytes | None = None, variant: str = "") -> Scenario:
        """
        Load one scenario.

        Args:
            path: The file, or `-` for standard input.
            content: Its bytes, where somebody has fetched them already.
            variant: The name of one of its variants; empty for the file as it stands.

        Raises:
            CannotReadError: Its bytes cannot be fetched.
            UsageError: A value of the command line is wrong, or the file has no such variant.
            InvalidScenarioError: The file, or a base, is not valid; it carries all findings.
        """
        name = self.stdin_name if path == files.STDIN else path
        if content is None:
            content = self._read_bytes(path)
        document = self.merged(path, content)
        root = document
        known: tuple[Variant, ...] = ()
        chosen: Variant | None = None
        own = self._own.get(path, _NOTHING)
        head = f"{path}{files.VARIANT_SIGN}"
        over_variants = [one.removeprefix(head) for one in self._own if one.startswith(head)]
        if variant or over_variants or VARIANTS in document.entries:
            root, known, chosen = self._as_varied(document, variant, name, over_variants)
        if chosen is not None:
            own = own.with_those_of(self._own.get(f"{head}{chosen.slug}", _NOTHING))
        overrides = {**self._overrides, **own.overrides}
        root = _with_overrides(root, overrides, dict.fromkeys(own.overrides, f"{name}:"))
        beyond = beyond_bounds(root)
        if beyond:
            raise InvalidScenarioError(in_order(beyond))
        taken = (*self._taken, *own.taken)
        unnamed = _stem_of(name) if path != files.STDIN else "standard input"
        if root is document and not (known or overrides or taken or self._independent):
            like = self._like(root)
            if like is not None:
                return _scenario(name, unnamed, root, content, like.file, like.case, like.alike)
        validation, file, case, findings = self._validated(root, overrides)
        if overrides:
            from omsrisk.scenario.building.keeping import note_of

            notes = (note_of(case, "--set", target) for target in overrides)
            findings += [note for note in notes if note is not None]
        decided = validation.decided
        if taken or decided or any(one.modify and one.effects for one in case.gaps):
            from omsrisk.scenario.building.taking import take

            case, told = take(case, taken, name, validation.place_of, decided)
            findings += told
            if any(one.severity is Severity.ERROR for one in told):
                raise InvalidScenarioError(in_order(findings))
        if chosen is None and known:
            findings += self._found_in_variants(document, known)
            if any(one.severity is Severity.ERROR for one in findings):
                raise InvalidScenarioError(in_order(findings))
        scenario = _scenario(name, unnamed, root, content, file, case)._replace(
            findings=tuple(findings), independent=self._independent
        )
        if chosen is None:
            return scenario._replace(variants=tuple(one.slug for one in known))
        return scenario._replace(file=f"{name}{files.VARIANT_SIGN}{chosen.slug}", name=chosen.name)

    def _validated(
        self, root: Map, overrides: Mapping[str, str]
    ) -> tuple[Validation, ScenarioFile, Case, list[Finding]]:
        """
        Validate a document in full.

        Raises:
            UsageError: A value of the command line is wrong.
            InvalidScenarioError: The document is not valid.
        """
        validation = Validation(root, tuple(overrides), self._independent)
        findings = in_order(validation.findings)
        file, case = validation.file, validation.case
        if self._allows_missing and validation.begun is not None:
            file, case = validation.begun
            lacks = [one for one in findings if one.severity is Severity.ERROR]
            findings = [one for one in findings if one not in lacks]
        if file is None or case is None:
            _raise_for_options(findings)
            raise InvalidScenarioError(findings)
        return validation, file, case, findings

    def _like(self, root: Map) -> "LikeDocument | None":
        """Validate a document like one before; None where it is to be validated in full."""
        if self._like_texts is None:  # few were read
            return None
        if self._like_documents is None:
            from omsrisk.scenario.building.like_documents import LikeDocuments

            self._like_documents = LikeDocuments()
        return self._like_documents.validated(root)

    @staticmethod
    def _as_varied(
        document: Map, variant: str, name: str, over_variants: Iterable[str]
    ) -> tuple[Map, "tuple[Variant, ...]", "Variant | None"]:
        """
        Find the variants of a file, and put the one that is asked for over it.

        Raises:
            UsageError: It has no such variant, or none that something is to be put over.
            InvalidScenarioError: The variant sets what cannot be set.
        """
        from omsrisk.scenario.building.variants import asked_for, variants_of, varied

        known = variants_of(document)
        if variant:
            chosen = asked_for(known, variant, name)
            root, refused = varied(document, chosen)
            if refused:
                raise InvalidScenarioError(in_order(refused))
            return root, known, chosen
        for one in over_variants:  # what is put over one that is not there would have no effect
            asked_for(known, one, name)
        return document, known, None

    def _found_in_variants(self, document: Map, variants: "Iterable[Variant]") -> list[Finding]:
        """Find what is wrong or odd in the variants of a file, and not in the file as it stands."""
        from omsrisk.scenario.building.variants import of_a_variant, varied

        plainly = Validation(document, (), self._independent).findings
        found: list[Finding] = []
        for one in variants:
            root, refused = varied(document, one)
            validation = Validation(root, (), self._independent)
            found += [*refused, *of_a_variant(one.name, validation.findings, plainly)]
        return found

    def merged(self, path: str, content: bytes | None = None) -> Map:
        """
        Read one file and merge its bases into it; nothing of it is judged.

        Args:
            path: The file, or `-` for standard input.
            content: Its bytes, where somebody has fetched them already.

        Raises:
            CannotReadError: Its bytes cannot be fetched.
            InvalidScenarioError: It is no document, or a base cannot be read.
        """
        name = self.stdin_name if path == files.STDIN else path
        if content is None:
            content = self._read_bytes(path)
        try:
            return self._with_bases(_map_of(self._read(name, content)), name, ())
        except UnreadableError as error:
            raise InvalidScenarioError([error.finding]) from None

    def _read(self, name: str, content: bytes) -> Node:
        """Read a document; of many, those that are alike need no parsing."""
        self._texts_read += 1
        if self._texts_read <= _FEW_TEXTS:
            return read(name, content)[1]
        if self._like_texts is None:
            from omsrisk.scenario.reading.alike import LikeTexts

            self._like_texts = LikeTexts()
        return self._like_texts.read(name, content)

    def _with_bases(self, root: Map, name: str, chain: tuple[Path, ...]) -> Map:
        """Merge what the file extends under it; the key itself is then spent."""
        extends = root.entries.get("extends")
        if extends is None:
            return root
        beyond = beyond_bases(extends)
        if beyond is not None:
            raise UnreadableError(beyond)
        here = Path(name) if name != self.stdin_name else Path("stdin.yaml")
        chain = (*chain, Path(self._follow_links(str(here))))
        merged: Map | None = None
        for node in extends.items if isinstance(extends, List) else [extends]:
            if not isinstance(node, Scalar) or node.is_null:
                continue  # the model says what is wrong with it
            base = self._base(node, here, chain)
            merged = base if merged is None else merge(merged, base)
        if merged is None:
            return root
        whole = merge(merged, root)
        kept = {key: one for key, one in whole.entries.items() if key != "extends"}
        return whole.like(kept, whole.keys)

    def _base(self, node: Scalar, here: Path, chain: tuple[Path, ...]) -> Map:
        def refuse(message: str, hint: str = "") -> UnreadableError:
            finding = at(node, "SCN201", message, hint=hint, path="extends")
            return UnreadableError(finding)

        shown = quoted(node.text).strip("`")
        if "\0" in node.text:
            raise refuse(f"the base `{shown}` cannot be read: its name holds a NUL")
        target = here.parent / node.text
        if Path(node.text).is_absolute():
            raise refuse(f"the base `{shown}` is an absolute path", "name it relative to this file")
        resolved = Path(self._follow_links(str(target)))
        project = files.project_of(str(chain[0]))
        if not resolved.is_relative_to(project):
            raise refuse(
                f"the base `{shown}` lies outside the project",
                "a base lies in the folder of the scenario, or in the same git work tree",
            )
        if resolved in chain:
            names = [one.name for one in chain[chain.index(resolved) :]]
            raise refuse(f"the bases form a cycle: {' -> '.join([*names, resolved.name])}")
        if len(chain) > MAX_EXTENDS:
            raise refuse(f"`extends` is nested deeper than {MAX_EXTENDS} files")
        key = (resolved, project)
        if key not in self._bases:
            try:
                content = self._read_bytes(str(target))
            except CannotReadError as error:
                reason = error.message.rpartition(": ")[2]
                raise refuse(f"the base `{shown}` cannot be read: {reason}") from None
            _, document = read(_relative(target), content)
            self._names[str(resolved)] = None
            base = self._with_bases(_map_of(document), str(target), chain)
        else:
            base = self._bases.pop(key)
        # the one asked for last stands last: the first is the one to forget
        self._bases[key] = base
        if len(self._bases) > _BASES_KEPT:
            del self._bases[next(iter(self._bases))]
        return base


def _stem_of(name: str) -> str:
    return os.path.splitext(os.path.basename(name))[0]  # noqa: PTH119, PTH122 - hot path


def _scenario(
    name: str,
    unnamed: str,
    root: Map,
    content: bytes,
    file: ScenarioFile,
    case: Case,
    alike: "Alike | None" = None,
) -> Scenario:
    """Make a scenario of what was validated; where it has no name of its own, it is called so."""
    currency = str(file.currency)
    return Scenario(
        file=name,
        name=file.name if file.name and file.name.strip() else unnamed,
        currency=currency,
        minor_digits=minor_digits()[currency],
        approach=file.approach or (),
        content=file,
        case=case,
        findings=(),
        root=root,
        written=content,
        alike=alike,
    )


def _relative(path: Path) -> str:
    return os.path.normpath(path)


def _map_of(node: Node) -> Map:
    if isinstance(node, Map):
        return node
    hint = "one file holds one scenario" if isinstance(node, List) else ""
    noun = "a list" if isinstance(node, List) else "text"
    raise UnreadableError(
        at(node, "SCN101", f"expected a map of keys at the top level, found {noun}", hint=hint)
    )


def _with_overrides(root: Map, overrides: Mapping[str, str], of_file: Mapping[str, str]) -> Map:
    """Put the values of the command line over a document, and tell all that is wrong with them."""
    problems: list[UsageError] = []
    for target, text in overrides.items():
        try:
            root = _overridden(root, target, text, of_file.get(target, ""))
        except UsageError as error:
            problems.append(error)
    if problems:
        hint = problems[0].hint if len(problems) == 1 else ""
        raise UsageError("\n".join(error.message for error in problems), hint)
    return root


def _overridden(root: Map, target: str, text: str, of_file: str) -> Map:
    option = f"--set {visible(of_file + target)}"
    if target.split(".", maxsplit=1)[0] == "extends":
        raise UsageError(f"{option}: `extends` is followed in files only")
    origin = Origin(option, text, is_option=True)
    try:
        if not text.strip():
            raise UsageError(f"{option}: there is no value", "write PATH=VALUE")
        return put(root, target, parse(origin))
    except UnknownPathError as error:
        raise UsageError(f"{option}: {error.message}", error.hint) from None
    except UnreadableError as error:
        if error.finding.code == "SCN005":
            error.finding = error.finding._replace(
                message="there is no value", hint="write PATH=VALUE"
            )
        _raise_for_options([error.finding])
        raise


def _raise_for_options(findings: Iterable[Finding]) -> None:
    """Turn findings in a value of the command line into an error of usage."""
    told = [
        one for one in findings if one.file.startswith("--set ") and one.severity is Severity.ERROR
    ]
    if told:
        places = [f"{one.file}:{one.line}:{one.column}: {one.message}" for one in told]
        raise UsageError("\n".join(places), told[0].hint if len(told) == 1 else "")


def load(
    path: str | os.PathLike[str] | Mapping[str, object],
    overrides: Mapping[str, str | Decimal] | None = None,
    *,
    taken: Sequence[str] = (),
) -> Scenario:
    """
    Load one scenario from a file, or from a mapping that says what a file would.

    Args:
        path: The file; or maps, lists, texts, numbers and dates under the keys of a file. A text is
            read as an author writes it, such as `17.5%`.
        overrides: Values by input path that stand over the file, as text or number.
        taken: Names of the mitigations to take: their effects act, their cost joins the programme.

    Returns:
        The valid scenario.

    Raises:
        CannotReadError: The file's bytes cannot be fetched.
        UsageError: An override is wrong, there is no such mitigation, or a mapping holds what no file
            can say.
        InvalidScenarioError: The file is not valid; it carries all findings.
    """
    texts = {target: str(value) for target, value in (overrides or {}).items()}
    if isinstance(path, Mapping):
        from omsrisk.scenario.mapped import MAPPING, text_of

        return Loader(texts, taken=taken).load(MAPPING, text_of(path).encode("utf-8"))
    return Loader(texts, taken=taken).load(os.fspath(path))
