"""How components hang together across documents, and in documents about several things."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from provenance.intake import read
from provenance.judgment.policies import load_policy
from provenance.judgment.subjects import choose_images
from provenance.questions.ask import Ask
from provenance.trust.root import NOBODY
from provenance.verification import verify

AT = "2026-11-22T12:00:00Z"
NAMESPACE = "https://acme.example/spdx/"
NONE = "0" * 40

Plain = dict[str, Any]


def spdx(name: str, parts: str, relations: list[str], links: Plain | None = None) -> bytes:
    """A document about the first part; a relation is `a CONTAINS b`, a link a name with SHA-1."""
    document = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": name,
        "documentNamespace": NAMESPACE + name,
        "creationInfo": {"created": "2026-01-01T00:00:00Z", "creators": ["Tool: t-1"]},
        "externalDocumentRefs": [
            {
                "externalDocumentId": f"DocumentRef-{other}",
                "spdxDocument": NAMESPACE + other,
                "checksum": {"algorithm": "SHA1", "checksumValue": digest},
            }
            for other, digest in (links or {}).items()
        ],
        "packages": [
            {
                "SPDXID": f"SPDXRef-{part}",
                "name": part,
                "versionInfo": "1",
                "downloadLocation": "NOASSERTION",
                "filesAnalyzed": False,
            }
            for part in parts
        ],
        "relationships": [
            {
                "spdxElementId": ref(source),
                "relationshipType": kind,
                "relatedSpdxElement": ref(target),
            }
            for source, kind, target in (relation.split() for relation in relations)
        ],
    }
    return json.dumps(document).encode()


def ref(name: str) -> str:
    document, colon, part = name.rpartition(":")
    return f"DocumentRef-{document}:SPDXRef-{part}" if colon else f"SPDXRef-{part}"


def sha1(content: bytes) -> str:
    return hashlib.sha1(content).hexdigest()


def ask_about(folder: Path, **documents: bytes) -> Ask:
    for name, content in documents.items():
        (folder / f"{name}.spdx.json").write_bytes(content)
    evidence, policy = read(folder), load_policy("minimal")
    return Ask(evidence, verify(evidence, NOBODY, AT), policy, choose_images(evidence, policy))


def unreached(ask: Ask) -> list[str]:
    return [str(said.fact.name) for said in ask.relations.unreached.suspects]


def lost(ask: Ask) -> list[tuple[str, bool]]:
    found = [one for said in ask.relations.all.suspects for one in ask.relations.lost(said)]
    return [(one.ref, one.undelivered) for one in found]


def test_a_set_of_documents_is_walked_as_one(tmp_path: Path) -> None:
    """As Zephyr writes them: binaries in one document, the sources of them in two others."""
    app = spdx("app", "ams", ["DOCUMENT DESCRIBES a", "a CONTAINS m"])
    zephyr = spdx("zephyr", "zku", ["k CONTAINS u"])
    build = spdx(
        "build",
        "bel",
        [
            "DOCUMENT DESCRIBES b",
            "b CONTAINS e",
            "e GENERATED_FROM app:s",
            "e STATIC_LINK l",
            "l GENERATED_FROM zephyr:k",
            "zephyr:u DEPENDS_ON app:m",
        ],
        {"app": sha1(app), "zephyr": sha1(zephyr)},
    )
    ask = ask_about(tmp_path, app=app, zephyr=zephyr, build=build)
    assert unreached(ask) == ["z"]
    assert lost(ask) == []


def test_without_the_others_their_refs_are_open(tmp_path: Path) -> None:
    build = spdx("build", "b", ["DOCUMENT DESCRIBES b", "b CONTAINS app:s"], {"app": NONE})
    assert lost(ask_about(tmp_path, build=build)) == [("DocumentRef-app:SPDXRef-s", True)]


def test_what_a_delivered_document_does_not_have_is_lost(tmp_path: Path) -> None:
    app = spdx("app", "a", ["DOCUMENT DESCRIBES a"])
    relations = ["DOCUMENT DESCRIBES b", "b CONTAINS app:x", "b CONTAINS app:DOCUMENT"]
    build = spdx("build", "b", relations, {"app": sha1(app)})
    ask = ask_about(tmp_path, app=app, build=build)
    assert lost(ask) == [("DocumentRef-app:SPDXRef-x", False)]


def test_other_bytes_under_the_name_are_not_walked(tmp_path: Path) -> None:
    app = spdx("app", "as", ["DOCUMENT DESCRIBES a"])
    build = spdx("build", "b", ["DOCUMENT DESCRIBES b", "b CONTAINS app:s"], {"app": NONE})
    ask = ask_about(tmp_path, app=app, build=build)
    assert unreached(ask) == ["s"]
    assert lost(ask) == [("DocumentRef-app:SPDXRef-s", True)]


def test_documents_that_refer_to_each_other_end(tmp_path: Path) -> None:
    def cyclonedx(number: int, other: int) -> bytes:
        serial = f"urn:uuid:{number:08d}-2222-4333-8444-555555555555"
        link = f"urn:cdx:{other:08d}-2222-4333-8444-555555555555/1#part"
        bom = {
            "bomFormat": "CycloneDX",
            "specVersion": "1.6",
            "serialNumber": serial,
            "version": 1,
            "metadata": {"component": {"type": "firmware", "name": "fw", "bom-ref": "fw"}},
            "components": [{"type": "library", "name": f"part{number}", "bom-ref": "part"}],
            "dependencies": [{"ref": "fw", "dependsOn": [link]}],
        }
        return json.dumps(bom).encode()

    ask = ask_about(tmp_path, one=cyclonedx(1, 2), two=cyclonedx(2, 1))
    assert unreached(ask) == []
    assert [len(circle) for circle in ask.relations.links.circles] == [3]


@pytest.mark.parametrize("first", ["a", "b"])
def test_a_document_about_several_things(tmp_path: Path, first: str) -> None:
    second = "b" if first == "a" else "a"
    relations = [f"DOCUMENT DESCRIBES {first}", f"DOCUMENT DESCRIBES {second}", "b CONTAINS c"]
    ask = ask_about(tmp_path, set=spdx("set", "abcd", relations))
    (chapter,) = ask.components.sboms
    assert [root.fact.name for root in ask.components.roots(chapter)] == [first, second]
    assert unreached(ask) == ["d"]


def test_any_root_ties_a_document_to_an_image(tmp_path: Path) -> None:
    (tmp_path / "gateway.img").write_bytes(b"image")
    document = json.loads(spdx("set", "ab", ["DOCUMENT DESCRIBES a", "DOCUMENT DESCRIBES b"]))
    checksum = hashlib.sha256(b"image").hexdigest()
    document["packages"][1]["checksums"] = [{"algorithm": "SHA256", "checksumValue": checksum}]
    document["packages"][1]["primaryPackagePurpose"] = "FIRMWARE"
    ask = ask_about(tmp_path, set=json.dumps(document).encode())
    (chapter,) = ask.components.sboms
    assert [image.path for image in ask.components.images_of(chapter)] == ["gateway.img"]


@pytest.mark.parametrize(
    ("content", "excluded", "matches"),
    [(b"one", False, True), (b"changed", False, False), (b"changed", True, True)],
)
def test_a_verification_code_is_held_against_delivered_files(
    tmp_path: Path, content: bytes, excluded: bool, matches: bool
) -> None:
    files = {"src/a.c": b"one", "src/b.c": b"two"}
    counted = [sha1(bytes_) for name, bytes_ in files.items() if not excluded or name != "src/a.c"]
    document = json.loads(spdx("set", "p", ["DOCUMENT DESCRIBES p"]))
    package = document["packages"][0]
    package["filesAnalyzed"] = True
    package["hasFiles"] = ["SPDXRef-0", "SPDXRef-1"]
    package["packageVerificationCode"] = {
        "packageVerificationCodeValue": sha1("".join(sorted(counted)).encode()),
        "packageVerificationCodeExcludedFiles": ["./src/a.c"] if excluded else [],
    }
    document["files"] = [
        {
            "SPDXID": f"SPDXRef-{at}",
            "fileName": f"./{name}",
            "checksums": [{"algorithm": "SHA1", "checksumValue": sha1(bytes_)}],
        }
        for at, (name, bytes_) in enumerate(files.items())
    ]
    for name, bytes_ in {**files, "src/a.c": content}.items():
        path = tmp_path / "package" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes_)
    ask = ask_about(tmp_path, set=json.dumps(document).encode())
    (chapter,) = ask.components.sboms
    found = [entry.id for entry in chapter.defects if entry.id.startswith("document/")]
    assert found == ([] if matches else ["document/verification-code-mismatch"])
