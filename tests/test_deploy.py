"""The files an administrator copies."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[1] / "deploy"


def test_nginx_takes_the_configuration(tmp_path):
    if not shutil.which("nginx") or not shutil.which("openssl"):
        pytest.skip("nginx or openssl is not installed")
    key, certificate = tmp_path / "privkey.pem", tmp_path / "fullchain.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=x"]
    subprocess.run([*command, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    site = (DEPLOY / "nginx.conf").read_text()
    site = site.replace("/etc/ssl/gongkai", str(tmp_path)).replace("/var/log/nginx", str(tmp_path))
    site = site.replace("/run/gongkai-nginx", str(tmp_path / "body"))
    site = re.sub(r"listen \[::\].*;", "", site)
    (tmp_path / "site.conf").write_text(site)
    folders = "".join(
        f"{name}_temp_path {tmp_path}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; error_log {tmp_path}/error.log; events {{}}"
        f" http {{ include /etc/nginx/mime.types; {folders} include {tmp_path}/site.conf; }}"
    )
    answer = subprocess.run(["nginx", "-t", "-c", str(tmp_path / "nginx.conf")], capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr


def test_pages_from_nginx_carry_the_headers_of_the_program():
    from gongkai.config.server import security_headers

    sent = dict(re.findall(r'add_header ([\w-]+) "([^"]*)" always;', (DEPLOY / "nginx.conf").read_text()))

    def directives(policy):
        return {part.strip() for part in policy.split(";")}

    for name, value in security_headers():
        if name == "Content-Security-Policy":
            assert directives(sent[name]) == directives(value)
        else:
            assert sent[name] == value


def test_a_reading_process_killed_for_its_memory_does_not_take_the_service_along():
    """Else the same file would be read, and the service ended, hour after hour: nobody wrote down that it was tried."""
    service = (DEPLOY / "gongkai.service").read_text().partition("[Service]")[2].partition("[Install]")[0]
    assert "OOMPolicy=continue" in service.splitlines()
