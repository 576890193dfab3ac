"""python -m provenance"""

from __future__ import annotations

from provenance.cli import main

main()
