"""CLM and SCH: the claim itself, as a form and as data."""

OWNER = "biller"
CAUSE = "data and transfer"
