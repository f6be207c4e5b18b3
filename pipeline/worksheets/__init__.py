"""Worksheets: arithmetic worked out once a bucket, read by checks and shown by reports."""
