"""Names of archive entries, as paths below the delivery."""

from __future__ import annotations


def entry_name(raw: bytes, encoding: str = "utf-8") -> str:
    """The path of an entry without its idle parts: `./a//b/` is `a/b`.

    Bytes that are no text become surrogates, which no safe name holds; a leading slash and `..`
    stay, so that they are seen.
    """
    text = raw.decode(encoding, "surrogateescape")
    parts = text.split("/")
    kept = [part for part in parts[1:] if part not in ("", ".")]
    first = [] if parts[0] == "." or (not parts[0] and not text.startswith("/")) else parts[:1]
    return "/".join([*first, *kept])
