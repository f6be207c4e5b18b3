"""The language that every other part of claimscrub shares: tables, columns and results.

Nothing in here imports another package of the project.
"""
