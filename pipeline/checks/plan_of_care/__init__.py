"""POC: plan of care and its certification."""

OWNER = "therapist"
CAUSE = "documentation and certification"
