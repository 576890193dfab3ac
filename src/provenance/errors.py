"""Everything that this package raises on purpose.

    ProvenanceError
     ├── UsageError                   what the caller wrote cannot be used
     │    └── ConfigurationError      … a policy or trust root, with file, line and key
     ├── UnreadableError              a path or an archive cannot be read at all
     ├── DecodingError                bytes are not what a format says, with a pointer
     │    ├── DuplicateKeyError       one JSON object holds a name twice
     │    ├── AmbiguousError          bytes that are of two formats at once
     │    ├── DoctypeError            XML with a DOCTYPE, which is refused unread
     │    └── LimitExceededError      larger, deeper or more than `limits` allows
     └── AttestationError             a verdict cannot be signed or does not hold

Each message says what was found, what was expected and, where there is something to do, what to do.
"""

from __future__ import annotations


class ProvenanceError(Exception):
    """Base of every error that a caller of this package should expect."""


class UsageError(ProvenanceError):
    """What the caller wrote cannot be used; the command line turns it into exit status 2."""


class ConfigurationError(UsageError):
    """A policy or trust root is wrong, at a known file, line and key."""

    def __init__(self, message: str, *, file: str, line: int | None = None, key: str = "") -> None:
        self.file, self.line, self.key = file, line, key
        where = file if line is None else f"{file}:{line}"
        super().__init__(f"{where}: {key}: {message}" if key else f"{where}: {message}")


class UnreadableError(ProvenanceError):
    """A path, archive or stream cannot be read at all."""


class DecodingError(ProvenanceError):
    """Bytes are not what their format says.

    `pointer` grows on its way up: a decoder that calls another one prefixes its own step. `id` is
    the last part of the ledger entry that a document gets for it.
    """

    id = "malformed"

    def __init__(self, message: str, pointer: str = "") -> None:
        super().__init__(message)
        self.message, self.pointer = message, pointer

    def below(self, prefix: str) -> DecodingError:
        """The same error, seen from `prefix` levels further out."""
        return type(self)(self.message, prefix + self.pointer)

    def __str__(self) -> str:
        return f"{self.pointer}: {self.message}" if self.pointer else self.message


class DuplicateKeyError(DecodingError):
    """One JSON object holds a name twice, so that two readers may see two documents."""

    id = "duplicate-name"


class AmbiguousError(DecodingError):
    """Bytes are of two formats at once, so that two readers would see two documents."""

    id = "several-formats"


class DoctypeError(DecodingError):
    """XML has a DOCTYPE: entities and their expansion begin there, and no format here has one."""

    id = "xml-doctype"


class LimitExceededError(DecodingError):
    """Input is larger, deeper or more numerous than `provenance.limits` allows."""

    id = "limit"


class AttestationError(ProvenanceError):
    """A verdict cannot be signed, or a signed verdict does not hold."""
