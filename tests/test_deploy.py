"""What is handed to the administrator holds."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from gongkai.config.server import security_headers

DEPLOY = Path(__file__).resolve().parent.parent / "deploy"


def test_nginx_reads_the_configuration(tmp_path):
    nginx = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    if nginx is None:
        pytest.skip("no nginx on this machine")
    main = tmp_path / "nginx.conf"
    main.write_text(f"pid {tmp_path}/pid; events {{}}\nhttp {{ include {DEPLOY / 'nginx.conf'}; }}\n")
    done = subprocess.run([nginx, "-t", "-q", "-c", main, "-p", tmp_path], capture_output=True, text=True, check=False)
    assert "syntax is ok" in done.stderr or done.returncode == 0, done.stderr


def test_nginx_sends_the_headers_of_the_front():
    said = dict(
        re.findall(r'add_header (\S+) "?([^"]*?)"? always;', (DEPLOY / "nginx.conf").read_text(encoding="utf-8"))
    )
    for name, value in security_headers():
        assert _parts(said[name]) == _parts(value), name


def _parts(value: str) -> set[str]:
    """The directives of a policy, whose order means nothing."""
    return {part.strip() for part in value.split(";")}
