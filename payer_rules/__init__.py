"""Dated, cited facts about payers: the files, their strict model, the loader and the look-up.

Start with :func:`payer_rules.loader.load_rulebook` (what payers ask for, by date of service),
:func:`payer_rules.loader.load_site` (this office) and
:func:`payer_rules.code_sets.load_code_sets` (what a rule calls a timed code, an evaluation, ...).
"""
