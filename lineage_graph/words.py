"""The words of a name, so that a part of it finds it: the graph keeps them as the property ``words``.

``dbo.CustomerOrders2`` is found by ``orders``, ``customer``, ``customerord`` and ``omerord``: names are cut where
punctuation, case or digits change, for the full-text index, and ``search_text`` asks for each word of what was typed.
"""

import re
from collections.abc import Iterable
from typing import Final

LONGEST: Final = 1024
"""Characters of ``words``; longer names are found by their first words."""

_WORD: Final = re.compile(r"[^\W_]+")
_PIECE: Final = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")


def words(name: str) -> str:
    """The name's words in lower case, in order, each once: ``Sales_OrderLines`` is ``sales orderlines order lines``."""
    return " ".join(dict.fromkeys(_words(name[:LONGEST])))[:LONGEST]


def search_text(typed: str) -> str:
    """A query in the language of the full-text index that finds names with every word typed, best first.

    A whole word counts more than the start of one, and that more than its middle. Empty where no word was typed.
    """
    pieces = dict.fromkeys(piece for word in _WORD.findall(typed[:LONGEST]) for piece in _pieces(word))
    return " ".join(f"+({piece}^4 {piece}*^2 *{piece}*)" for piece in pieces)


def _words(name: str) -> Iterable[str]:
    for word in _WORD.findall(name):
        yield word.lower()
        yield from _pieces(word)


def _pieces(word: str) -> list[str]:
    if not word.isascii():
        return [word.lower()]
    return [piece.lower() for piece in _PIECE.findall(word)]
