"""Every bound in one place, each with its reason.

Sizes are bytes. A bound that is reached is reported where it was reached; nothing is cut silently.
"""

from __future__ import annotations

from typing import Final

# -- deliveries and archives ---------------------------------------------------------------------

ARCHIVE_MEMBERS: Final = 200_000
"""Members of one archive; a root file system has about 10,000, a kernel source tree 80,000."""

ARCHIVE_BYTES: Final = 16 << 30
"""Bytes of all members of one archive together, after decompression."""

MEMBER_BYTES: Final = 8 << 30
"""Bytes of one member; a full device image with user data stays below."""

COMPRESSION_RATIO: Final = 200
"""Decompressed to compressed size, above RATIO_FLOOR. Text reaches 20, zero padding is the
attack.
"""

RATIO_FLOOR: Final = 64 << 20
"""Below this many decompressed bytes the ratio is not looked at: padding in small images is
normal.
"""

NESTING: Final = 8
"""Blobs inside blobs (archive, envelope, statement, SBOM …); five occur in practice."""

PATH_LENGTH: Final = 4_096
"""Characters of a path in a delivery, as PATH_MAX on Linux."""

HELD_MEMBER: Final = 64 << 20
"""Bytes of one archive member that are held in memory; a larger one is decoded again when
needed.
"""

HELD_MEMBERS: Final = 1 << 30
"""Bytes of all archive members that are held in memory; binary ones may use half of it."""

REPEATED_BYTES: Final = 64 << 30
"""Bytes of one archive decoded again for members that were not held: some minutes of work."""

ARCHIVE_HEADER: Final = 1 << 20
"""Bytes of an extended header of one archive member; long names take 4 KiB."""

DECODER_MEMORY: Final = 256 << 20
"""Memory of a decompressor; `xz -9` needs 65 MiB, `zstd --long` 128 MiB."""

MEMORY_BLOB: Final = 256 << 20
"""Bytes of a member or of a decoded document that may be held in memory."""

# -- documents -----------------------------------------------------------------------------------

DOCUMENT_BYTES: Final = 4 << 30
"""Bytes of one evidence document; 1,000,000 components take 1.1 GB."""

JSON_DEPTH: Final = 512
"""Levels of a JSON document; CycloneDX formulation reaches 20, recursive parsers die at
thousands.
"""

XML_DEPTH: Final = 256
"""Levels of an XML document; 64 levels of components take 130. The parser has the same bound."""

XML_ATTRIBUTES: Final = 1_000
"""Attributes of one XML element; finding the value of one takes time with their number."""

XML_NAMESPACE: Final = 1_000
"""Characters of the name of an XML namespace; the longest of the formats here has 70."""

XML_TREE_BYTES: Final = 64 << 20
"""Bytes of an XML document that is read as one tree, which takes ten times as much memory; larger
formats are read by element.
"""

XML_SCHEMA_FAULTS: Final = 1_000
"""Violations of an XML schema that are listed for one document with line and path; the rest is
counted.
"""

XML_TEXT_PIECES: Final = 50_000
"""Pieces of one text that a schema validator puts together (character references, comments, lines
that end with CR LF): it copies the whole text for each of them. A license has 1,000 lines.
"""

CBOR_BYTES: Final = 4 << 20
"""A document in CBOR; the CoSWIDs of 1,000 components take 140 KB, and one byte may become a list
of 60.
"""

CBOR_ITEMS: Final = 1_000_000
"""Data items of one CBOR value; those of a CoSWID with 10,000 files are about 200,000."""

CBOR_SEQUENCE: Final = 10_000
"""Values that stand one behind the other; a platform has up to 1,000 CoSWIDs."""

CBOR_DEPTH: Final = 64
"""Levels of a CBOR value; directories inside directories of a CoSWID take three each."""

EMBEDDED_DOCUMENTS: Final = 1_000
"""Documents that are looked for inside one firmware image; platforms have one to a dozen."""

COMPONENT_DEPTH: Final = 64
"""Levels of components inside components."""

ELEMENTS: Final = 4_000_000
"""Elements (components, dependencies, artifacts of a link) of one document."""

SCHEMA_ERRORS: Final = 1_000
"""Errors of one value that a schema validator is asked for."""

STRING_LENGTH: Final = 16 << 20
"""Characters of one string in a document; embedded license texts stay below 1 MiB."""

LICENSE_EXPRESSION: Final = 65_536
"""Characters of a license expression that is parsed; that of a whole distribution takes 20 KB."""

LISTED_REMARKS: Final = 20
"""Observations about facts that are listed per document and id; the others are counted."""

LEDGER_ENTRIES: Final = 10_000
"""Ledger entries listed per document; more of one kind are counted, and the count is shown."""

SIGNATURE_BYTES: Final = 16_384
"""A detached signature; ML-DSA-87 takes 4,627 bytes, its base64 6,170."""

SIGNED_TIMES: Final = 8
"""How often the messages of the signatures inside one document may repeat it: so many signers of
the whole, or signed components inside signed components.
"""

SIGNED_FLOOR: Final = 8 << 20
"""Bytes that such messages may take together in any case, however small the document is."""

KEY_BYTES: Final = 1 << 20
"""A file of public keys or certificates; the certificates of all public authorities take 250 KB."""

TRUSTED_ROOT_BYTES: Final = 4 << 20
"""The trusted root of a Sigstore instance; that of the public one takes 8 KB."""

CHAIN_CERTIFICATES: Final = 16
"""Certificates that come with one signature; chains have two to four."""

BUNDLE_BYTES: Final = 64 << 20
"""A Sigstore bundle, which is decoded as a whole; one around a large SBOM takes 20 MB."""

BUNDLE_ENTRIES: Final = 32
"""Log entries, or timestamps, of one signature; one is what is written, more are looked at by
nobody.
"""

NOTE_BYTES: Final = 4 << 20
"""Characters of a signed note; 1,000 signatures of ML-DSA-44 take 3.3 MB."""

NOTE_SIGNATURES: Final = 1_000
"""Signatures on one note; the logs in use have below 20, and C2SP asks for 16 at least."""

PROOF_HASHES: Final = 128
"""Hashes of one proof; a tree of 2^63 leaves needs 63 for inclusion and 126 for a subtree."""

# -- verification --------------------------------------------------------------------------------

SIGNATURES_PER_MESSAGE: Final = 64
"""Signatures tried on one message; a threshold above this is refused."""

KEY_TRIES: Final = 32
"""Keys tried for one signature whose hint names none of them; hinted keys come first and always."""

SUBLAYOUT_DEPTH: Final = 8
"""Layouts inside layouts."""

LOGGED_BYTES: Final = 4 << 30
"""A delivered file that is tried as the entry of a log, for which all of it is hashed again."""

LEAF_TRIES: Final = 1_000_000
"""Files held against proofs of logs, some seconds of work; a proof that is named after its file
takes one try.
"""

LAYOUT_EVALUATIONS: Final = 1_000
"""Evaluations of layouts in one delivery, sublayouts included; one layout may stand for many
steps.
"""

SUMMARY_DEPTH: Final = 8
"""Summaries that rest on summaries; a vendor's verifier on that of its supplier makes two."""

LAYOUT_STEPS: Final = 100_000
"""Steps of one layout."""

NAME_PARTS: Final = 32
"""Parts of a file name, between dots, that may be the name of a step."""

PATTERN_TESTS: Final = 50_000_000
"""Names held against the globs of one list of artifact rules, some seconds of work; a step with a
million artifacts and ten globs takes 10,000,000.
"""

LAYOUT_CERTIFICATES: Final = 64
"""Certificates of authorities in one layout; an organization has a handful."""

CERTIFICATE_PATH: Final = 8
"""Certificates from a signer to a root; public authorities use three or four."""

CERTIFICATE_PATHS: Final = 32
"""Paths to roots that are tried for one certificate: authorities that certify each other give
exponentially many.
"""

EXPRESSION_LENGTH: Final = 8_192
"""Characters of an attribute rule of a layout; those in use have a hundred."""

EXPRESSION_DATA: Final = 4 << 20
"""Bytes of a statement to which attribute rules are applied; a large provenance has 200 KB."""

EXPRESSION_WORK: Final = 100_000_000_000
"""Bytes that attribute rules of one delivery may look at, estimated from above; a loop over the 60
inputs of a provenance of 5 KB takes 300,000, and the whole of it two minutes at worst.
"""

EXPRESSION_HELD: Final = 256 << 20
"""Bytes that texts put together by one attribute rule may take, estimated from above."""

EXPRESSIONS: Final = 250_000
"""Evaluations of attribute rules in one delivery: rules times statements."""

# -- reports -------------------------------------------------------------------------------------

SENTENCE_LENGTH: Final = 1_000
"""Characters of what is told of one subject, or asked of a supplier; a digest and a path of some
hundred characters fit in, a name of a million does not.
"""

LISTED_PURL: Final = 2_000
"""Characters of a package URL that the list of what lacks a field repeats; the pointer leads to a
longer one.
"""

LISTED_SUBJECTS: Final = 20
"""Subjects that a finding lists with detail; the digest covers the whole list."""

LISTED_LACKS: Final = 500
"""Components that a profile lists under a field which they lack, so that a supplier can work with
the list; it counts them all, and the digest covers the whole list.
"""

LISTED_IMAGES: Final = 20
"""Images that a finding names; it counts them all, and each image has its own answer anyway."""

PROGRESS_AFTER: Final = 1.0
"""Seconds after which a terminal is shown progress."""
