"""What is asked of a page: by options, and by a report file, which they stand over."""

import os
import shlex
from decimal import Decimal
from typing import NamedTuple

from omsrisk.cli.more_options.number_options import given_by
from omsrisk.errors import UsageError
from omsrisk.report.board.board_page import SECTIONS
from omsrisk.report.board.report_file import PageAsked, is_report_file, read_report_file
from omsrisk.report.number_style import LOCALES, PLAIN, NumberStyle
from omsrisk.scenario.reading.files import read_bytes
from omsrisk.scenario.schema.choices import nearest
from omsrisk.text import visible


class PageOptions(NamedTuple):
    """
    What is asked of a page.

    Attributes:
        files: The files of the roll-outs.
        title: Of the page; None for one that is made of their names.
        logo: The file of a picture; None for none.
        preferred: The file to look at in depth; None for the lowest mean.
        reference: The file of one that is shown and never ranked; None for none.
        budget: What may be spent on mitigations [money]; None for no bound.
        against: The git ref of the last report; None for none.
        sections: Those that are wanted; all where there are none.
        style: How numbers and days are written.
        beside: What was read besides the roll-outs: the report file, and the picture.
    """

    files: tuple[str, ...]
    title: str | None = None
    logo: str | None = None
    preferred: str | None = None
    reference: str | None = None
    budget: Decimal | None = None
    against: str | None = None
    sections: tuple[str, ...] = ()
    style: NumberStyle = PLAIN
    beside: tuple[str, ...] = ()


def page_options(given: PageOptions) -> PageOptions:
    """
    Put what a report file asks for under the options; without one, return these.

    Args:
        given: What the options ask for.

    Raises:
        CannotReadError: The report file cannot be read.
        InvalidScenarioError: It is not valid.
        UsageError: It is named among other files.
    """
    named = [one for one in given.files if os.path.isfile(one)]  # noqa: PTH113 - any text
    found = {one: read_bytes(one) for one in named}
    reports = [one for one, content in found.items() if is_report_file(content)]
    if reports and len(given.files) > 1:
        message = f"{visible(reports[0])} is a report file, which names its roll-outs itself"
        raise UsageError(message, "name it alone")
    if not reports:
        return given._replace(beside=() if given.logo is None else (given.logo,))
    return _under(read_report_file(reports[0], found[reports[0]]), given)


def _under(asked: PageAsked, given: PageOptions) -> PageOptions:
    said = asked.said
    logo = asked.logo if given.logo is None else given.logo
    files = asked.options if asked.reference is None else (*asked.options, asked.reference)
    own = given.style
    locale = own.locale or said.locale or ""
    return PageOptions(
        files,
        said.title if given.title is None else given.title,
        logo,
        asked.preferred if given.preferred is None else given.preferred,
        asked.reference if given.reference is None else given.reference,
        said.budget if given.budget is None else given.budget,
        said.against if given.against is None else given.against,
        given.sections or said.sections or (),
        LOCALES[locale or "en"]._replace(
            locale=locale,
            unit=own.unit or said.unit or "",
            decimals=said.decimals if own.decimals is None else own.decimals,
        ),
        (asked.file, *(() if logo is None else (logo,))),
    )


def sections_of(text: str | None) -> tuple[str, ...]:
    """
    Read which sections are wanted.

    Raises:
        UsageError: There is no such section.
    """
    wanted = tuple(one.strip() for one in (text or "").split(",") if one.strip())
    for one in wanted:
        if one not in SECTIONS:
            known = tuple(SECTIONS)
            hint = nearest(one, known) or f"sections: {', '.join(known)}"
            raise UsageError(f"--sections {one}: must be one of {', '.join(known)}", hint)
    return wanted


def written(given: PageOptions) -> list[str]:
    """Write what the options ask for, as a shell takes it."""
    texts = {
        "--title": given.title,
        "--logo": given.logo,
        "--preferred": given.preferred,
        "--reference": given.reference,
        "--budget": None if given.budget is None else f"{given.budget:f}",
        "--against": given.against,
        "--sections": ",".join(given.sections) or None,
    }
    asked = [shlex.join([option, one]) for option, one in texts.items() if one is not None]
    return [*asked, *given_by(given.style)]
