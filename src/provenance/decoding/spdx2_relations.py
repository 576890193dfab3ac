"""What relates elements of SPDX 2 documents, in the words and the direction of SPDX 3."""

from __future__ import annotations

from typing import Final, NamedTuple


class Type(NamedTuple):
    """A relationship type of SPDX 2: the word of SPDX 3, and whether its ends change places.

    `plain` says that the word tells all that the type did.
    """

    kind: str
    turned: bool = False
    plain: bool = True


OTHER: Final = Type("other", plain=False)

# SPDX 3 tells dependencies and tools of build, development and test apart by a scope of the
# relationship; the graph has none, so the type itself is kept beside the relation.
TYPES: Final[dict[str, Type]] = {
    "AMENDS": Type("amendedBy", turned=True),
    "ANCESTOR_OF": Type("ancestorOf"),
    "BUILD_DEPENDENCY_OF": Type("dependsOn", turned=True, plain=False),
    "BUILD_TOOL_OF": Type("usesTool", turned=True, plain=False),
    "CONTAINED_BY": Type("contains", turned=True),
    "CONTAINS": Type("contains"),
    "COPY_OF": Type("copiedTo", turned=True),
    "DATA_FILE_OF": Type("hasDataFile", turned=True),
    "DEPENDENCY_MANIFEST_OF": Type("hasDependencyManifest", turned=True),
    "DEPENDENCY_OF": Type("dependsOn", turned=True),
    "DEPENDS_ON": Type("dependsOn"),
    "DESCENDANT_OF": Type("descendantOf"),
    "DESCRIBED_BY": Type("describes", turned=True),
    "DESCRIBES": Type("describes"),
    "DEV_DEPENDENCY_OF": Type("dependsOn", turned=True, plain=False),
    "DEV_TOOL_OF": Type("usesTool", turned=True, plain=False),
    "DISTRIBUTION_ARTIFACT": Type("hasDistributionArtifact"),
    "DOCUMENTATION_OF": Type("hasDocumentation", turned=True),
    "DYNAMIC_LINK": Type("hasDynamicLink"),
    "EXAMPLE_OF": Type("hasExample", turned=True),
    "EXPANDED_FROM_ARCHIVE": Type("expandsTo", turned=True),
    "FILE_ADDED": Type("hasAddedFile", turned=True),
    "FILE_DELETED": Type("hasDeletedFile", turned=True),
    "FILE_MODIFIED": Type("modifiedBy"),
    "GENERATED_FROM": Type("generates", turned=True),
    "GENERATES": Type("generates"),
    "HAS_PREREQUISITE": Type("hasPrerequisite"),
    "METAFILE_OF": Type("hasMetadata", turned=True),
    "OPTIONAL_COMPONENT_OF": Type("hasOptionalComponent", turned=True),
    "OPTIONAL_DEPENDENCY_OF": Type("hasOptionalDependency", turned=True),
    "OTHER": OTHER,
    "PACKAGE_OF": Type("packagedBy", turned=True),
    "PATCH_APPLIED": Type("patchedBy", turned=True),
    "PATCH_FOR": Type("patchedBy", turned=True, plain=False),
    "PREREQUISITE_FOR": Type("hasPrerequisite", turned=True),
    "PROVIDED_DEPENDENCY_OF": Type("hasProvidedDependency", turned=True),
    "REQUIREMENT_DESCRIPTION_FOR": Type("hasRequirement", turned=True),
    "RUNTIME_DEPENDENCY_OF": Type("dependsOn", turned=True, plain=False),
    "SPECIFICATION_FOR": Type("hasSpecification", turned=True),
    "STATIC_LINK": Type("hasStaticLink"),
    "TEST_CASE_OF": Type("hasTestCase", turned=True),
    "TEST_DEPENDENCY_OF": Type("dependsOn", turned=True, plain=False),
    "TEST_OF": Type("hasTest", turned=True),
    "TEST_TOOL_OF": Type("usesTool", turned=True, plain=False),
    "VARIANT_OF": Type("hasVariant", turned=True),
}
"""Relationship types of SPDX 2.2 and 2.3 (2.3, clause 11.1, Table 68)."""
