"""The ``gongkai`` console command: every Django command, and ours."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.config.settings")
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(["gongkai", *sys.argv[1:]])
    except KeyboardInterrupt:
        sys.exit("已停止。")


if __name__ == "__main__":
    main()
