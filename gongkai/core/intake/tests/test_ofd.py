"""Text of OFD files made by hand."""

import io
import zipfile

import pytest

from gongkai.core.actions import Refused
from gongkai.core.intake import ofd, sandbox

OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def text(words: str, x: float, y: float, more: str = "", size: float = 5, **code: str) -> str:
    """A text object whose foot stands at (x, y) on the page, in millimetres."""
    delta = " ".join(f'{name}="{value}"' for name, value in ({"DeltaX": f"g {len(words)} {size}"} | code).items())
    return (
        f'<ofd:TextObject ID="9" Boundary="{x} {y - size} 150 {size}" Font="1" Size="{size}" {more}>'
        f'<ofd:TextCode X="0" Y="{size}" {delta}>{words}</ofd:TextCode></ofd:TextObject>'
    )


def page(*objects: str, before: str = "", layer: str = "") -> str:
    return (
        f'<ofd:Page {OFD}>{before}<ofd:Content><ofd:Layer ID="1" Type="Body" {layer}>'
        f"{''.join(objects)}</ofd:Layer></ofd:Content></ofd:Page>"
    )


def made(*documents: list[str], common: str = "", more: str = "", parts: dict[str, str | bytes] | None = None) -> bytes:
    """An OFD of documents, each a list of pages; ``common`` goes into CommonData, ``more`` behind the pages."""
    files = {f"Doc_0/{name}": content for name, content in (parts or {}).items()}
    bodies = ""
    for number, pages in enumerate(documents):
        root = f"Doc_{number}"
        bodies += f"<ofd:DocBody><ofd:DocRoot>{root}/Document.xml</ofd:DocRoot></ofd:DocBody>"
        rows = ""
        for at, content in enumerate(pages):
            files[f"{root}/Pages/Page_{at}/Content.xml"] = content
            rows += f'<ofd:Page ID="{at}" BaseLoc="Pages/Page_{at}/Content.xml"/>'
        files[f"{root}/Document.xml"] = (
            f"<ofd:Document {OFD}><ofd:CommonData>{common}</ofd:CommonData><ofd:Pages>{rows}</ofd:Pages>{more}</ofd:Document>"
        )
    files["OFD.xml"] = f'<ofd:OFD {OFD} Version="1.0" DocType="OFD">{bodies}</ofd:OFD>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def scan(
    picture: bytes, boundary: str = "0 0 210 297", ctm: str = "210 0 0 297 0 0", objects: str = "", **more
) -> bytes:
    """An OFD of one page of A4 that is a picture; ``objects`` lie over it."""
    image = f'<ofd:ImageObject ID="2" ResourceID="8" Boundary="{boundary}" CTM="{ctm}" {more.pop("image", "")}/>'
    pages = [page(more.pop("instead", image), objects, before=more.pop("before", ""), layer=more.pop("layer", ""))]
    common = "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
    common += f"<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>{more.pop('common', '')}"
    media = '<ofd:MultiMedia ID="8" Type="Image"><ofd:MediaFile>a.png</ofd:MediaFile></ofd:MultiMedia>'
    parts = {
        "DocumentRes.xml": f'<ofd:Res {OFD} BaseLoc="Res"><ofd:MultiMedias>{media}</ofd:MultiMedias></ofd:Res>',
        "Res/a.png": picture,
        **more.pop("parts", {}),
    }
    return made(pages, common=common, parts=parts, **more)


@pytest.fixture
def read(tmp_path):
    def call(content: bytes) -> dict:
        (tmp_path / "a.ofd").write_bytes(content)
        return sandbox.extract("ofd", tmp_path / "a.ofd")

    return call


def test_lines_are_read_from_above_and_from_the_left_whatever_their_order_in_the_file(read):
    content = made(
        [page(text("第二行", 20, 40), text("后半", 35, 30.5), text("前半句", 20, 30)), page(text("下一页", 20, 30))],
        [page(text("另一份", 20, 30))],
    )
    assert read(content)["pages"] == ["前半句后半\n第二行", "下一页", "另一份"]


def test_cells_of_a_row_and_signs_far_apart_are_parted(read):
    cells = page(text("姓名", 20, 30), text("金额", 80, 30), text("张某1", 20, 40, DeltaX="5 50"))
    assert read(made([cells]))["pages"] == ["姓名 金额\n张某 1"]


def test_a_matrix_places_the_text_and_codes_without_places_go_on(read):
    turned = (
        '<ofd:TextObject ID="9" Boundary="20 10 100 50" Font="1" Size="10" CTM="0.5 0 0 0.5 0 30">'
        '<ofd:TextCode X="0" Y="10" DeltaX="g 2 10">甲乙</ofd:TextCode><ofd:TextCode DeltaX="10">丙</ofd:TextCode>'
        "</ofd:TextObject>"
    )
    assert read(made([page(turned, text("在上面", 20, 20))]))["pages"] == ["在上面\n甲乙丙"]


def test_a_template_is_read_once_and_blocks_and_composite_objects_where_they_stand(read):
    common = (
        '<ofd:TemplatePage ID="7" BaseLoc="Tpls/T.xml"/><ofd:PublicRes>Res.xml</ofd:PublicRes>'
    )  # fmt: skip
    parts = {
        "Tpls/T.xml": page(text("版头", 20, 10)),
        "Res.xml": f'<ofd:Res {OFD}><ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="5"><ofd:Content>'
        f"{text('组合', 0, 5)}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>",
    }
    uses = '<ofd:Template TemplateID="7" ZOrder="Background"/>'
    pages = [
        page(
            f"<ofd:PageBlock>{text('块里', 20, 30)}</ofd:PageBlock>",
            '<ofd:CompositeObject ID="3" ResourceID="5" Boundary="20 35 50 10"/>',
            before=uses,
        ),
        page(text("第二页", 20, 30), before=uses),
    ]
    assert read(made(pages, common=common, parts=parts))["pages"] == ["版头\n块里\n组合", "第二页"]


@pytest.mark.parametrize(
    "hidden",
    [
        page(text("看得见", 20, 20), text("看不见", 20, 30, 'Visible="false"')),
        page(text("看得见", 20, 20), text("看不见", 20, 30, 'Alpha="0"')),
        page(text("看得见", 20, 20), text("看不见", 20, 30, 'Fill="false"')),
        page(
            text("看得见", 20, 20),
            text("看不见", 20, 30).replace("<ofd:TextCode", '<ofd:FillColor Value="0 0 0" Alpha="0"/><ofd:TextCode'),
        ),
        page(text("看得见", 20, 20)).replace(
            "</ofd:Content>", f'<ofd:Layer Visible="false">{text("看不见", 20, 30)}</ofd:Layer></ofd:Content>'
        ),
    ],
)
def test_what_is_not_seen_is_not_read_but_counted(read, hidden):
    found = read(made([hidden]))
    assert (found["pages"], found["hidden"]) == (["看得见"], 1)


def test_notes_and_attached_files_are_counted_links_are_not(read):
    def note(kind: str) -> str:
        return f'<ofd:Annot ID="1" Type="{kind}"><ofd:Remark>说一句</ofd:Remark></ofd:Annot>'

    parts = {
        "Annots/Annotations.xml": f'<ofd:Annotations {OFD}><ofd:Page PageID="0"><ofd:FileLoc>P.xml</ofd:FileLoc></ofd:Page>'
        "</ofd:Annotations>",
        "Annots/P.xml": f"<ofd:PageAnnot {OFD}>{note('Stamp')}{note('Link')}</ofd:PageAnnot>",
        "Attachs/A.xml": f'<ofd:Attachments {OFD}><ofd:Attachment ID="1" Name="a"><ofd:FileLoc>a.xlsx</ofd:FileLoc>'
        "</ofd:Attachment></ofd:Attachments>",
    }
    more = (
        "<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations><ofd:Attachments>Attachs/A.xml</ofd:Attachments>"
    )  # fmt: skip
    assert read(made([page(text("正文", 20, 20))], more=more, parts=parts))["hidden"] == 2


def test_a_file_without_text_or_parts_has_no_words_and_a_scan_is_told(read):
    assert read(made([page('<ofd:ImageObject ID="1" ResourceID="2"/>')]))["scan"]
    found = read(made())
    assert (found["pages"], found["scan"]) == ([], False)


def test_a_part_that_grows_or_reaches_out_is_not_read(read):
    grows = '<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c SYSTEM "file:///etc/passwd">]>' + page(text("&b;&c;", 20, 20))
    assert read(made([grows, page(text("好的", 20, 20))]))["pages"] == ["", "好的"]


def test_a_file_whose_root_cannot_be_read_is_refused(read):
    with pytest.raises(Refused, match="打不开"):
        read(made([page()]).replace(b"OFD.xml", b"XFD.xml"))


def test_composite_objects_in_themselves_end_somewhere(read):
    inside = '<ofd:CompositeObject ID="3" ResourceID="5" Boundary="0 0 9 9"/>' * 4
    parts = {
        "Res.xml": f'<ofd:Res {OFD}><ofd:CompositeGraphicUnit ID="5"><ofd:Content>{inside}</ofd:Content>'
        "</ofd:CompositeGraphicUnit></ofd:Res>"
    }
    content = made([page(inside, text("到底", 20, 20))], common="<ofd:PublicRes>Res.xml</ofd:PublicRes>", parts=parts)
    assert read(content)["pages"] == ["到底"]


PNG = b"\x89PNG a scan"
BAR = '<ofd:PathObject ID="5" Boundary="20 20 100 10" Fill="true"/>'
NOTES = {
    "Annots.xml": f'<ofd:Annotations {OFD}><ofd:Page PageID="0"><ofd:FileLoc>P.xml</ofd:FileLoc></ofd:Page>'
    "</ofd:Annotations>",
    "P.xml": f'<ofd:PageAnnot {OFD}><ofd:Annot ID="1" Type="Highlight"/></ofd:PageAnnot>',
}


@pytest.mark.parametrize(
    "content",
    [
        scan(PNG),
        scan(PNG, ctm=""),
        scan(PNG, boundary="-0.5 0 210.5 297.4", ctm="210.5 0 0 297.4 0 0"),
        scan(PNG, objects=BAR.replace("Fill", 'Visible="false" Fill')),
        scan(PNG, objects=text("看不见的文字层", 20, 30, 'Alpha="0"')),
    ],
)
def test_a_page_that_is_one_picture_is_a_scan(read, content):
    assert read(content)["scanned"] == [1]
    assert ofd.read(content).scans == {0: PNG}


@pytest.mark.parametrize(
    "content",
    [
        scan(PNG, objects=text("有文字", 20, 30)),
        scan(PNG, objects=BAR),
        scan(PNG, objects='<ofd:ImageObject ID="3" ResourceID="8" Boundary="20 20 50 50" CTM="50 0 0 50 0 0"/>'),
        scan(PNG, objects='<ofd:CompositeObject ID="3" ResourceID="5" Boundary="0 0 9 9"/>'),
        scan(PNG, before='<ofd:Template TemplateID="7" ZOrder="Foreground"/>'),
        scan(PNG, more="<ofd:Annotations>Annots.xml</ofd:Annotations>", parts=NOTES),
        scan(PNG, image='Visible="false"'),
        scan(PNG, layer='Visible="false"'),
        scan(PNG, image='Alpha="0"'),
        scan(PNG, image='ImageMask="8"'),
        scan(PNG, boundary="0 0 210 150"),
        scan(PNG, boundary="0 0 420 297", ctm="420 0 0 297 0 0"),
        scan(PNG, boundary="-100 0 210 297"),
        scan(PNG, ctm="0 210 -297 0 297 0"),
        scan(PNG, ctm="-210 0 0 297 210 0"),
        scan(b"\x97JB2 no reader"),
        scan(
            PNG,
            instead='<ofd:ImageObject ID="2" ResourceID="8" Boundary="0 0 210 297"><ofd:Clips/></ofd:ImageObject>',
        ),
    ],
)
def test_a_page_of_which_a_part_may_be_covered_or_cut_off_is_none(read, content):
    """What one does not see must not be read."""
    assert read(content)["scanned"] == []


def test_names_of_resources_cannot_be_mistaken_for_one_another(read):
    common = "<ofd:PublicRes>Public.xml</ofd:PublicRes>"
    unit = '<ofd:CompositeGraphicUnit ID="8"><ofd:Content/></ofd:CompositeGraphicUnit>'
    parts = {"Public.xml": f"<ofd:Res {OFD}>{unit}</ofd:Res>"}
    assert read(scan(PNG, common=common, parts=parts))["scanned"] == [1]
    uses = '<ofd:CompositeObject ID="3" ResourceID="8" Boundary="0 0 9 9"/>'
    assert read(scan(PNG, instead=uses))["pages"] == [""]
