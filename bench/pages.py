"""A stored page through the embedded server, as ratios within one run, medians of five: against nginx serving the same
file, and against Django rendering it. Needs wrk and nginx: python -m bench.pages"""

import os
import re
import shutil
import statistics
import subprocess
import sys
import time

from bench.running import Product, free_port, product, serving

ROUNDS, SECONDS, CONNECTIONS = 5, 3, 32
RECORD = """
from datetime import date
from gongkai.organs.models import Account, Organ
from gongkai.library.actions import start_record
from gongkai.review.actions import release_version, submit_version
author, reviewer = (Account.objects.get(username=name) for name in ("author", "reviewer"))
text = "<p>为保障困难群众基本生活，根据有关规定，结合本县实际，制定本细则。</p>" * 25
version = start_record(organ=Organ.objects.first(), kind="policy", title="青禾县临时救助实施细则", body=text, by=author,
                       formed_on=date(2026, 6, 1))
submit_version(version=version, by=author)
release_version(version=version, by=reviewer)
"""
NGINX = """
{user}worker_processes 1; pid {home}/nginx.pid; error_log /dev/null; daemon off;
events {{ worker_connections 512; }}
http {{
  include /etc/nginx/mime.types; access_log off; sendfile on; keepalive_requests 1000000;
  server {{ listen 127.0.0.1:{port}; root {root}; location / {{ try_files $uri/index.html =404; }} }}
}}
"""


def rate(url: str) -> float:
    """Requests a second that wrk gets through."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", url]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in out:
        raise SystemExit(f"{url}: {out}")
    found = re.search(r"Requests/sec:\s+([\d.]+)", out)
    return float(found[1]) if found else 0.0


def rendered(made: Product, path: str) -> float:
    """Pages a second that Django renders alone, without the store, in one process."""
    script = f"""
import time
from django.test import Client
from gongkai.core import pages
pages.keep = lambda *a, **k: False
client = Client(headers={{"host": "localhost"}})
client.get("{path}")
start, count = time.perf_counter(), 0
while time.perf_counter() - start < {SECONDS}:
    assert client.get("{path}").status_code == 200
    count += 1
print(count / (time.perf_counter() - start))
"""
    command = [sys.executable, "-m", "gongkai", "shell", "-v0", "-c", script]
    out = subprocess.run(command, env=made.environment, capture_output=True, text=True, check=True).stdout
    return float(out.split()[-1])


def main() -> int:
    if not (shutil.which("wrk") and shutil.which("nginx")):
        print("pages: not measured, wrk and nginx are needed (apt-get install wrk nginx-light)")
        return 1
    with product() as made:
        made.gongkai("shell", "-v0", "-c", RECORD)
        path = "/records/1/"
        with serving(made, workers=1):
            size = len(made.get(path))
            made.get(path)
            port = free_port()
            stored = next((made.home / "pages").glob("*/records/1/index.html"))
            config = made.home / "nginx.conf"
            user = "user root; " if os.geteuid() == 0 else ""  # else its worker could not read the folder
            config.write_text(NGINX.format(user=user, home=made.home, port=port, root=stored.parents[2]))
            nginx = subprocess.Popen(["nginx", "-c", str(config)], stderr=subprocess.DEVNULL)
            time.sleep(1)
            try:
                rounds = [
                    (rate(made.base + path), rate(f"http://127.0.0.1:{port}{path}"), rendered(made, path))
                    for _ in range(ROUNDS)
                ]
            finally:
                nginx.terminate()
                nginx.wait()
    against_nginx = statistics.median(ours / nginx for ours, nginx, _ in rounds)
    against_django = statistics.median(ours / django for ours, _, django in rounds)
    ours, nginx_rate, django = (statistics.median(column) for column in zip(*rounds, strict=True))
    print(
        f"pages: a stored page of {size:,} bytes: {against_nginx:.2f} × nginx (at least 0.5), {against_django:.0f} × Django "
        f"rendering it (at least 50); {ours:,.0f}, {nginx_rate:,.0f} and {django:,.0f} a second; one worker each, "
        f"{CONNECTIONS} connections, median of {ROUNDS} runs of {SECONDS} s"
    )
    return int(against_nginx < 0.5 or against_django < 50)


if __name__ == "__main__":
    sys.exit(main())
