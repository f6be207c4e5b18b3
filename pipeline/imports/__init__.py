"""Public CMS files as published, made into editions of our own tables.

``sources`` finds the files to read, in zips too; ``heads`` finds the heading block and its columns;
``pairs``, ``limits``, ``fees`` and ``gpci`` read one kind each and keep therapy codes only;
``quarters`` joins parts; ``store`` puts finished editions into their folder; ``coverage`` tells
which service dates the tables cover. No text of a descriptor or a rationale is ever kept.
"""
