"""The rules as a loop over claims in plain Python: slow, and written apart from the product.

An oracle: the same answers worked out a second time from the written rules alone, row by row, in
dictionaries and lists. It imports the standard library and ``schemas`` only; a contract in
``pyproject.toml`` says so. ``night.judge`` is the whole of it.
"""
