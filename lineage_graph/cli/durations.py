"""The type of options that are a span of time."""

import click

from lineage_graph.configuration.durations import Duration, duration


class DurationType(click.ParamType[Duration]):
    """``15m``, ``12h``, ``7d``."""

    name = "duration"

    def convert(self, value: object, parameter: click.Parameter | None, context: click.Context | None) -> Duration:
        """The duration; click's own error otherwise."""
        try:
            return value if isinstance(value, Duration) else duration(value)
        except ValueError as error:
            self.fail(str(error), parameter, context)
