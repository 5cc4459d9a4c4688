"""Warnings of the SDKs go to whoever set logging up, and not past the errors to the screen."""

import logging
from typing import Final

_LOGGERS: Final = ("azure", "msal")
_NOWHERE: Final = logging.NullHandler()


def quieten() -> None:
    """Keep Python from printing what nobody handles."""
    for logger in _LOGGERS:
        logging.getLogger(logger).addHandler(_NOWHERE)
