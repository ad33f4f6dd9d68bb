"""What attached files hold beside what one sees: listed once, cleaned by one click or kept with a reason before a
release; the file as it came in stays where the public never reads.

The listing itself, and the making of a clean copy, are core.intake.hidden's.
"""
