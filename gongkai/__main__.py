"""The ``gongkai`` console command: every Django command, and ours."""

import os
import sys
from importlib.metadata import version


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.config.settings")
    if sys.argv[1:2] in (["--version"], ["version"]):
        print(f"gongkai {version('gongkai')}")
        return
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(["gongkai", *sys.argv[1:]])
    except KeyboardInterrupt:
        sys.exit("已停止。")
    except Exception as error:
        if sentence := _sentence(error):
            sys.exit(sentence)
        raise


def _sentence(error: Exception) -> str:
    """What to say of trouble of the machine; nothing of a mistake of the program, which keeps its traceback."""
    from gongkai.core import crypto, trouble

    if isinstance(error, crypto.MissingKey):
        return str(error)
    met = trouble.of(error)
    return "".join(met.value) if met else ""


if __name__ == "__main__":
    main()
