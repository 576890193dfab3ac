"""What package URL types ask of their parts, beyond the grammar that all of them share.

From the type definitions of the package URL specification (one file for each type); npm and pypi
from its list of types. A type that is not here asks for nothing.
"""

from __future__ import annotations

import re
from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NAMESPACE_NEEDED: Final = _words(
    "alpm apk bitbucket composer deb git github golang huggingface maven qpkg rpm swift"
    " vscode-extension"
)
NAMESPACE_FORBIDDEN: Final = _words(
    "bazel bitnami cargo chrome-extension cocoapods conda cran gem hackage julia mlflow nuget oci"
    " opam otp pub pypi vcpkg"
)
LOWER_NAMESPACE: Final = _words(
    "alpm apk bitbucket brew composer deb github hex luarocks npm qpkg rpm vscode-extension yocto"
)
LOWER_NAME: Final = _words(
    "alpm apk bitbucket bitnami brew chrome-extension composer deb github hex luarocks oci otp pub"
    " pypi vscode-extension"
)
LOWER_VERSION: Final = frozenset({"huggingface", "oci", "vscode-extension"})
QUALIFIERS: Final = {
    "alpm": _words("arch"),
    "apk": _words("arch"),
    "bazel": _words("repository_url"),
    "bitnami": _words("arch distro"),
    "brew": _words("repository_url"),
    "conan": _words("user channel rrev prev"),
    "conda": _words("build channel subdir type"),
    "cpan": _words("author distpath repository_url download_url vcs_url ext"),
    "deb": _words("arch"),
    "gem": _words("platform"),
    "generic": _words("download_url checksum"),
    "julia": _words("uuid"),
    "luarocks": _words("repository_url"),
    "maven": _words("classifier type"),
    "mlflow": _words("model_uuid run_id"),
    "oci": _words("arch repository_url tag"),
    "otp": _words("repository_url platform arch"),
    "rpm": _words("epoch arch"),
    "swid": _words("tag_id tag_version patch tag_creator_name tag_creator_regid"),
    "vcpkg": _words("port_version repository_revision triplet"),
    "vscode-extension": _words("platform"),
    "yocto": _words("repository_url layer_version"),
}
"""Keys that a type defines: these are spelled as there, where others are read in any case."""
QUALIFIERS_NEEDED: Final = {"julia": "uuid", "swid": "tag_id"}

NAME_PATTERNS: Final = {
    "chrome-extension": re.compile(r"[a-p]{32}"),
    "cpan": re.compile(r"(?!.*::).+", re.DOTALL),
}
VERSION_PATTERNS: Final = {"chrome-extension": re.compile(r"\d+(\.\d+){0,3}")}
"""What a name or version has to be, where its type says so."""

_OTHER_THAN_WORD: Final = re.compile(r"[^a-z0-9_]")


def fold_namespace(kind: str, namespace: str) -> str:
    """A namespace in the one spelling of its type."""
    return namespace.lower() if kind in LOWER_NAMESPACE else namespace


def fold_name(kind: str, name: str, registry: str) -> str:
    """A name in the one spelling of its type; `registry` is the qualifier `repository_url`."""
    if kind in LOWER_NAME or (kind == "mlflow" and "databricks" in registry):
        name = name.lower()
    if kind == "pypi":
        return name.replace("_", "-")
    return _OTHER_THAN_WORD.sub("_", name) if kind == "pub" else name


def fold_version(kind: str, version: str) -> str:
    """A version in the one spelling of its type."""
    return version.lower() if kind in LOWER_VERSION else version
