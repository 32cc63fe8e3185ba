"""Policies that change, or would loosen others: what no longer holds, in words."""

import os
from collections.abc import Iterable, Iterator, Sequence

from omsrisk.analysis.changes.gates import Gate
from omsrisk.checks.changes.change_codes import CHANGE_CODES
from omsrisk.checks.policy.discovery import NAME, CommittedPolicies, PolicyText, read_confined
from omsrisk.checks.policy.limit_settings import stands_for
from omsrisk.checks.policy.policy import WEIGHTS, FolderRules, Policy, is_for
from omsrisk.checks.policy.policy_file import read_policy
from omsrisk.checks.rules import BY_CODE
from omsrisk.errors import CannotReadError
from omsrisk.scenario.documents.findings import Finding, InvalidScenarioError
from omsrisk.scenario.schema.limits import Limit
from omsrisk.text import visible

_KNOWN = tuple(BY_CODE)


def changes_of_policies(committed: CommittedPolicies, files: Iterable[str]) -> Iterator[Finding]:
    """
    Compare the policies of a git ref with those of the work tree.

    Args:
        committed: The policies of the ref.
        files: The files of the work tree, from its top.

    Yields:
        For each policy that is not as it was a finding that names what no longer holds; for one that
        is not valid now what is wrong with it.
    """
    # a policy that git is told to ignore, or does not know, still acts in a work tree
    now = {name for name in files if name.rpartition("/")[2] == NAME}
    for name in sorted({*committed.texts(), *now}):
        path = os.path.relpath(os.path.join(committed.top, name))  # noqa: PTH118 - any text
        before = _policy(committed.text(name)) if name in committed.texts() else Policy()
        if before is None:
            continue  # it was not valid: that the one of the work tree judges is told elsewhere
        try:
            content = read_confined(path) if os.path.lexists(path) else None
            root = os.path.dirname(path)  # noqa: PTH120 - any text
            after = (
                Policy() if content is None else read_policy(path, _KNOWN, root=root, content=content)
            )
        except CannotReadError as error:
            yield _found("POL005", error.message, path, error.hint)
            continue
        except InvalidScenarioError as error:
            yield from error.findings
            continue
        yield from _change(path, before, after, committed.ref)


def _policy(text: PolicyText) -> Policy | None:
    try:
        return read_policy(text.file, _KNOWN, root=text.root, content=text.content)
    except InvalidScenarioError:
        return None


def _change(path: str, before: Policy, after: Policy, ref: str) -> Iterator[Finding]:
    lost = list(loosenings(before, after))
    hint = f"the policy of {visible(ref)} judges until this is merged"
    if lost:
        what = "the policy is removed" if not after.file else "the policy is loosened"
        message = f"{what}: {'; '.join(lost)}"
        yield _found("POL001", message, path, hint)
    elif _content(before) != _content(after):
        what = "the policy is new" if not before.file else "the policy is changed, and not loosened"
        yield _found("POL002", what, path, hint)


def _content(policy: Policy) -> tuple[object, ...]:
    """Return what a policy says, wherever it stands."""
    plain = {name: getattr(policy, name) for name in _SAID}
    return tuple(
        tuple(_unplaced(one) for one in value) if isinstance(value, tuple) else value
        for value in plain.values()
    )


_SAID = ("select", "ignore", "severities", "limits", "folders", "exclude", "waivers_allowed",
         "waivers_need", "required_limits", "max_increase", "max_new", "deletions_allowed",
         "baseline")  # fmt: skip


def _unplaced(one: object) -> object:
    """Take from a limit where it stands."""
    if isinstance(one, Limit):
        return one._replace(origin="")
    if isinstance(one, FolderRules):
        limits, new = (tuple(map(_unplaced, each)) for each in (one.limits, one.max_new))
        return (one.folder, limits, new, one.baseline, one.ignore)
    return one


def loosenings(before: Policy, after: Policy) -> Iterator[str]:
    """
    Say what one policy holds files to and another does not.

    Args:
        before: The one.
        after: The other; without a file where there is none.

    Yields:
        One clause for each thing that no longer holds.
    """
    yield from _of_limits("limit", before.limits, after.limits)
    yield from _of_limits("limit on new scenarios:", before.max_new, after.max_new)
    yield from _of_folders(before, after)
    yield from _of_gates(before.max_increase, after.max_increase)
    if before.baseline is not None and before.baseline != after.baseline:
        yield "the baseline of the gates is another" if after.baseline else "no baseline"
    for name in before.required_limits:
        if name not in after.required_limits:
            yield f"a limit on {name} is no longer required"
    silent = [code for code in _KNOWN if before.counts(code) and not after.counts(code)]
    if silent:
        yield f"no longer asked: {_shown(silent)}"
    yield from _of_severities(before, after, [code for code in _KNOWN if code not in silent])
    if after.waivers_allowed and not before.waivers_allowed:
        yield "waivers are allowed"
    for key in before.waivers_need:
        if key not in after.waivers_need:
            yield f"waivers no longer need {key}"
    if after.deletions_allowed and not before.deletions_allowed:
        yield "deletions are allowed"
    more = [one for one in after.exclude if one not in before.exclude]
    if more:
        yield f"no longer checked: {_shown(more)}"


def _of_limits(what: str, before: Sequence[Limit], after: Sequence[Limit]) -> Iterator[str]:
    for one in before:
        if any(stands_for(other, one) for other in after):
            continue
        same = next((other for other in after if other.metric == one.metric), None)
        yield f"{what} {_limit(one)} -> {'removed' if same is None else _limit(same, one)}"


def _limit(one: Limit, besides: Limit | None = None) -> str:
    """Write a limit; the metric only where it stands alone."""
    parts = [] if besides is not None else [one.metric]
    parts += [f"{one.maximum:,f}"] + ([one.currency] if one.currency else [])
    parts += ["as a warning"] if one.level != "error" else []
    if one.allow_not_assessed:
        parts.append(f"without {', '.join(one.allow_not_assessed)}")
    return " ".join(parts)


def _of_folders(before: Policy, after: Policy) -> Iterator[str]:
    for one in after.folders:
        then = [
            code for other in before.folders if other.folder == one.folder for code in other.ignore
        ]
        more = [code for code in one.ignore if code not in then]
        if more:
            yield f"in {one.folder} no longer asked: {_shown(more)}"
    for one in before.folders:
        others = [other for other in after.folders if other.folder == one.folder]
        for what, mine, theirs in (
            ("limit", one.limits, [each for other in others for each in other.limits]),
            ("limit on new scenarios:", one.max_new, [each for o in others for each in o.max_new]),
        ):
            yield from (f"in {one.folder} {said}" for said in _of_limits(what, mine, theirs))
        if one.baseline is not None and not any(o.baseline == one.baseline for o in others):
            yield f"in {one.folder} the baseline of the gates is another"


def _of_gates(before: Sequence[Gate], after: Sequence[Gate]) -> Iterator[str]:
    for one in before:
        same = [other for other in after if other.metric == one.metric]
        if not any(
            other.is_share == one.is_share
            and other.most <= one.most
            and other.currency == one.currency
            for other in same
        ):
            now = f"{same[0]}".removeprefix(one.metric).strip() if same else "removed"
            yield f"max_increase {one} -> {now}"


def _of_severities(before: Policy, after: Policy, codes: Sequence[str]) -> Iterator[str]:
    lighter: dict[str, list[str]] = {}
    for code in codes:
        was, now = (_weight(one, code) for one in (before, after))
        if WEIGHTS.index(now) < WEIGHTS.index(was):
            lighter.setdefault(now, []).append(code)
    for word, names in lighter.items():
        yield f"weighs {word}: {_shown(names)}"


def _weight(policy: Policy, code: str) -> str:
    severity = policy.severity_of(code, BY_CODE[code].severity)
    return "off" if severity is None else severity.value


_MOST_NAMES = 8


def _shown(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return ", ".join(names[:_MOST_NAMES]) + more


def without_effect(policy: Policy) -> Iterator[Finding]:
    """
    Find what a policy, or one above it, says in vain.

    Args:
        policy: With those above it.

    Yields:
        What a nested policy would loosen, and patterns of folders that there are not.
    """
    for one in policy.chain():
        if one.above is not None:
            for key in _loosening_keys(one):
                message = f"`{key}` would loosen {one.above.file}: it has no effect"
                yield _found(
                    "POL003", message, one.file, "a policy below another one only tightens it"
                )
        for each in one.folders:
            if not _is_somewhere(each.folder, one.root):
                message = f"no folder matches `{each.folder}`: what it says holds for no file"
                yield _found("POL004", message, one.file, "write it relative to the policy")


def _found(code: str, message: str, file: str, hint: str) -> Finding:
    severity = CHANGE_CODES[code].severity
    return Finding(code, severity, visible(message), file, 1, 1, hint=hint)


def _loosening_keys(policy: Policy) -> Iterator[str]:
    above = policy.above
    assert above is not None  # noqa: S101 - only nested policies are asked
    if policy.ignore or any(one.ignore for one in policy.folders):
        yield "ignore"
    if policy.exclude:
        yield "exclude"
    if policy.deletions_allowed and not above.allows_deletions:
        yield "deletions"
    if any(_is_lighter(word, code, above) for code, word in policy.severities.items()):
        yield "severities"


def _is_lighter(word: str, beginning: str, above: Policy) -> bool:
    codes = [code for code in BY_CODE if code.startswith(beginning)]
    return any(WEIGHTS.index(word) < WEIGHTS.index(_weight(above, code)) for code in codes)


def _is_somewhere(pattern: str, root: str) -> bool:
    """Whether there is a folder that a pattern is for; one that is written plainly is looked up."""
    if not any(sign in pattern for sign in "*?["):
        return os.path.isdir(os.path.join(root or ".", pattern.strip("/")))  # noqa: PTH112, PTH118 - any text
    for seen, folder in enumerate(_folders(root or ".")):
        if is_for(pattern, folder) or seen == _MOST_FOLDERS:
            return True
    return False


_MOST_FOLDERS = 20_000
"""So many folders are looked at for a pattern; in a larger tree it is believed."""


def _folders(root: str) -> Iterator[str]:
    """List the folders below one, relative to it, without following links."""
    yield "."
    waiting = [("", root)]
    while waiting:
        name, path = waiting.pop()
        try:
            with os.scandir(path) as entries:
                below = [one for one in entries if one.is_dir(follow_symlinks=False)]
        except OSError:
            continue
        for one in below:
            if one.name != ".git":
                inside = f"{name}/{one.name}" if name else one.name
                yield inside
                waiting.append((inside, one.path))
