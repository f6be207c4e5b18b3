"""KX: the yearly therapy threshold."""

OWNER = "biller"
CAUSE = "coding and modifier"
