"""C5, case 52: towers and circles of documents end, within bounds, and are named."""

from __future__ import annotations

import copy

from attack_cases import ACCEPT, REJECT, case
from attack_delivery import Delivery
from attack_material import IN_TOTO, Plain, encode


def _inner_layout(plan: Delivery, step: str, readme: str) -> Plain:
    return {**plan.plan(step), "readme": readme}


@case("provenance/broken-layout open", "layouts deep", hostile={"in-toto": ACCEPT})
def case_52_a_tower_of_sublayouts(plan: Delivery, hostile: bool) -> None:
    """Each layout stands for the only step of the one before, twelve levels deep."""
    levels = 12 if hostile else 3
    plan.by_layout(plan.planned("level-0", ["ALLOW *.c"], ["CREATE *.img"]))
    plan.links, folder = [], ""
    for level in range(levels):
        name = plan.report_name(f"level-{level}", "build")
        inner = _inner_layout(plan, f"level-{level + 1}", "")
        plan.sealed[f"{folder}{name}"] = plan.sealing(inner, "build")
        folder += f"{name.removesuffix('.link')}/"
    last = plan.link(f"level-{levels}", {"main.c": "main"}, plan.images)
    plan.sealed[f"{folder}{plan.report_name(last['name'], 'build')}"] = plan.sealing(last, "build")


@case(
    "provenance/broken-layout open", "inside it, and was not followed", hostile={"in-toto": REJECT}
)
def case_52_a_layout_that_stands_for_its_own_step(plan: Delivery, hostile: bool) -> None:
    """The layout is its own sublayout, and so on without end."""
    plan.by_layout()
    if not hostile:
        return
    plan.signers["layout"] = ["release", "build"]
    plan.links = []
    again = plan.sealing(plan.layout, "release", "build")
    plan.sealed[plan.report_name("assemble", "build")] = again
    folder = plan.report_name("assemble", "build").removesuffix(".link")
    for level in range(1, 20):
        below = "/".join([folder] * level)
        plan.sealed[f"{below}/{folder}.link"] = again


@case("process/vacuous-audit open", "tower.json")
def case_52_a_tower_of_envelopes(plan: Delivery, hostile: bool) -> None:
    """Every envelope holds the next one."""
    inner = encode(plan.statements[0])
    for _ in range(14 if hostile else 1):
        inner = plan.envelope(inner, IN_TOTO, ["build"])
    plan.extra["tower.json"] = inner


@case(
    "dependency/unresolved-linked-bom",
    "documents refer to each other",
    hostile={"cyclonedx": ACCEPT},
)
def case_52_bills_of_materials_that_refer_to_one_another(plan: Delivery, hostile: bool) -> None:
    """Two bills of materials are each the parts list of the other."""
    other = plan.bill_of_materials(plan.image)
    other["serialNumber"] = "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b80"
    plan.sbom["components"][1]["type"] = "firmware"
    other["metadata"]["component"] = copy.deepcopy(plan.sbom["components"][1])
    other["components"], other["compositions"] = [], []
    other["dependencies"] = [{"ref": "zlib"}]
    _refer(plan.sbom["components"][1], other["serialNumber"])
    if hostile:
        _refer(other["metadata"]["component"], plan.sbom["serialNumber"])
    plan.extra["zlib.cdx.json"] = encode(other)
    plan.extra["zlib.cdx.json.sig"] = plan.signature("release", encode(other))


def _refer(component: Plain, serial: str) -> None:
    url = f"urn:cdx:{serial.removeprefix('urn:uuid:')}/1"
    component["externalReferences"] = [{"type": "bom", "url": url}]


@case("provenance/broken-layout open", hostile={"in-toto": REJECT})
def case_52_layouts_that_stand_for_one_another(plan: Delivery, hostile: bool) -> None:
    """Two layouts stand for each other's step, and no link is at the bottom."""
    plan.by_layout()
    if not hostile:
        return
    first = _inner_layout(plan, "assemble", "one")
    second = _inner_layout(plan, "assemble", "two")
    plan.links, name = [], plan.report_name("assemble", "build")
    folder = name.removesuffix(".link")
    plan.sealed[name] = plan.sealing(first, "build")
    plan.sealed[f"{folder}/{name}"] = plan.sealing(second, "build")
    plan.sealed[f"{folder}/{folder}/{name}"] = plan.sealing(first, "build")
