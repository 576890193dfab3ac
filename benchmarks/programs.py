"""What is measured: our commands and their peers on the same inputs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from measure import Program, say
from peers import HERE, beside_us, python_with_peers

AT = "2026-11-22T12:00:00Z"

# Program labels, which the goals refer to.
GRAPH = "provenance.read, then three questions"
READ = "provenance read --format json"
JUDGED = "provenance.read, then provenance.audit"
LIB4SBOM = "lib4sbom 0.10.4 parse"
XML = "provenance.read, CycloneDX XML"
XML_PEER = "cyclonedx-python-lib Bom.from_xml"
SPDX = "provenance.read, SPDX 2.3 JSON"
SPDX_TOOLS = "spdx-tools 0.8.5 parse"
SPDX_LIB4SBOM = "lib4sbom 0.10.4 parse, SPDX"
TAGS = "provenance.read, SPDX 2.3 tag-value"
TAGS_PEER = "spdx-tools 0.8.5 parse, tag-value"
SPDX3 = "provenance.read, SPDX 3.0.1"
SPDX3_PEER = "spdx-python-model 0.0.6 read"
JSON = "json.loads, collector off"
STATEMENTS = "provenance.read and verify, 10,000 envelopes"
BUNDLES = "provenance.read and verify, 1,000 bundles"
BUNDLES_PEER = "sigstore-python 4.5 Verifier.verify_dsse, the same"
STATEMENTS_BARE = "json.loads and Ed25519PublicKey.verify, the same"
HELP = "provenance --help"
PASS = "python -c pass"
IN_TOTO_HELP = "in-toto-verify --help"
OURS = "provenance verify"
THEIRS = "in-toto-verify 3.1.0"

# The limit is parsing alone, so this one leaves without freeing what it made; ours frees.
_JSON_CODE = (
    "import gc, json, os, sys; gc.disable(); "
    "made = json.loads(open(sys.argv[1], 'rb').read()); os._exit(0)"
)
_LIB4SBOM_CODE = (
    "import sys; from lib4sbom.parser import SBOMParser; p = SBOMParser(); "
    "p.parse_file(sys.argv[1]); assert len(p.get_packages()) >= int(sys.argv[2])"
)

_SPDX3_BASE = "https://gateway.example/spdx/"
_XML_CODE = (
    "import sys; from xml.etree import ElementTree; from cyclonedx.model.bom import Bom; "
    "bom = Bom.from_xml(ElementTree.parse(sys.argv[1]).getroot()); "
    "assert len(bom.components) >= int(sys.argv[2])"
)
_SPDX_TOOLS_CODE = (
    "import sys; from spdx_tools.spdx.parser.parse_anything import parse_file; "
    "assert len(parse_file(sys.argv[1]).packages) >= int(sys.argv[2])"
)
_SPDX3_CODE = (
    "import sys; from spdx_python_model import v3_0_1 as m; made = m.SHACLObjectSet(); "
    "m.JSONLDDeserializer().read(open(sys.argv[1], 'rb'), made); "
    "assert sum(1 for _ in made.foreach()) >= int(sys.argv[2])"
)


@dataclass(frozen=True)
class Sizes:
    """How much work; the goals are stated for the defaults of `make bench`."""

    components: int = 100_000
    elements: int = 10_000
    """Components of CycloneDX XML and of SPDX 3."""
    packages: int = 1_000
    """Packages of SPDX tag-value, for which the peer takes a minute."""
    steps: int = 1_000
    artifacts: int = 100
    statements: int = 10_000
    """DSSE envelopes with one statement each, in one file of JSON lines."""
    sublayouts: int = 50
    """Layouts in place of links; measured again with twice and four times as many."""
    bundles: int = 1_000
    """Sigstore bundles with one statement each, in one file of JSON lines."""
    ruled: int = 16_000
    """Artifacts with a rule each, for our verifier; measured again with twice as many."""
    ruled_peer: int = 4_000
    """The same for the peer, which needs half a minute and a gigabyte at 16,000."""


QUICK = Sizes(
    components=2_000,
    elements=500,
    packages=50,
    steps=40,
    artifacts=20,
    statements=500,
    bundles=100,
    sublayouts=5,
    ruled=400,
    ruled_peer=200,
)


class Inputs:
    """Makes what is missing in a folder and names it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.folder.mkdir(parents=True, exist_ok=True)
        makers = sorted(HERE.glob("generate*.py"))
        self._source = b"".join(maker.read_bytes() for maker in makers)

    def sbom(self, components: int) -> Path:
        """A CycloneDX document."""
        path = self.folder / f"sbom-{components}.cdx.json"
        self._make(path, "generate.py", "sbom", "--components", str(components))
        return path

    def form(self, form: str, components: int) -> Path:
        """The same product in another format."""
        ending = {"tags": "spdx", "xml": "cdx.xml"}.get(form, f"{form}.json")
        path = self.folder / f"sbom-{components}.{ending}"
        self._make(path, "generate_forms.py", form, "--components", str(components))
        return path

    def links(self, steps: int, artifacts: int, *more: str) -> Path:
        """A folder with a layout and its links; the key stands beside it."""
        name = "-".join([f"links-{steps}x{artifacts}", *(word.strip("-") for word in more)])
        path = self.folder / name
        self._make(
            path,
            "generate.py",
            "links",
            "--steps",
            str(steps),
            "--artifacts",
            str(artifacts),
            *more,
        )
        return path

    def sublayouts(self, count: int, artifacts: int) -> Path:
        """A layout whose steps are layouts of others; the key stands beside the folder."""
        path = self.folder / f"sublayouts-{count}x{artifacts}"
        more = ("--sublayouts", str(count), "--artifacts", str(artifacts))
        self._make(path, "generate_sublayouts.py", *more)
        return path

    def signed(self, what: str, count: int) -> Path:
        """`statements` in envelopes or `bundles`, one on each line; keys stand beside the file."""
        path = self.folder / f"{what}-{count}.jsonl"
        self._make(path, f"generate_{what}.py", f"--{what}", str(count))
        return path

    def _make(self, path: Path, maker: str, *arguments: str) -> None:
        # the stamp holds the generator itself: inputs of an older one are made again
        stamp = path.with_name(path.name + ".made")
        if stamp.exists() and stamp.read_bytes() == self._source:
            return
        say(f"making {path.name}")
        command = [sys.executable, str(HERE / maker), *arguments, "--output", str(path)]
        subprocess.run(command, check=True)
        stamp.write_bytes(self._source)


def start_programs(inputs: Inputs, sizes: Sizes) -> list[Program]:
    """Commands that do nothing yet."""
    ours, missing = beside_us("provenance")
    theirs, theirs_missing = beside_us("in-toto-verify")
    return [
        Program(PASS, (sys.executable, "-c", "pass"), inputs.folder),
        Program(HELP, (str(ours), "--help"), inputs.folder, missing),
        Program(IN_TOTO_HELP, (str(theirs), "--help"), inputs.folder, theirs_missing),
    ]


def sbom_programs(inputs: Inputs, sizes: Sizes) -> list[Program]:
    """One large SBOM, by everything that can read it."""
    sbom = str(inputs.sbom(sizes.components))
    count = str(sizes.components)
    last = _last_ref(Path(sbom))
    ours, missing = beside_us("provenance")
    peers, peers_missing = python_with_peers()
    ask = (sys.executable, str(HERE.resolve() / "read_and_ask.py"), sbom, count, last)
    judge = (sys.executable, str(HERE.resolve() / "read_and_judge.py"), sbom, AT)
    parse = (str(peers.absolute()), "-c", _LIB4SBOM_CODE, sbom, count)
    return [
        Program(JSON, (sys.executable, "-c", _JSON_CODE, sbom), inputs.folder),
        Program(GRAPH, ask, inputs.folder, missing),
        Program(READ, (str(ours), "read", sbom, "--format", "json"), inputs.folder, missing),
        Program(JUDGED, judge, inputs.folder, missing),
        Program(LIB4SBOM, parse, inputs.folder, peers_missing),
    ]


def _ask(inputs: Inputs, label: str, sbom: Path, count: int, last: str) -> Program:
    ask = (sys.executable, str(HERE.resolve() / "read_and_ask.py"), str(sbom), str(count), last)
    return Program(label, ask, inputs.folder, beside_us("provenance")[1])


def _peer(inputs: Inputs, label: str, code: str, sbom: Path, count: int) -> Program:
    """A peer of the environment of their own."""
    python, missing = python_with_peers()
    argv = (str(python.absolute()), "-c", code, str(sbom), str(count))
    return Program(label, argv, inputs.folder, missing)


def xml_programs(inputs: Inputs, sizes: Sizes) -> list[Program]:
    """CycloneDX XML, by us and by the library of its specification."""
    count = sizes.elements
    path = inputs.form("xml", count)
    theirs = (sys.executable, "-c", _XML_CODE, str(path), str(count))
    return [
        _ask(inputs, XML, path, count, f"part:{count - 1}"),
        Program(XML_PEER, theirs, inputs.folder),
    ]


def spdx_programs(inputs: Inputs, sizes: Sizes) -> list[Program]:
    """SPDX 2.3 JSON, by us, by the reference and by the quickest peer."""
    count = sizes.components
    path = inputs.form("spdx", count)
    return [
        _ask(inputs, SPDX, path, count, f"SPDXRef-part-{count - 1}"),
        _peer(inputs, SPDX_TOOLS, _SPDX_TOOLS_CODE, path, count),
        _peer(inputs, SPDX_LIB4SBOM, _LIB4SBOM_CODE, path, count),
    ]


def tag_programs(inputs: Inputs, sizes: Sizes) -> list[Program]:
    """SPDX 2.3 tag-value."""
    count = sizes.packages
    path = inputs.form("tags", count)
    return [
        _ask(inputs, TAGS, path, count, f"SPDXRef-part-{count - 1}"),
        _peer(inputs, TAGS_PEER, _SPDX_TOOLS_CODE, path, count),
    ]


def spdx3_programs(inputs: Inputs, sizes: Sizes) -> list[Program]:
    """SPDX 3.0.1 JSON-LD."""
    count = sizes.elements
    path = inputs.form("spdx3", count)
    last = f"{_SPDX3_BASE}part-{count - 1}"
    return [
        _ask(inputs, SPDX3, path, count, last),
        _peer(inputs, SPDX3_PEER, _SPDX3_CODE, path, count),
    ]


def growth_programs(inputs: Inputs, sizes: Sizes) -> list[Program]:
    """Once, twice and four times the components, in both formats."""
    found = []
    for times in (1, 2, 4):
        count = times * sizes.components
        cdx, spdx = inputs.sbom(count), inputs.form("spdx", count)
        last = f"SPDXRef-part-{count - 1}"
        found.append(_ask(inputs, grown("CycloneDX JSON", times), cdx, count, _last_ref(cdx)))
        found.append(_ask(inputs, grown("SPDX 2.3 JSON", times), spdx, count, last))
    return found


LARGE = {"xml": "CycloneDX XML", "tags": "SPDX 2.3 tag-value", "spdx3": "SPDX 3.0.1"}
"""Formats whose peak is measured where the interpreter's own memory does not count."""


def large(form: str) -> str:
    """The label of one program of the table of memory."""
    return f"provenance.read, {LARGE[form]}, large"


def large_programs(form: str) -> Callable[[Inputs, Sizes], list[Program]]:
    """One large document of a format."""

    def programs(inputs: Inputs, sizes: Sizes) -> list[Program]:
        count = sizes.components
        refs = {"xml": "part:", "tags": "SPDXRef-part-", "spdx3": f"{_SPDX3_BASE}part-"}
        path = inputs.form(form, count)
        return [_ask(inputs, large(form), path, count, f"{refs[form]}{count - 1}")]

    return programs


def grown(form: str, times: int) -> str:
    """The label of one program of the table of growth."""
    return f"provenance.read, {form}, {times}x"


def link_programs(inputs: Inputs, sizes: Sizes) -> list[Program]:
    """A layout and its links, as Metablock and in DSSE."""
    metablock = inputs.links(sizes.steps, sizes.artifacts)
    dsse = inputs.links(sizes.steps, sizes.artifacts, "--dsse")
    return [*_verifiers(metablock, "Metablock"), *_verifiers(dsse, "DSSE")]


def statement_programs(inputs: Inputs, sizes: Sizes) -> list[Program]:
    """Signed statements in one file: what the graph costs beside the signatures."""
    labels = {"bare": STATEMENTS_BARE, "ours": STATEMENTS}
    path = inputs.signed("statements", sizes.statements)
    return _inside("verify_statements.py", labels, path, sizes.statements)


def bundle_programs(inputs: Inputs, sizes: Sizes) -> list[Program]:
    """Sigstore bundles in one file: the graph and our checks, beside the library's."""
    labels = {"library": BUNDLES_PEER, "ours": BUNDLES}
    path = inputs.signed("bundles", sizes.bundles)
    return _inside("verify_bundles.py", labels, path, sizes.bundles)


def _inside(script: str, labels: Mapping[str, str], path: Path, count: int) -> list[Program]:
    """Programs of one script, which says itself what it spent after it had loaded everything."""
    found, missing = [], {"ours": beside_us("provenance")[1]}
    for who, label in labels.items():
        argv = (sys.executable, str(HERE.resolve() / script), who, str(path), str(count), AT)
        found.append(Program(label, argv, path.parent, missing.get(who, ""), inside=True))
    return found


def ruled_programs(inputs: Inputs, sizes: Sizes) -> list[Program]:
    """One MATCH rule per artifact, and twice as many of both."""
    found = []
    for name, size in (("once", 1), ("doubled", 2)):
        ours = inputs.links(2, sizes.ruled * size, "--rules", "per-artifact")
        theirs = inputs.links(2, sizes.ruled_peer * size, "--rules", "per-artifact")
        found += [_verifiers(ours, name)[0], _verifiers(theirs, name)[1]]
    return found


def sublayout_programs(inputs: Inputs, sizes: Sizes) -> list[Program]:
    """Once, twice and four times as many layouts inside one."""
    found = []
    for times in (1, 2, 4):
        folder = inputs.sublayouts(times * sizes.sublayouts, sizes.artifacts)
        found.append(_verifiers(folder, nested(times).partition(", ")[2])[0])
    return found


def nested(times: int) -> str:
    """The label of one program of the table of sublayouts."""
    return f"{OURS}, sublayouts {times}x"


def _verifiers(folder: Path, suffix: str) -> list[Program]:
    ours, missing = beside_us("provenance")
    theirs, theirs_missing = beside_us("in-toto-verify")
    key = str(folder.with_name(folder.name + ".pub"))
    mine = (str(ours), "verify", str(folder), "--key", key, "--at", AT)
    options = ("--layout", str(folder / "root.layout"), "--verification-keys", key)
    reference = (str(theirs), *options, "--link-dir", str(folder))
    return [
        Program(f"{OURS}, {suffix}", mine, folder, missing),
        Program(f"{THEIRS}, {suffix}", reference, folder, theirs_missing),
    ]


def _last_ref(sbom: Path) -> str:
    """The ref of the last component, which many others depend on, without parsing the document."""
    with sbom.open("rb") as file:
        file.seek(max(0, sbom.stat().st_size - 100_000))
        tail = file.read().decode()
    return tail.rsplit('{"ref":"product"', 1)[0].rsplit('"ref":"', 1)[1].split('"', 1)[0]


@dataclass(frozen=True)
class Part:
    """One table of the page: programs that run in turns."""

    name: str
    title: str
    programs: Callable[[Inputs, Sizes], list[Program]]
    repeat: int = 1
    """Rounds for each round asked for: what takes milliseconds is measured more often."""
    document: Callable[[Inputs, Sizes], Path] | None = None
    """The one document that the programs of the table read."""


PARTS = (
    Part("start", "Start-up", start_programs, repeat=5),
    Part("sbom", "One large SBOM", sbom_programs, document=lambda i, s: i.sbom(s.components)),
    Part("xml", "CycloneDX XML", xml_programs, document=lambda i, s: i.form("xml", s.elements)),
    Part("spdx", "SPDX 2.3 JSON", spdx_programs,
         document=lambda i, s: i.form("spdx", s.components)),
    Part("tags", "SPDX 2.3 tag-value", tag_programs,
         document=lambda i, s: i.form("tags", s.packages)),
    Part("spdx3", "SPDX 3.0.1", spdx3_programs,
         document=lambda i, s: i.form("spdx3", s.elements)),
    *(
        Part(f"large-{form}", f"{name}, large", large_programs(form),
             document=lambda i, s, form=form: i.form(form, s.components))  # type: ignore[misc]
        for form, name in LARGE.items()
    ),
    Part("growth", "Twice and four times as much", growth_programs),
    Part("links", "Links and a layout", link_programs),
    Part("sublayouts", "Layouts inside a layout", sublayout_programs),
    Part("statements", "Signed statements", statement_programs),
    Part("bundles", "Sigstore bundles", bundle_programs),
    Part("ruled", "One rule per artifact", ruled_programs),
)  # fmt: skip
