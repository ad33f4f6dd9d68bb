"""Gongkai 公开: the disclosure office of a Chinese local government as one program."""
