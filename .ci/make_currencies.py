"""Write the table of currencies from the library `iso4217`: `python .ci/make_currencies.py`."""

from pathlib import Path

from iso4217 import Currency

TABLE = Path(__file__).parents[1] / "src" / "omsrisk" / "scenario" / "schema" / "currencies.txt"


def table() -> str:
    """List codes and digits; what has no minor unit (gold, test codes) is no currency here."""
    rows = sorted(
        f"{currency.code} {currency.exponent}"
        for currency in Currency
        if currency.exponent is not None
    )
    head = "# ISO 4217: code, digits of the minor unit. Made by .ci/make_currencies.py\n"
    return head + "\n".join(rows) + "\n"


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="ascii")
    print(TABLE)
