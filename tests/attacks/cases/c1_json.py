"""C1: JSON that two parsers read in two ways, or that ends one of them."""

from __future__ import annotations

import json

from attack_cases import ACCEPT, CRASH, REJECT, case
from attack_delivery import Delivery, digests
from attack_material import EVIL, encode


def _linked(plan: Delivery, payload: bytes) -> None:
    """The link of the one step, as these bytes."""
    plan.links = []
    plan.report(payload, "build", "assemble")


@case(
    "the name 'products' stands twice", "provenance/missing-provenance", hostile={"in-toto": ACCEPT}
)
def case_05_a_name_twice_inside_a_signed_payload(plan: Delivery, hostile: bool) -> None:
    """A functionary signs products twice: the first list says evil.img, the last the image."""
    plan.by_layout()
    text = json.dumps(plan.links[0])
    if hostile:
        evil = json.dumps({"evil.img": digests(EVIL)})
        text = text.replace('"products": ', f'"products": {evil}, "products": ', 1)
    _linked(plan, text.encode())


@case(
    "sbom/unaccepted-format fail",
    "the name 'components' stands twice",
    hostile={"cyclonedx": ACCEPT},
)
def case_05_a_name_twice_inside_a_bill_of_materials(plan: Delivery, hostile: bool) -> None:
    """A bill of materials lists its components twice: one list is for each kind of parser."""
    text = encode(plan.sbom).decode()
    if hostile:
        text = '{"components": [], ' + text[1:]
    _bill(plan, text.encode())


@case("sbom/unaccepted-format fail", "the name 'state' stands twice", hostile={"cyclonedx": ACCEPT})
def case_05_a_name_twice_inside_an_advisory(plan: Delivery, hostile: bool) -> None:
    """A vulnerability states twice how it affects the product."""
    plan.sbom["vulnerabilities"] = [
        {
            "id": "CVE-2026-0001",
            "analysis": {"state": "not_affected", "justification": "code_not_present"},
        }
    ]
    text = encode(plan.sbom).decode()
    if hostile:
        text = text.replace('"state": ', '"state": "exploitable", "state": ', 1)
    _bill(plan, text.encode())


def _bill(plan: Delivery, content: bytes) -> None:
    plan.replaced["sbom.cdx.json"] = content
    plan.replaced["sbom.cdx.json.sig"] = plan.signature("release", content)


@case("links/assemble", hostile={"in-toto": REJECT})
def case_07_not_a_number(plan: Delivery, hostile: bool) -> None:
    """A signed link holds NaN, which is no JSON."""
    plan.by_layout()
    plan.links[0]["byproducts"] = {"return-value": float("nan") if hostile else 0}
    _linked(plan, encode(plan.links[0]))


@case("links/assemble", hostile={"in-toto": REJECT})
def case_07_huge_integer(plan: Delivery, hostile: bool) -> None:
    """A signed link holds a number of five thousand digits."""
    plan.by_layout()
    text = encode(plan.links[0]).decode()
    number = "9" * 5_000 if hostile else "9"
    _linked(plan, text.replace('"byproducts": {}', f'"byproducts": {{"n": {number}}}').encode())


@case("links/assemble", hostile={"in-toto": REJECT})
def case_07_lone_surrogate(plan: Delivery, hostile: bool) -> None:
    """A name in a signed link is half of a character."""
    plan.by_layout()
    plan.links[0]["byproducts"] = {"stdout": "\ud800" if hostile else "\U0001f600"}
    _linked(plan, encode(plan.links[0]))


@case("links/assemble", hostile={"in-toto": REJECT})
def case_07_invalid_utf_8(plan: Delivery, hostile: bool) -> None:
    """A signed link is not in UTF-8."""
    plan.by_layout()
    plan.links[0]["byproducts"] = {"stdout": "ü"}
    text = json.dumps(plan.links[0], ensure_ascii=False)
    _linked(plan, text.encode("latin-1" if hostile else "utf-8"))


@case("links/assemble", hostile={"in-toto": CRASH})
def case_07_nested_without_end(plan: Delivery, hostile: bool) -> None:
    """A signed link is nested 100,000 levels deep."""
    plan.by_layout()
    text = encode(plan.links[0])
    depth = 100_000 if hostile else 10
    deep = b'{"a": ' * depth + b"1" + b"}" * depth
    _linked(plan, text.replace(b'"byproducts": {}', b'"byproducts": ' + deep))


@case("sbom.cdx.json", hostile={"cyclonedx": CRASH})
def case_07_a_bill_of_materials_without_end(plan: Delivery, hostile: bool) -> None:
    """Components stand inside components, 5,000 levels deep."""
    depth = 5_000 if hostile else 10
    part = plan.component("part", "1.0", "ab" * 32)
    inner = encode({**part, "bom-ref": "p0", "licenses": [], "components": "X"}).decode()
    head, _, tail = inner.partition('"X"')
    if not hostile:
        return
    text = encode(plan.sbom).decode()
    deep = f"{head}[" * depth + f"]{tail}" * depth
    _bill(plan, text.replace('"components": [', f'"components": [{deep}, ', 1).encode())
