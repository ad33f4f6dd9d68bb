"""Signs that stand in a text for what is no text in the file: every reader writes the same ones. Pure."""

FORMULA, SYMBOL = "［公式］", "［符号］"  # something that cannot be written out
TICKED, FREE = "☑", "☐"
