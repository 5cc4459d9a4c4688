"""Questions asked and answered: one file per command, from a name that a person types to frozen, typed results.

An answer asks ``cypher/`` through ``asking.ask`` and never prints; ``reports`` make it readable. To add a command's
answer, write a file here that gives back an ``Answer``.
"""
