"""What the quadrants of maps of importance and performance are called."""

from __future__ import annotations

from collections.abc import Mapping

from ..language import Said, say

#: Important or not, then good or not, in the order in which they are numbered.
QUADRANTS: Mapping[str, Said] = {
    "fix first": say("fix first"),
    "keep up": say("keep up"),
    "low priority": say("low priority"),
    "possible overkill": say("possible overkill"),
}
