"""What earlier nights leave behind: the ledger of claims, states of findings, nightly counts.

``interface`` says what a history can do, ``sql.open_history`` opens one, ``states`` compares
tonight's findings with it. Nothing here knows a rule, a report or the command line.
"""
