"""Bowlby: the attachment system as software.

Importing the package loads nothing heavy: the model and its numerical libraries come in only with the
rooms that need them, so that the companion's first page never waits for them.
"""

__version__ = "0.1.0"
