"""The person outside, whatever the type of the case: who it is, the form and its receipt, following with number and code."""
