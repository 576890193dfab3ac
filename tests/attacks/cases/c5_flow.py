"""C5: steps, and what flows between them, that a layout lets through without anybody noticing."""

from __future__ import annotations

from attack_cases import ACCEPT, REJECT, case
from attack_delivery import CLOSED, Delivery, digests
from attack_material import EVIL, Plain


def _with_evil(plan: Delivery, hostile: bool) -> None:
    """The functionary reports a second image, and the vendor delivers and describes it."""
    if hostile:
        plan.described("evil.img", EVIL)
        plan.links[0]["products"]["evil.img"] = digests(EVIL)


@case("provenance/broken-layout", "step sign", hostile={"in-toto": ACCEPT})
def case_38_the_link_of_another_step(plan: Delivery, hostile: bool) -> None:
    """The link of one step is renamed, and stands for the next one too."""
    steps = [plan.planned(name, ["ALLOW *"], ["ALLOW *"]) for name in ("assemble", "sign")]
    made = {"gateway.img": plan.image}
    links = [plan.link("assemble", {"main.c": "main"}, made), plan.link("sign", made, made)]
    plan.by_layout(*steps, links=links)
    if hostile:
        plan.links.pop()
        plan.report(links[0], "build", "sign")


@case(
    "provenance/broken-layout open", "whose inspections nobody planned", hostile={"in-toto": ACCEPT}
)
def case_39_a_sublayout_with_an_inspection(plan: Delivery, hostile: bool) -> None:
    """A functionary sends a layout with an inspection in place of a link: its command is run."""
    plan.by_layout()
    if not hostile:
        return
    run = ["touch", str(plan.folder / "executed")]
    trap = {"_type": "inspection", "name": "trap", "run": run}
    trap |= {"expected_materials": [], "expected_products": []}
    inner = {**plan.plan("real"), "inspect": [trap]}
    folder = plan.report_name("assemble", "build").removesuffix(".link")
    real = plan.sealing(plan.link("real", {"main.c": "main"}, plan.images), "build")
    plan.links = []
    plan.report(inner, "build", "assemble")
    plan.sealed[f"{folder}/{plan.report_name('real', 'build')}"] = real


@case("provenance/broken-layout open", "evil.img", hostile={"in-toto": ACCEPT})
def case_40_nothing_closes_the_list(plan: Delivery, hostile: bool) -> None:
    """No DISALLOW closes the list of products, and a product that no rule expects is delivered."""
    plan.by_layout(plan.planned("assemble", products=["CREATE gateway.img"]))
    _with_evil(plan, hostile)


@case("provenance/broken-layout open", "evil.img", hostile={"in-toto": ACCEPT})
def case_40_allow_before_disallow(plan: Delivery, hostile: bool) -> None:
    """ALLOW * stands before the DISALLOW that should keep evil images out."""
    rules = ["ALLOW *", "DISALLOW evil*"] if hostile else ["CREATE gateway.img", *CLOSED]
    plan.by_layout(plan.planned("assemble", products=rules))
    _with_evil(plan, hostile)


@case("provenance/broken-layout", "nobody", hostile={"in-toto": REJECT})
def case_40_match_from_a_step_that_is_not_there(plan: Delivery, hostile: bool) -> None:
    """A MATCH refers to a step that the layout does not have."""
    source = "nobody" if hostile else "compile"
    compile_step = plan.planned("compile", products=["CREATE *.o", *CLOSED])
    rules = [f"MATCH main.o WITH PRODUCTS FROM {source}", *CLOSED]
    links = [
        plan.link("compile", {"main.c": "main"}, {"main.o": "object"}),
        plan.link("assemble", {"main.o": "object"}, {"gateway.img": plan.image}),
    ]
    plan.by_layout(compile_step, plan.planned("assemble", rules), links=links)


@case("provenance/broken-layout open", "src/a/../../evil.c", hostile={"in-toto": ACCEPT})
def case_40_a_star_that_crosses_folders(plan: Delivery, hostile: bool) -> None:
    """`src/*` lets through a name that begins in src and leaves it again."""
    plan.by_layout(plan.planned("assemble", ["ALLOW src/*", *CLOSED]))
    name = "src/a/../../evil.c" if hostile else "src/main.c"
    plan.links = [plan.link("assemble", {name: "main"}, {"gateway.img": plan.image})]


@case("provenance/broken-layout", hostile={"in-toto": REJECT}, twin={"in-toto": REJECT})
def case_40_require_behind_create(plan: Delivery, hostile: bool) -> None:
    """A required product is missing; in the twin it is there, and CREATE took it before."""
    wanted = "other.img" if hostile else "gateway.img"
    rules = ["CREATE gateway.img", f"REQUIRE {wanted}", *CLOSED]
    plan.by_layout(plan.planned("assemble", products=rules))


@case("provenance/broken-layout fail", hostile={"in-toto": REJECT})
def case_40_a_pattern_in_another_case(plan: Delivery, hostile: bool) -> None:
    """A product differs from its pattern in capitals."""
    rules = ["CREATE Gateway.img" if hostile else "CREATE gateway.img", *CLOSED]
    plan.by_layout(plan.planned("assemble", products=rules))


@case("provenance/broken-layout open", "made nothing of that name", hostile={"in-toto": ACCEPT})
def case_41_create_without_the_product(plan: Delivery, hostile: bool) -> None:
    """The layout expects two images to be created, and one was not."""
    plan.by_layout(
        plan.planned("assemble", products=["CREATE gateway.img", "CREATE radio.img", *CLOSED])
    )
    if not hostile:
        plan.described("radio.img", EVIL)
        plan.links[0]["products"]["radio.img"] = digests(EVIL)


@case("provenance/missing-provenance open", hostile={"in-toto": ACCEPT})
def case_41_an_image_that_no_step_made(plan: Delivery, hostile: bool) -> None:
    """The image goes into the only step as it comes out of it: nobody says who made it."""
    name = "gateway.img" if hostile else "main.c"
    content = plan.image if hostile else "main"
    plan.by_layout(plan.planned("assemble", ["ALLOW *"], ["ALLOW *"]))
    plan.links = [plan.link("assemble", {name: content}, {"gateway.img": plan.image})]


@case("provenance/broken-layout fail", "it expired", hostile={"in-toto": REJECT})
def case_32_a_layout_that_has_expired(plan: Delivery, hostile: bool) -> None:
    """The layout was good until yesterday."""
    plan.by_layout()
    if hostile:
        plan.layout["expires"] = "2026-11-21T00:00:00Z"


@case("provenance/broken-layout open", "evil.c", hostile={"in-toto": ACCEPT})
def case_41_a_deleted_input(plan: Delivery, hostile: bool) -> None:
    """A step reads a file that nobody made, and DELETE lets it vanish."""
    steps = [
        plan.planned("fetch", ["DISALLOW *"], ["CREATE *.c", *CLOSED]),
        plan.planned("assemble", ["MATCH *.c WITH PRODUCTS FROM fetch", "DELETE *", *CLOSED]),
    ]
    read = {"main.c": "main"} | ({"evil.c": "evil"} if hostile else {})
    links = [
        plan.link("fetch", {}, {"main.c": "main"}),
        plan.link("assemble", read, plan.images),
    ]
    plan.by_layout(*steps, links=links)


def _two_reports(plan: Delivery, second: Plain) -> None:
    step = plan.planned("assemble", by=["build", "second"], threshold=2)
    plan.by_layout(step, keys=["build", "second"])
    plan.report(second, "second", "assemble")


@case("provenance/broken-layout fail", "functionaries do not agree", hostile={"in-toto": REJECT})
def case_50_functionaries_disagree(plan: Delivery, hostile: bool) -> None:
    """Two functionaries are needed, and they report different images."""
    made = EVIL if hostile else plan.image
    _two_reports(plan, plan.link("assemble", {"main.c": "main"}, {"gateway.img": made}))


@case("provenance/broken-layout fail", "functionaries do not agree", hostile={"in-toto": REJECT})
def case_50_functionaries_disagree_about_what_they_read(plan: Delivery, hostile: bool) -> None:
    """Two functionaries report one image, made of different sources."""
    read = "evil" if hostile else "main"
    _two_reports(plan, plan.link("assemble", {"main.c": read}, plan.images))
