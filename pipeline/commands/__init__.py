"""The bodies of the commands; `cli.py` only parses and hands over."""
