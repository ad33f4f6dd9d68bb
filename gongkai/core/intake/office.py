"""Old office formats made into those of today by LibreOffice, where the machine has it (nobody needs it).

Each file has a process of its own with a fresh profile in a folder of its own: time, memory, processor and the size of
files are limited; macros do not run, linked texts are not fetched. Where the kernel lets a process have its own (Linux with
user namespaces) there is no network, and the folders of the program and of people are empty; elsewhere LibreOffice's own
settings keep the network shut. A linked picture LibreOffice would take into the new file whatever its settings say: a file
that names one in the usual way is refused.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from gongkai.core.actions import Refused
from gongkai.core.intake import sandbox
from gongkai.core.intake.package import files_of

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
LINKED = "文件里有链接到外部的图片或文字，没有读取。请在 Word/WPS 里打开，断开链接（嵌入图片）后另存为 docx 再导入。"
_LINKED = (
    re.compile(  # a field as it stands in RTF and in the two widths of Word 97; a picture of ODF outside of its file
        rb"(?i)INCLUDE(?:PICTURE|TEXT)|I\0N\0C\0L\0U\0D\0E\0(?:P\0I\0C|T\0E\0X)|xlink:href=\"(?:file:|/|\.\./)"
    )
)
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


def _said(path: Path) -> bytes:
    """The content in which links stand; of ODF its parts unpacked."""
    content = path.read_bytes()
    if not content.startswith(b"PK"):
        return content
    try:
        files = files_of(content)
    except Exception:  # a broken package; LibreOffice says so
        return b""
    return b"".join(files.get(name, b"") for name in ("content.xml", "styles.xml"))


def _private_places() -> list[Path]:
    """Where files lie that are nobody's to put into a document."""
    homes = [Path(place) for place in ("/home", "/root", "/srv", "/mnt", "/media")]
    return [place for place in [Path(settings.HOME).resolve(), *homes] if place.is_dir()]


def program() -> str:
    """The LibreOffice of this machine; "" without one."""
    return shutil.which("soffice") or shutil.which("libreoffice") or ""


def convert(path: Path, kind: str, folder: Path) -> Path:
    """A docx or xlsx in ``folder`` made of a file of this kind (a key of the filters). Refused with a sentence when it
    cannot be made."""
    known, wanted = _FILTERS[kind]
    if _LINKED.search(_said(path)):
        raise Refused(LINKED)
    source, profile = folder / f"in{kind}", folder / "profile"
    shutil.copyfile(path, source)
    _write_settings(profile)
    command = [
        sys.executable, "-I", "-B", str(_LAUNCHER), program(), f"-env:UserInstallation={profile.as_uri()}",
        "--headless", "--norestore", "--nologo", "--nolockcheck", f"--infilter={known}",
        "--convert-to", wanted, "--outdir", str(folder / "out"), str(source),
    ]  # fmt: skip
    needed = (folder.resolve(), Path(program()).resolve())
    hidden = ":".join(str(place) for place in _private_places() if not any(n.is_relative_to(place) for n in needed))
    environment = {
        "HIDDEN": hidden,
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LC_ALL": "C.UTF-8",
    }
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
