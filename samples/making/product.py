"""What the samples are about: one made-up product, its releases, and what goes into a build."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

NAME = "gateway"
IMAGE = "gateway.img"
BOOTLOADER = "bootloader.bin"
APPLICATION = "application.bin"

PLATFORM = "https://ci.acme.example/gateway"
BUILD_TYPE = "https://acme.example/firmware/v1"
REPOSITORY = "git+https://git.acme.example/gateway"
ARCHIVES = "https://git.acme.example/gateway/archive"
TARGET = "gateway-arm64"

RINGLOG_VERSION = "1.3.0"
RINGLOG_RELEASED = datetime(2025, 11, 3, 10, 0, tzinfo=UTC)
RINGLOG_REPOSITORY = "git+https://git.ringlog.example/ringlog"
RINGLOG_ARCHIVES = "https://downloads.ringlog.example"
TOOLCHAIN_MIRROR = "https://mirror.acme.example/toolchain"

LAYOUT_EXPIRES = "2036-12-01T00:00:00Z"


def stamp(moment: datetime) -> str:
    """Spell a time as RFC 3339 in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True)
class Release:
    """One version and its times: commit, then the bootloader's build, the image's, the SBOM."""

    version: str
    committed: datetime
    run: int
    """The number of the build on its platform; an invocation id is made of it."""
    in_envelopes: bool
    """Layout, links and manifest in DSSE envelopes; else Metablock and SHA256SUMS."""

    @property
    def tag(self) -> str:
        """The git tag that was built."""
        return f"refs/tags/v{self.version}"

    @property
    def source(self) -> str:
        """The URI of the source, as the build was asked for it."""
        return f"{REPOSITORY}@{self.tag}"

    def after(self, minutes: int) -> datetime:
        """The moment that lies so many minutes after the commit."""
        return self.committed + timedelta(minutes=minutes)


@dataclass(frozen=True)
class Input:
    """Something that a build read, as provenance and SBOM both describe it."""

    name: str
    version: str
    purl: str
    uri: str
    download: str
    sha256: str
    """Of the archive or program that the build read."""
    commit: str | None = None
    """The git commit, where the URI names a repository."""

    @property
    def pinned(self) -> str | None:
        """The repository at exactly the commit that was used."""
        return f"{self.uri.rpartition('@')[0]}@{self.commit}" if self.commit else None


@dataclass(frozen=True)
class Inputs:
    """All that went into one build."""

    source: Input
    ringlog: Input
    compiler: Input
    binutils: Input

    @property
    def of_bootloader(self) -> tuple[Input, ...]:
        """What the bootloader is made of; it does without the library."""
        return (self.source, self.compiler, self.binutils)

    @property
    def of_image(self) -> tuple[Input, ...]:
        """What the whole image is made of."""
        return (self.source, self.ringlog, self.compiler, self.binutils)


RELEASES = (
    Release("2.4.0", datetime(2026, 9, 14, 8, 12, tzinfo=UTC), run=1840, in_envelopes=False),
    Release("2.4.1", datetime(2026, 10, 26, 13, 45, tzinfo=UTC), run=1977, in_envelopes=True),
)
