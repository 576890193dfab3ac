"""The source trees as archives, the same bytes on every machine, with their git commits."""

from __future__ import annotations

import hashlib
import io
import tarfile
from datetime import datetime
from pathlib import Path

from making.product import (
    ARCHIVES,
    RINGLOG_ARCHIVES,
    RINGLOG_RELEASED,
    RINGLOG_REPOSITORY,
    RINGLOG_VERSION,
    Input,
    Release,
)

FIRMWARE = Path(__file__).parents[1] / "firmware"
APART = ("vendor", "history", "build")
"""Folders that are no part of the gateway's own source archive."""

Tree = dict[str, bytes]
"""Content by path."""


def files_below(folder: Path) -> Tree:
    """Read a folder, without hidden files."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    tree = {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}
    return {path: content for path, content in tree.items() if not is_hidden(path)}


def is_hidden(path: str) -> bool:
    """Whether a file is git's or the interpreter's own business."""
    return any(part.startswith((".", "__")) for part in path.split("/"))


def gateway_tree(release: Release) -> Tree:
    """The gateway's source as of a release: today's, with that release's own files laid over it."""
    today = files_below(FIRMWARE)
    tree = {path: data for path, data in today.items() if path.split("/")[0] not in APART}
    return tree | files_below(FIRMWARE / "history" / release.version)


def archive(tree: Tree, folder: str, moment: datetime) -> bytes:
    """Pack a tree as a tar of one folder; only paths, content and the given time enter it."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for path, content in sorted(tree.items()):
            member = tarfile.TarInfo(f"{folder}/{path}")
            member.size = len(content)
            member.mtime = int(moment.timestamp())
            tar.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def git_id(kind: str, content: bytes) -> bytes:
    """Name an object as git does; SHA-1 is git's choice."""
    return hashlib.sha1(b"%s %d\0%s" % (kind.encode(), len(content), content)).digest()


def git_tree(tree: Tree) -> bytes:
    """Name a folder as git does: its entries sorted, subfolders as if they ended in a slash."""
    entries: dict[str, bytes] = {}
    folders: dict[str, Tree] = {}
    for path, content in tree.items():
        first, slash, rest = path.partition("/")
        if slash:
            folders.setdefault(first, {})[rest] = content
        else:
            entries[first] = b"100644 %s\0%s" % (first.encode(), git_id("blob", content))
    for name, inner in folders.items():
        entries[f"{name}/"] = b"40000 %s\0%s" % (name.encode(), git_tree(inner))
    return git_id("tree", b"".join(entry for _, entry in sorted(entries.items())))


def git_commit(tree: Tree, author: str, moment: datetime, message: str) -> str:
    """The id that git gives to a first commit with this content."""
    who = f"{author} {int(moment.timestamp())} +0000"
    text = f"tree {git_tree(tree).hex()}\nauthor {who}\ncommitter {who}\n\n{message}\n"
    return git_id("commit", text.encode()).hex()


def gateway_source(release: Release, upstream: Path) -> Input:
    """Archive the gateway's source for a release below the folder `upstream`."""
    tree = gateway_tree(release)
    moment, version = release.committed, release.version
    commit = git_commit(tree, "Acme <gateway@acme.example>", moment, f"Gateway {version}")
    content = archive(tree, f"gateway-{version}", moment)
    (upstream / f"gateway-{version}.tar").write_bytes(content)
    return Input(
        name="gateway-source",
        version=version,
        purl=f"pkg:generic/acme/gateway-source@{version}",
        uri=release.source,
        download=f"{ARCHIVES}/{commit}/gateway-{version}.tar",
        sha256=hashlib.sha256(content).hexdigest(),
        commit=commit,
    )


def ringlog_source(upstream: Path) -> Input:
    """Archive the vendored library below the folder `upstream`, as its authors released it."""
    moment = RINGLOG_RELEASED
    folder = f"ringlog-{RINGLOG_VERSION}"
    tree = files_below(FIRMWARE / "vendor" / folder)
    content = archive(tree, folder, moment)
    (upstream / f"{folder}.tar").write_bytes(content)
    return Input(
        name="ringlog",
        version=RINGLOG_VERSION,
        purl=f"pkg:generic/ringlog@{RINGLOG_VERSION}",
        uri=f"{RINGLOG_REPOSITORY}@refs/tags/v{RINGLOG_VERSION}",
        download=f"{RINGLOG_ARCHIVES}/{folder}.tar",
        sha256=hashlib.sha256(content).hexdigest(),
        commit=git_commit(tree, "ringlog <ringlog@ringlog.example>", moment, folder),
    )
