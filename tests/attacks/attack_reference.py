"""How the reference in-toto verifier answers, row by row of the table in the design.

Every row is a case of the catalogue, hostile or twin; the answers that it is known to give stand
there. Rows of the table that hold several probes have several lines here.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Row(NamedTuple):
    """One probe: the case, whether its hostile form is asked, and what the reference answers."""

    probe: str
    case: str
    hostile: bool
    answer: str


ROWS: Final = (
    Row("a link named otherwise is renamed", "case_38_the_link_of_another_step", True, "accept"),
    Row(
        "one key under two key ids, threshold 2",
        "case_12_one_key_under_two_key_ids",
        True,
        "accept",
    ),
    Row(
        "duplicate keys inside a signed payload",
        "case_05_a_name_twice_inside_a_signed_payload",
        True,
        "accept",
    ),
    Row("an image with MD5 only", "case_18_the_image_by_a_weak_digest", True, "accept"),
    Row("MATCH by MD5 only", "case_18_only_md5", True, "accept"),
    Row("MATCH by CRC-32 only", "case_18_only_a_checksum", True, "accept"),
    Row("MATCH of empty digest sets", "case_18_no_digest", True, "accept"),
    Row(
        "a sublayout whose inspection runs a command",
        "case_39_a_sublayout_with_an_inspection",
        True,
        "accept",
    ),
    Row("no steps and no inspections", "case_15_a_layout_without_steps", True, "accept"),
    Row("no closing DISALLOW", "case_40_nothing_closes_the_list", True, "accept"),
    Row("ALLOW * before DISALLOW", "case_40_allow_before_disallow", True, "accept"),
    Row("CREATE without the product", "case_41_create_without_the_product", True, "accept"),
    Row("a product that climbs out", "case_37_a_product_outside_of_the_folder", True, "accept"),
    Row("a step named like a path", "case_14_a_step_named_like_a_path", True, "accept"),
    Row(
        "the delivered image is replaced", "case_36_the_delivered_image_is_replaced", True, "accept"
    ),
    Row("an old link is replayed", "case_45_the_link_of_an_older_build", True, "accept"),
    Row(
        "a field injected into a Metablock",
        "case_04_a_field_injected_into_a_metablock",
        True,
        "accept",
    ),
    Row("threshold 0", "case_15_a_threshold_of_zero", True, "crash"),
    Row("threshold -1", "case_15_a_negative_threshold", True, "crash"),
    Row("JSON without end", "case_07_nested_without_end", True, "crash"),
    Row(
        "SHA-256 beside SHA-256 and SHA-512",
        "case_20_one_side_has_a_second_digest",
        False,
        "reject",
    ),
    Row("digits in capitals", "case_20_a_digest_in_capitals", False, "reject"),
    Row("REQUIRE behind CREATE", "case_40_require_behind_create", False, "reject"),
    Row("an expired layout", "case_32_a_layout_that_has_expired", True, "reject"),
    Row("a path in another case", "case_40_a_pattern_in_another_case", True, "reject"),
)
