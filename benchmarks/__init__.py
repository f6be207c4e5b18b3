"""Measurements of speed and memory, each a ratio to the floor of its own run (see README.md)."""
