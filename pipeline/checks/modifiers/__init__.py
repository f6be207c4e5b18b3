"""MOD: discipline and assistant modifiers."""

OWNER = "coder"
CAUSE = "coding and modifier"
