"""Old office formats made into those of today by LibreOffice, where the machine has it (nobody needs it).

Each file has a process of its own with a fresh profile in a folder of its own: time, memory, processor and the size of
files are limited; macros do not run, linked contents are not fetched. The network is closed where the kernel lets a process
close it (Linux with user namespaces); elsewhere only by LibreOffice's own settings.
"""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from gongkai.core.actions import Refused
from gongkai.core.intake import sandbox

SECONDS = 90
_LAUNCHER = Path(__file__).with_name("launch.py")
# the content's own filter, so that nothing is taken for plain text
_FILTERS = {
    ".doc": ("MS Word 97", "docx"),
    ".rtf": ("Rich Text Format", "docx"),
    ".odt": ("writer8", "docx"),
    ".wordml": ("MS Word 2003 XML", "docx"),
    ".xls": ("MS Excel 97", "xlsx"),
    ".ods": ("calc8", "xlsx"),
    ".sheetml": ("MS Excel 2003 XML", "xlsx"),
}
FAILED = "旧格式文件转换不了，可能设有密码或已经损坏。请在 Word/WPS 里打开，另存为 docx（表格为 xlsx）后再导入。"
_OFFICE = "/org.openoffice.Office"
_SETTINGS = (
    (f"{_OFFICE}.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    (f"{_OFFICE}.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    (f"{_OFFICE}.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    (f"{_OFFICE}.Writer/Content/Update", "Link", "2"),
    (f"{_OFFICE}.Calc/Content/Update", "Link", "2"),
    ("/org.openoffice.Inet/Settings", "ooInetProxyType", "2"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)


def program() -> str:
    """The LibreOffice of this machine; "" without one."""
    return shutil.which("soffice") or shutil.which("libreoffice") or ""


def convert(path: Path, kind: str, folder: Path) -> Path:
    """A docx or xlsx in ``folder`` made of a file of this kind (a key of the filters). Refused with a sentence when it
    cannot be made."""
    known, wanted = _FILTERS[kind]
    source, profile = folder / f"in{kind}", folder / "profile"
    shutil.copyfile(path, source)
    _write_settings(profile)
    command = [
        sys.executable, "-I", "-B", str(_LAUNCHER), program(), f"-env:UserInstallation={profile.as_uri()}",
        "--headless", "--norestore", "--nologo", "--nolockcheck", f"--infilter={known}",
        "--convert-to", wanted, "--outdir", str(folder / "out"), str(source),
    ]  # fmt: skip
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "TMPDIR": str(folder), "LC_ALL": "C.UTF-8"}
    child = subprocess.Popen(  # noqa: S603
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        child.wait(SECONDS)
    except subprocess.TimeoutExpired:
        raise Refused(sandbox.TOO_HEAVY) from None
    finally:
        _end(child)
    made = folder / "out" / f"in.{wanted}"
    if not made.is_file():
        raise Refused(FAILED)
    return made


def _end(child: subprocess.Popen[bytes]) -> None:
    """End LibreOffice with the processes it started."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    finally:
        child.wait()


def _write_settings(profile: Path) -> None:
    user = profile / "user"
    user.mkdir(parents=True)
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>',
        encoding="utf-8",
    )
