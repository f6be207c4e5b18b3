"""COV: what a plan covers."""

OWNER = "front desk"
CAUSE = "payer policy and coverage"
