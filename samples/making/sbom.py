"""The SBOM of a release, in CycloneDX 1.6."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.model import (
    ExternalReference,
    ExternalReferenceType,
    HashAlgorithm,
    HashType,
    IdentifiableAction,
    XsUri,
)
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Commit, Component, ComponentScope, ComponentType, Pedigree
from cyclonedx.model.contact import OrganizationalContact, OrganizationalEntity
from cyclonedx.model.license import DisjunctiveLicense, LicenseExpression
from cyclonedx.model.lifecycle import LifecyclePhase, PredefinedLifecycle
from cyclonedx.model.tool import ToolRepository
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

from making.product import APPLICATION, BOOTLOADER, IMAGE, PLATFORM, Input, Inputs, Release

ACME = OrganizationalEntity(name="Acme", urls=[XsUri("https://acme.example")])
RINGLOG = OrganizationalEntity(name="The ringlog authors", urls=[XsUri("https://ringlog.example")])
GNU = OrganizationalEntity(name="GNU Project")
OPEN = DisjunctiveLicense(id="Apache-2.0")


def sha256(value: str) -> HashType:
    """A digest as CycloneDX spells it."""
    return HashType(alg=HashAlgorithm.SHA_256, content=value)


def repository(given: Input) -> ExternalReference:
    """Where the source lies, at exactly the commit that was built."""
    return ExternalReference(type=ExternalReferenceType.VCS, url=XsUri(str(given.pinned)))


def download(given: Input) -> ExternalReference:
    """Where exactly these bytes came from."""
    return ExternalReference(
        type=ExternalReferenceType.DISTRIBUTION,
        url=XsUri(given.download),
        hashes=[sha256(given.sha256)],
    )


def history(release: Release, source: Input) -> Pedigree:
    """The commit that a program was built from, and its time."""
    committed = IdentifiableAction(
        timestamp=release.committed, name="Acme", email="gateway@acme.example"
    )
    return Pedigree(
        commits=[Commit(uid=source.commit, url=XsUri(release.source), committer=committed)]
    )


def own(release: Release, source: Input, name: str, file: Path) -> Component:
    """A program or image of Acme's, with the digest of its file."""
    return Component(
        type=ComponentType.APPLICATION if file.name == APPLICATION else ComponentType.FIRMWARE,
        bom_ref=name,
        supplier=ACME,
        manufacturer=ACME,
        group="acme",
        name=name,
        version=release.version,
        hashes=[sha256(hashlib.sha256(file.read_bytes()).hexdigest())],
        licenses=[OPEN],
        purl=PackageURL("generic", "acme", name, release.version),
        external_references=[repository(source)],
        pedigree=history(release, source),
    )


def source_component(source: Input) -> Component:
    """The source archive: read by the build, not shipped as it is."""
    return Component(
        type=ComponentType.FILE,
        bom_ref=source.name,
        supplier=ACME,
        manufacturer=ACME,
        group="acme",
        name=source.name,
        version=source.version,
        scope=ComponentScope.EXCLUDED,
        hashes=[sha256(source.sha256)],
        licenses=[OPEN],
        purl=PackageURL.from_string(source.purl),
        external_references=[repository(source), download(source)],
    )


def library(given: Input) -> Component:
    """The vendored library, with the digest of the archive that the build read."""
    return Component(
        type=ComponentType.LIBRARY,
        bom_ref=given.name,
        supplier=RINGLOG,
        manufacturer=RINGLOG,
        name=given.name,
        version=given.version,
        hashes=[sha256(given.sha256)],
        licenses=[DisjunctiveLicense(id="0BSD")],
        purl=PackageURL.from_string(given.purl),
        external_references=[repository(given), download(given)],
    )


def tool(given: Input, license_: str) -> Component:
    """A part of the toolchain: it made the programs and is not shipped in them."""
    return Component(
        type=ComponentType.APPLICATION,
        bom_ref=given.name,
        supplier=ACME,
        manufacturer=GNU,
        name=given.name,
        version=given.version,
        scope=ComponentScope.EXCLUDED,
        hashes=[sha256(given.sha256)],
        licenses=[LicenseExpression(license_)],
        purl=PackageURL.from_string(given.purl),
        external_references=[download(given)],
    )


def writer() -> Component:
    """The tool that writes the SBOM."""
    name = "cyclonedx-python-lib"
    found = version(name)
    return Component(
        name=name,
        version=found,
        supplier=OrganizationalEntity(name="OWASP Foundation"),
        purl=PackageURL("pypi", None, name, found),
    )


def about(release: Release, root: Component) -> BomMetaData:
    """Who says this, with what, when, and at which point of the product's life."""
    return BomMetaData(
        timestamp=release.after(20),
        tools=ToolRepository(components=[writer()]),
        authors=[OrganizationalContact(name="Acme Product Security", email="psirt@acme.example")],
        component=root,
        supplier=ACME,
        manufacturer=ACME,
        lifecycles=[PredefinedLifecycle(LifecyclePhase.BUILD)],
    )


def bill(release: Release, inputs: Inputs, work: Path) -> Bom:
    """Describe the image in `work`: what is in it, what made it, and how that hangs together."""
    root = own(release, inputs.source, "gateway", work / IMAGE)
    boot = own(release, inputs.source, "gateway-bootloader", work / BOOTLOADER)
    application = own(release, inputs.source, "gateway-application", work / APPLICATION)
    source, ringlog = source_component(inputs.source), library(inputs.ringlog)
    compiler = tool(inputs.compiler, "GPL-3.0-or-later WITH GCC-exception-3.1")
    binutils = tool(inputs.binutils, "GPL-3.0-or-later")
    bom = Bom(
        serial_number=uuid5(NAMESPACE_URL, f"{PLATFORM}/runs/{release.run}/sbom"),
        metadata=about(release, root),
        components=[boot, application, source, ringlog, compiler, binutils],
    )
    bom.register_dependency(root, [boot, application])
    bom.register_dependency(boot, [source, compiler, binutils])
    bom.register_dependency(application, [source, ringlog, compiler, binutils])
    return bom


def write_sbom(release: Release, inputs: Inputs, work: Path, path: Path) -> None:
    """Write the SBOM as JSON."""
    bom = bill(release, inputs, work)
    outputter = make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6)
    document = json.loads(outputter.output_as_string())
    document["compositions"] = [whole(bom)]
    path.write_text(json.dumps(document, indent=2) + "\n", "utf-8")


def whole(bom: Bom) -> dict[str, Any]:
    """The claim that all lists are complete, for which the library has no class."""
    root = bom.metadata.component
    parts = [*([root] if root else []), *bom.components]
    refs = sorted(str(part.bom_ref) for part in parts)
    return {"aggregate": "complete", "assemblies": refs, "dependencies": refs}
