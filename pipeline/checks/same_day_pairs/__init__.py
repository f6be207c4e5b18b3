"""PAIR: codes that a payer looks at together when they stand on one day."""

OWNER = "coder"
CAUSE = "coding and modifier"
