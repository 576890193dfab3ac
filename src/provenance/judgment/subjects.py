"""Which delivered files are images: what nothing else claims, unless the policy says otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from provenance.graph.evidence import Evidence
from provenance.model.artifact import Artifact
from provenance.model.digest import Digest
from provenance.model.policy import Policy
from provenance.questions.globs import path_matches


def choose_images(evidence: Evidence, policy: Policy) -> tuple[Artifact, ...]:
    """The subjects of a verdict, by path.

    Globs of the policy mean files whatever they hold. Without them every file counts that no reader
    recognises; a document that breaks before anything could be read is none, and is judged as such.
    """
    if policy.images is None:
        unread = unread_paths(evidence)
        found = [file for file in evidence.unclaimed if file.path not in unread]
    else:
        globs = policy.images
        found = [f for f in evidence.artifacts if any(path_matches(glob, f.path) for glob in globs)]
    return tuple(f for f in found if not any(path_matches(glob, f.path) for glob in policy.other))


def with_long_digests(
    evidence: Evidence, images: tuple[Artifact, ...]
) -> Iterator[tuple[Artifact, tuple[Digest, ...]]]:
    """Images with the digests that name them: SHA-256, and SHA-512 for those who ask for that."""
    blobs = {file.artifact.path: file.blob for file in evidence.files}
    for image in images:
        long = Digest("sha512", blobs[image.path].hash("sha512"), "file")
        yield image, (*image.digests, long)


def unread_paths(evidence: Evidence) -> frozenset[str]:
    """Files that look like a document of some format and could not be read."""
    return frozenset(
        document.address
        for document in evidence.documents
        if document.status == "unreadable" and document.parent is None
    )
