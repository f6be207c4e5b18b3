"""UNIT: time and units."""

OWNER = "therapist"
CAUSE = "units and time"
