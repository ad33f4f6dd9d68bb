"""A folder or archive given to gongkai import: every file in it is read or named with the reason why it is not."""

import io
import json
import stat
import struct
import tempfile
import tracemalloc
import zipfile
from pathlib import Path

import docx
import pytest
from django.core.management import call_command

from gongkai.core.files import path_of
from gongkai.library.importing import archives
from gongkai.library.models import Attachment, Record

pytestmark = pytest.mark.django_db


def text(title="关于防汛工作的通知", **facts) -> bytes:
    facts = {"标题": title, "发布机构": "县民政局", "生成日期": "2026-06-01", **facts}
    return ("\n".join(f"{k}：{v}" for k, v in facts.items()) + "\n\n请各乡镇做好工作。\n").encode()


def word(title="关于防汛工作的通知") -> bytes:
    document, out = docx.Document(), io.BytesIO()
    document.add_paragraph(title)
    document.add_paragraph("请各乡镇做好工作。")
    document.save(out)
    return out.getvalue()


def packed(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def put(folder: Path, name: str, content: bytes) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


@pytest.fixture
def told(civil):
    """told(path): file → its sentence, "" where it was read; from the JSON of a dry run."""

    def call(path: Path) -> dict[str, str]:
        out = io.StringIO()
        call_command("import", str(path), organ=civil.code, dry_run=True, json=True, stdout=out)
        return {row["file"]: row["error"] or "" for row in json.loads(out.getvalue())}

    return call


def test_every_file_that_is_passed_over_is_named_with_its_reason(told, folder):
    put(folder, "通知.txt", text(附件="附件/名单.txt"))
    put(folder, "附件/名单.txt", b"name")
    put(folder, "附件/多余.txt", b"name")
    for name in (
        "~$通知.docx",
        ".~lock.a.odt#",
        ".隐藏.txt",
        ".git/说明.txt",
        "Thumbs.db",
        ".DS_Store",
        "__MACOSX/._a",
    ):
        put(folder, name, b"x")
    (folder / "断.txt").symlink_to(folder / "没有.txt")
    (folder / "外面").symlink_to("/etc", target_is_directory=True)
    found = told(folder)
    assert found.pop("通知.txt") == ""
    assert "附件/名单.txt" not in found
    assert {name: sentence[:8] for name, sentence in found.items()} == {
        "附件/多余.txt": "在附件文件夹里，",
        "~$通知.docx": "这是打开文件时留",
        ".~lock.a.odt#": "这是打开文件时留",
        ".隐藏.txt": "隐藏文件（名称以",
        ".git/说明.txt": "在隐藏文件夹（名",
        "Thumbs.db": "系统自动生成的文",
        ".DS_Store": "系统自动生成的文",
        "__MACOSX/._a": "系统自动生成的文",
        "断.txt": "这个链接指向的文",
        "外面": "这是指向文件夹的",
    }


def test_what_is_passed_over_stands_in_the_list_of_errors(run, folder):
    put(folder, "通知.txt", text())
    put(folder, "~$通知.docx", b"x")
    assert "新导入 1 条" in run(folder)
    assert run.errors[0][0] == "~$通知.docx"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("空.docx", b"", "空文件"),
        ("空.zip", b"", "空文件"),
        ("程序.exe", b"MZ\x90\x00" + bytes(60), "可执行程序"),
        ("程序.doc", b"MZ\x90\x00" + bytes(60), "可执行程序"),
        ("包.rar", b"Rar!\x1a\x07\x00" + bytes(60), "请解压后导入"),
        ("包.7z", b"7z\xbc\xaf\x27\x1c" + bytes(60), "请解压后导入"),
        ("包.tar.gz", b"\x1f\x8b\x08" + bytes(60), "请解压后导入"),
        ("会议.mp4", b"\x00\x00\x00\x18ftypmp42" + bytes(60), "音视频"),
        ("录音.mp3", b"ID3\x03" + bytes(60), "音视频"),
        ("样式.css", b"body { color: red }", "不会读这种文件"),
        ("数据.bin", bytes(range(256)), "不会读这种文件"),
        ("断.pdf", b"%PDF-1.7\n1 0 obj", "不完整"),
        ("断.zip", packed({"a.txt": b"x" * 400})[:-30], "损坏"),
        ("断.docx", word()[:-300], "损坏"),
        ("密.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "密码"),
        ("幻灯片.pptx", packed({"ppt/presentation.xml": b"<x/>"}), "演示文稿"),
        ("网页.mht", b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n", "网页存档"),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else "",
)
def test_what_cannot_be_read_says_why(told, folder, name, content, sentence):
    put(folder, name, content)
    assert sentence in told(folder)[name]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("通知.doc", word()),
        ("通知.pdf", word()),
        ("通知.txt", word()),
        ("通知.doc", b"<html><body><h1>" + "关于防汛的通知</h1><p>请做好工作。</p></body></html>".encode("gb18030")),
        ("通知.wps", "关于防汛工作的通知\n\n请各乡镇做好工作。\n".encode("gb18030")),
        ("通知.rar", packed({"a.txt": text()})),
    ],
)
def test_a_wrong_ending_does_not_hide_what_a_file_is(told, folder, name, content):
    put(folder, name, content)
    assert set(told(folder).values()) == {""}


def test_an_archive_is_read_like_a_folder_with_the_archives_in_it(told, folder):
    inner = packed({"深/里面.txt": text("关于里面的通知"), "x.exe": b"MZ"})
    put(folder, "包.zip", packed({"目录/文件.docx": word(), "目录/内.zip": inner, "目录/~$文件.docx": b"x"}))
    found = told(folder)
    assert found.pop("包.zip/目录/~$文件.docx")
    assert "可执行程序" in found.pop("包.zip/目录/内.zip/x.exe")
    assert found == {"包.zip/目录/文件.docx": "", "包.zip/目录/内.zip/深/里面.txt": ""}


def test_attachments_are_found_inside_the_archive_and_nowhere_else(run, folder):
    put(folder, "外.txt", b"outside")
    put(folder, "包.zip", packed({"通知.txt": text(附件="附件/名单.txt"), "附件/名单.txt": "张某".encode()}))
    put(folder, "坏.zip", packed({"a/通知.txt": text("关于越界的通知", 附件="../外.txt"), "外.txt": b"x"}))
    run(folder / "包.zip", folder / "坏.zip")
    [file] = Attachment.objects.all()
    assert (file.name, path_of(file.blob_id).read_bytes()) == ("名单.txt", "张某".encode())
    assert [where for where, sentence in run.errors if "不在文稿所在" in sentence] == ["坏.zip/a/通知.txt"]


def test_the_same_archive_gives_the_same_records_again_and_leaves_nothing_on_disk(
    run, folder, civil, tmp_path, monkeypatch
):
    notice, temp = word(), tmp_path / "temp"
    temp.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temp))
    put(folder, "包.zip", packed({"通知.docx": notice, "内.zip": packed({"a.txt": text("关于抗旱的通知")})}))
    assert "新导入 2 条" in run(folder, organ=civil.code)
    assert not list(temp.iterdir())
    assert "相同跳过 2 条" in run(folder, organ=civil.code)
    changed = text("关于抗旱的通知").replace("请各乡镇".encode(), "请各村".encode())
    put(folder, "包.zip", packed({"通知.docx": notice, "内.zip": packed({"a.txt": changed})}))
    assert "更正 1 条" in run(folder, organ=civil.code)
    assert Record.objects.count() == 2
    assert not list(temp.iterdir())


def entry(name: str, mode: int = 0) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, mode << 16
    return info


@pytest.mark.parametrize(
    ("name", "mode", "sentence"),
    [
        ("../外.txt", 0, "压缩包之外"),
        ("a/../../外.txt", 0, "压缩包之外"),
        ("/tmp/外.txt", 0, "压缩包之外"),
        ("C:\\外.txt", 0, "压缩包之外"),
        ("..\\外.txt", 0, "压缩包之外"),
        ("链接.txt", stat.S_IFLNK | 0o777, "链接"),
        ("管道", stat.S_IFIFO | 0o666, "链接"),
        ("名" * 100 + ".txt", 0, "解不开"),
    ],
)
def test_an_entry_that_may_not_come_out_is_named_and_the_others_are_read(told, folder, name, mode, sentence):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(entry(name, mode), text("关于外面的通知"))
        archive.writestr("里.txt", text())
    put(folder, "包.zip", out.getvalue())
    found = told(folder)
    assert found.pop("包.zip/里.txt") == ""
    [(where, said)] = found.items()
    assert where == f"包.zip/{name}".replace("\\", "/")
    assert sentence in said
    assert not (folder.parent / "外.txt").exists()


def test_an_entry_with_a_password_or_broken_content_or_a_double_name_is_named(told, folder):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("密.txt", text("甲"))
        archive.writestr("坏.txt", text("关于乙事项的通知"))
        archive.writestr("好.txt", text())
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("好.txt", text("丙"))
    content = bytearray(out.getvalue())
    at = content.index(b"PK\x01\x02")
    content[at + 8 : at + 10] = struct.pack("<H", struct.unpack("<H", content[at + 8 : at + 10])[0] | 1)
    place = content.index("关于乙事项".encode())
    content[place : place + 3] = "外".encode()
    put(folder, "包.zip", bytes(content))
    found = told(folder)
    assert "密码" in found["包.zip/密.txt"]
    assert "解不开" in found["包.zip/坏.txt"]
    assert "同名" in found["包.zip/好.txt"]


@pytest.mark.parametrize("utf8", [False, True])
def test_names_of_archives_made_on_windows_are_readable(told, folder, utf8):
    name = "通知公告/关于联通的通知.txt"
    put(folder, "包.zip", raw_archive(name.encode("utf-8" if utf8 else "gbk"), text()))
    assert told(folder) == {f"包.zip/{name}": ""}


def raw_archive(name: bytes, content: bytes) -> bytes:
    """An archive of one entry whose name is these bytes, without the flag of UTF-8."""
    out, stand_in = io.BytesIO(), "x" * len(name)
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(stand_in, content)
    return out.getvalue().replace(stand_in.encode(), name)


def test_an_archive_is_refused_as_a_whole_when_it_is_too_much(told, folder):
    put(folder, "炸弹.zip", packed({"a.txt": bytes(60 * 1024 * 1024)}))
    assert "为安全起见没有读" in told(folder)["炸弹.zip"]


def test_the_limits_hold_for_all_archives_in_one_together(told, folder, monkeypatch):
    monkeypatch.setattr(archives.Room, "__init__", lambda room: vars(room).update(entries=5, size=10_000_000))
    inner = packed({"1.txt": text("关于甲事项的通知"), "2.txt": text("关于乙事项的通知")})
    put(folder, "包.zip", packed({"a.zip": inner, "b.zip": inner, "c.txt": text()}))
    found = told(folder)
    assert [where for where, sentence in found.items() if "为安全起见没有读" in sentence] == ["包.zip/b.zip"]
    assert found["包.zip/a.zip/2.txt"] == ""


def test_archives_in_archives_end_somewhere(told, folder):
    content = text()
    for _ in range(archives.DEPTH + 1):
        content = packed({"里.zip" if content[:2] == b"PK" else "里.txt": content})
    put(folder, "包.zip", content)
    [(where, sentence)] = told(folder).items()
    assert where == "包.zip/" + "/".join(["里.zip"] * archives.DEPTH)
    assert "层" in sentence


def test_an_archive_without_files_says_so(told, folder):
    put(folder, "空.zip", packed({}))
    put(folder, "夹.zip", packed({"a/": b""}))
    assert set(told(folder).values()) == {archives.NOTHING}


def test_what_a_few_bytes_of_an_unusual_packing_come_to_is_never_unpacked(told, folder):
    for name, entry in (("包.zip", "a.txt"), ("通知.odt", "mimetype"), ("通知.docx", "word/document.xml")):
        with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_BZIP2) as archive:
            archive.writestr(entry, bytes(50_000_000))
    tracemalloc.start()
    rows = told(folder)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 30_000_000
    assert len(rows) == 3 and all(rows.values())


def test_a_link_to_a_file_elsewhere_is_no_document(told, folder, tmp_path_factory):
    secret = tmp_path_factory.mktemp("elsewhere") / "通知.txt"
    secret.write_bytes(text())
    (folder / "青禾县通知.txt").symlink_to(secret)
    assert "文件夹以外的链接" in told(folder)["青禾县通知.txt"]


def test_one_bad_row_or_file_loses_no_other(run, folder):
    long = "长文字" * 100
    (folder / "1.csv").write_text(
        f"标题,正文,生成日期,发布机构,附件\n甲通知,甲,2026-03-01,县民政局,{long}\n乙通知,乙,2026-03-01,县民政局,\n",
        encoding="utf-8",
    )
    good = '{"标题": "丙通知", "正文": "丙", "生成日期": "2026-03-01", "发布机构": "县民政局"}'
    (folder / "2.jsonl").write_text("[" * 100_000 + f"\n{good}\n", encoding="utf-8")
    (folder / "3.txt").write_text("甲办法\n\n第一条　甲。\n\n第" + "一" * 5000 + "条　乙。\n", encoding="utf-8")
    (folder / "4.txt").write_bytes(text())
    run(folder)
    assert {"乙通知", "丙通知"} <= set(Record.objects.values_list("title", flat=True))
    assert any("附件一列" in error for _, error in run.errors)


def test_a_file_name_steers_no_terminal(told, folder):
    (folder / "a\x1b[31m\u202eb.xyz").write_bytes(b"x")
    assert list(told(folder)) == ["a_[31m_b.xyz"]
