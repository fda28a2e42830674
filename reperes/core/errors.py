"""Refusals: exceptions that carry one sentence for the person, in their language.

Rooms raise them; core.http turns them into an answer. A sentence says what is wrong, where, and what to do.
"""


class DomainError(Exception):
    """The request cannot be carried out as asked."""

    def __init__(self, sentence: str) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


class NotAllowed(DomainError):
    """This person may see the thing, but may not do this to it."""


class NotFound(DomainError):
    """No such thing, or none that strangers may know of: a program that asked by name gets a sentence."""


class Conflict(DomainError):
    """The thing is no longer in the state the person believed."""


class BadFile(DomainError):
    """A file is not what its name says, or cannot be read."""


class TooMany(DomainError):
    """Asked too often in a short time."""


class OutOfReach(DomainError):
    """What the host relies on (a bucket, a cluster) does not answer now."""
