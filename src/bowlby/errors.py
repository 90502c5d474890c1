"""The one kind of error that people are meant to read."""


class BowlbyError(Exception):
    """Something a person can put right: says what is wrong, where, and what to do, in one line.

    The command line prints it on stderr and ends with exit code 2; the companion shows it on the page.
    The text never repeats what a person wrote (notes, names, passphrases).
    """
