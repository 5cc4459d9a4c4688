"""How long steps are told to whoever waits for them; the command line draws them, a program may ignore them."""

from typing import Protocol


class Progress(Protocol):
    """Hears what is being done. ``advance`` is called from several threads at once."""

    def step(self, what: str, size: int = 0) -> None:
        """A step begins; ``size`` is the number of bytes to transfer, 0 if it is no transfer."""

    def advance(self, size: int) -> None:
        """So many more bytes have arrived; negative when a transfer begins anew."""


class Silence:
    """A progress that nobody watches."""

    def step(self, what: str, size: int = 0) -> None:
        """Says nothing."""

    def advance(self, size: int) -> None:
        """Says nothing."""
