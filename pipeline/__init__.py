"""The nightly pipeline: exports in, findings and dispositions out."""

__version__ = "0.1.0"
