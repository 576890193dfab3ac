"""047, 048, 018: bills of materials that claim more than they show."""

from __future__ import annotations

import copy
from pathlib import Path

from attack_material import EVIL, IN_TOTO, Plain, Workshop, complaints, encode, sha256, statement_of

PRIMARY = "sbom/wrong-primary-component"
UNREACHABLE = "dependency/unreachable-component"
BOM = "https://cyclonedx.org/bom"


def _about(workshop: Workshop, name: str, digest: str, *parts: Plain) -> Plain:
    """A bill of materials about something, with parts."""
    found = copy.deepcopy(workshop.sbom)
    number = f"{len(workshop.extra):02}"
    found["serialNumber"] = f"urn:uuid:3e671687-395b-41f5-a30f-a58921a69b{number}"
    found["metadata"]["component"] = workshop.component(name, "1.0", digest, "firmware")
    found["components"] = list(parts)
    refs = [part["bom-ref"] for part in parts]
    found["dependencies"] = [{"ref": name, "dependsOn": refs}, *({"ref": ref} for ref in refs)]
    return found


def _add(workshop: Workshop, path: str, document: Plain) -> None:
    workshop.extra[path] = encode(document)
    workshop.extra[f"{path}.sig"] = workshop.key("release").sign(encode(document))


def _holds(workshop: Workshop, name: str) -> Plain:
    return workshop.component(name, "1.0", sha256(name))


def test_047_two_list_each_other_and_no_image(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    _add(workshop, "one.json", _about(workshop, "one", sha256("one"), _holds(workshop, "two")))
    _add(workshop, "two.json", _about(workshop, "two", sha256("two"), _holds(workshop, "one")))
    verdict = workshop.audit()
    assert verdict.verdict == "FAILED"
    assert complaints(verdict, PRIMARY) == [("one.json", "fail"), ("two.json", "fail")]


def test_047_a_part_of_a_part_of_the_image(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.sbom["components"].append(_holds(workshop, "one"))
    workshop.sbom["dependencies"][0]["dependsOn"].append("one")
    _add(workshop, "one.json", _about(workshop, "one", sha256("one"), _holds(workshop, "two")))
    _add(workshop, "two.json", _about(workshop, "two", sha256("two")))
    verdict = workshop.audit()
    assert complaints(verdict, PRIMARY) == []
    assert verdict.verdict == "PASSED"


def test_047_it_is_about_another_image(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.sbom = workshop.bill_of_materials(EVIL)
    verdict = workshop.audit()
    assert complaints(verdict, PRIMARY) == [("sbom.cdx.json", "fail")]


def _attested(folder: Path, **subjects: bytes) -> Workshop:
    """A bill of materials inside a statement, beside two images."""
    workshop = Workshop(folder)
    workshop.parts -= {"sbom", "layout"}
    workshop.images["radio.img"] = EVIL
    workshop.statements.append(workshop.provenance("radio.img", EVIL, "2"))
    root = workshop.sbom["metadata"]["component"]
    root["externalReferences"] = [
        {
            "type": "distribution",
            "url": "https://git.acme.example/gateway.tar.gz",
            "hashes": root.pop("hashes"),
        }
    ]
    statement = encode(statement_of(BOM, workshop.sbom, **subjects))
    workshop.extra["bom.json"] = workshop.envelope(statement, IN_TOTO, ["release"])
    return workshop


def test_047_a_statement_about_several_images_is_about_each(tmp_path: Path) -> None:
    image = Workshop(tmp_path / "x").images["gateway.img"]
    both = _attested(tmp_path / "both", gateway__img=image, radio__img=EVIL)
    assert complaints(both.audit(), PRIMARY) == []
    neither = _attested(tmp_path / "neither", gateway__bin=b"1", radio__bin=b"2")
    (found,) = complaints(neither.audit(), PRIMARY)
    assert found[1] == "open"


def test_048_a_component_hides_behind_the_ref_of_another(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path / "hostile")
    evil = {**workshop.component("evil", "6.6", sha256("evil")), "bom-ref": "zlib"}
    workshop.sbom["components"].append(evil)
    assert complaints(workshop.audit(), UNREACHABLE) == [("evil 6.6", "fail")]
    twin = Workshop(tmp_path / "innocent")
    twin.sbom["components"].append(twin.component("evil", "6.6", sha256("evil")))
    twin.sbom["dependencies"][0]["dependsOn"].append("evil")
    assert complaints(twin.audit(), UNREACHABLE) == []


def _with_reference(folder: Path, kind: str) -> Workshop:
    """A component without digest, one of whose references has the digest of a verified input."""
    workshop = Workshop(folder)
    reference = {
        "type": kind,
        "url": "https://evil.example/",
        "hashes": [{"alg": "SHA-256", "content": sha256("zlib source")}],
    }
    evil = workshop.component("evil", "6.6", sha256("evil"))
    del evil["hashes"]
    workshop.sbom["components"].append({**evil, "externalReferences": [reference]})
    workshop.sbom["dependencies"][0]["dependsOn"].append("evil")
    return workshop


def test_047_the_digest_of_a_website_is_not_that_of_the_component(tmp_path: Path) -> None:
    verdict = _with_reference(tmp_path / "hostile", "website").audit()
    assert (verdict.coverage.components.n, verdict.coverage.components.m) == (2, 3)
    assert complaints(verdict, "sbom/missing-digest") == [("evil 6.6", "fail")]
    twin = _with_reference(tmp_path / "innocent", "distribution").audit()
    assert (twin.coverage.components.n, twin.coverage.components.m) == (3, 3)
    assert complaints(twin, "sbom/missing-digest") == []


def test_018_a_weak_digest_does_not_join_a_component_to_an_input(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    entry = workshop.statements[0]["predicate"]["buildDefinition"]["resolvedDependencies"][1]
    entry["digest"] = {"sha1": "ab" * 20}
    workshop.sbom["components"][1]["hashes"] = [{"alg": "SHA-1", "content": "ab" * 20}]
    verdict = workshop.audit()
    assert (verdict.coverage.components.n, verdict.coverage.components.m) == (1, 2)


def test_018_digests_of_nothing_join_nothing(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    entry = workshop.statements[0]["predicate"]["buildDefinition"]["resolvedDependencies"][1]
    entry["digest"] = {"sha256": sha256("")}
    workshop.sbom["components"][1]["hashes"] = [{"alg": "SHA-256", "content": sha256("")}]
    verdict = workshop.audit()
    assert (verdict.coverage.components.n, verdict.coverage.components.m) == (1, 2)


def test_047_only_a_manifest_signs_it(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path / "innocent")
    workshop.signers["sbom"] = []
    assert workshop.audit().verdict == "PASSED"
    hostile = Workshop(tmp_path / "hostile")
    hostile.signers["sbom"] = []
    hostile.trust["lists"] = {"roles": ["manifest", "image"]}
    hostile.signers["manifest"] = ["lists"]
    verdict = hostile.audit()
    assert verdict.verdict == "INCONCLUSIVE"
    assert complaints(verdict, "sbom/unsigned-sbom") == [("sbom.cdx.json", "open")]
