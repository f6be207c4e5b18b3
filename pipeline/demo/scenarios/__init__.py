"""What is planted: one file a rule, each saying what it changed and which answer is owed."""
