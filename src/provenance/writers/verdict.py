"""A verdict as an in-toto Statement: the images are its subjects, the whole verdict its predicate.

Every delivered file stands in the predicate with its digest, so that one signature ties each image
to what it was judged by.
"""

from __future__ import annotations

from provenance.decoding.envelope import write_statement
from provenance.decoding.verdict import spelled, verdict_to_plain
from provenance.errors import AttestationError
from provenance.model.statement import VERDICT_TYPE
from provenance.model.verdict import Verdict


def write(verdict: Verdict) -> bytes:
    """The statement; an `AttestationError` where there is no image that it could be about."""
    if not verdict.subjects:
        raise AttestationError("the verdict is about no image, so there is nothing to attest")
    subjects = [
        (spelled(image.path), {digest.algorithm: digest.value for digest in image.digests})
        for image in verdict.subjects
    ]
    return write_statement(subjects, VERDICT_TYPE, verdict_to_plain(verdict))
