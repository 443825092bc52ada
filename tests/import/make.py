"""Makes the documents that the import tests read: by python-docx, openpyxl and LibreOffice.

All texts are invented. usage: make.py OUT
"""

import datetime
import io
import pathlib
import struct
import subprocess
import sys
import tempfile
import zlib

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl import Workbook
from openpyxl.styles import numbers


def png(width, height):
    """A red picture."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes([200, 30, 30]) * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def revision(paragraph, name, text, element="w:t"):
    """A tracked insertion or deletion."""
    change = OxmlElement(name)
    change.set(qn("w:id"), "7")
    change.set(qn("w:author"), "某人")
    run = OxmlElement("w:r")
    words = OxmlElement(element)
    words.text = text
    run.append(words)
    change.append(run)
    paragraph._p.append(change)


def meeting(out):
    """A meeting's record with a form of labels, lists, a picture and merged cells."""
    document = Document()
    document.add_heading("上村党支部2022年3月支部党员大会会议记录", 0)
    form = document.add_table(rows=3, cols=4)
    rows = [
        ["时　间", "2022年3月15日下午2:30—4:00", "地　点", "村委会二楼会议室"],
        ["主持人", "王建国", "记录人", "李小芳"],
        ["应到", "12人", "实到", "10人"],
    ]
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            form.cell(r, c).text = text
    document.add_heading("一、学习文件", 1)
    words = document.add_paragraph("会议学习了")
    words.add_run("“重要精神”").bold = True
    words.add_run("，")
    words.add_run("逐字").italic = True
    words.add_run("研读，共 **页，见_下划线_与[括号]。")
    document.add_heading("二、讨论事项", 1)
    for text in ["修水渠", "评先进"]:
        document.add_paragraph(text, style="List Bullet")
    for text in ["先勘察", "再动工"]:
        document.add_paragraph(text, style="List Number")
    document.add_picture(io.BytesIO(png(60, 40)))
    merged = document.add_table(rows=3, cols=3)
    merged.cell(0, 0).merge(merged.cell(0, 1)).text = "姓名与职务"
    merged.cell(1, 0).merge(merged.cell(2, 0)).text = "张三|李四"
    for row, column, text in [(0, 2, "票数"), (1, 1, "组长"), (1, 2, "9"), (2, 2, "1")]:
        merged.cell(row, column).text = text
    inner = document.add_table(rows=1, cols=2)
    inner.cell(0, 0).text = "外层"
    nested = inner.cell(0, 1).add_table(rows=1, cols=2)
    nested.cell(0, 0).text = "内层甲"
    nested.cell(0, 1).text = "内层乙"
    changed = document.add_paragraph("决定")
    revision(changed, "w:ins", "同意")
    revision(changed, "w:del", "不同意", "w:delText")
    document.add_comment(changed.runs[0], text="这条批注不该出现", author="某人")
    document.sections[0].header.paragraphs[0].text = "仅供支部存档"
    document.save(out / "meeting.docx")


def auto_numbers(out):
    """Headings whose 一、 and （一） Word itself counts."""
    document = Document()
    numbering = document.part.numbering_part.element
    family = OxmlElement("w:abstractNum")
    family.set(qn("w:abstractNumId"), "90")
    for depth, (kind, text) in enumerate([("chineseCountingThousand", "%1、"), ("chineseCountingThousand", "（%2）"), ("decimal", "%3.")]):
        level = OxmlElement("w:lvl")
        level.set(qn("w:ilvl"), str(depth))
        for name, value in [("w:start", "1"), ("w:numFmt", kind), ("w:lvlText", text)]:
            part = OxmlElement(name)
            part.set(qn("w:val"), value)
            level.append(part)
        family.append(level)
    numbering.insert(0, family)
    number = OxmlElement("w:num")
    number.set(qn("w:numId"), "90")
    reference = OxmlElement("w:abstractNumId")
    reference.set(qn("w:val"), "90")
    number.append(reference)
    numbering.append(number)

    def numbered(text, depth):
        paragraph = document.add_paragraph(text)
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = depth
        properties.get_or_add_numId().val = 90

    document.add_paragraph("青溪镇党委2021年度")
    document.add_paragraph("抓基层党建工作报告")
    for text, depth in [
        ("主要工作", 0),
        ("抓学习", 1),
        ("建制度。全年学习12次。", 2),
        ("下步打算", 0),
        ("再加力", 1),
        ("再提速", 1),
    ]:
        numbered(text, depth)
    document.add_paragraph("中共青溪镇委员会")
    document.add_paragraph("2021年12月20日")
    document.save(out / "numbers.docx")


def ledgers(out):
    """A year's activities, with dates as numbers, merged cells, and two rows that cannot be read."""
    book = Workbook()
    sheet = book.active
    sheet.title = "台账"
    sheet.append(["2022年度组织生活台账"])
    sheet.append(["序号", "活动名称", "活动时间", "所属支部", "地点", "参加人数", "材料存放"])
    sheet.append([1, "3月主题党日", datetime.date(2022, 3, 5), "上村支部", "党员活动室", 18, "3号柜|上层"])
    sheet.append([2, "党课：讲党史", "2022年4月12日", "上村党支部", "村委会", "王建国、李小芳", None])
    sheet.append([3, "没有日期的会", "四月里", "上村党支部", "村委会", 12, None])
    sheet.append([4, "别处的会", "2022-05-01", "下村党支部", "村委会", 12, None])
    sheet["C3"].number_format = "yyyy\"年\"m\"月\"d\"日\""
    hidden = book.create_sheet("旧表")
    hidden.append(["标题", "日期"])
    hidden.append(["旧会", "2020-01-01"])
    hidden.sheet_state = "hidden"
    book.save(out / "ledger.xlsx")

    early = Workbook()
    early.epoch = datetime.datetime(1904, 1, 1)
    sheet = early.active
    sheet.append(["荣誉称号", "表彰单位", "级别", "表彰时间", "支部", "奖金"])
    sheet.append(["先进党支部", "中共青溪镇委员会", "乡镇级", datetime.date(2022, 7, 1), "上村党支部", 1234.5])
    sheet["D2"].number_format = numbers.FORMAT_DATE_YYYYMMDD2
    sheet["F2"].number_format = "#,##0.00"
    early.save(out / "early.xlsx")


FLAT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
 office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:automatic-styles>
<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold" style:font-weight-asian="bold"/></style:style>
<text:list-style style:name="L"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/>
<text:list-level-style-bullet text:level="2" text:bullet-char="◦"/></text:list-style>
</office:automatic-styles>
<office:body><office:text>
<text:tracked-changes>
<text:changed-region xml:id="c1" text:id="c1"><text:insertion><office:change-info><dc:creator>某人</dc:creator><dc:date>2022-06-01T00:00:00</dc:date></office:change-info></text:insertion></text:changed-region>
<text:changed-region xml:id="c2" text:id="c2"><text:deletion><office:change-info><dc:creator>某人</dc:creator><dc:date>2022-06-01T00:00:00</dc:date></office:change-info><text:p>旧的说法</text:p></text:deletion></text:changed-region>
</text:tracked-changes>
<text:p>中共青溪镇委员会文件</text:p>
<text:p>青党发〔2022〕5号</text:p>
<text:p>关于表彰2022年度先进集体的决定</text:p>
<text:h text:outline-level="1">总的情况</text:h>
<text:p>现<text:span text:style-name="B">决定</text:span>授予上村党支部“先进基层党组织”称号<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>经镇党委会议研究。</text:p></text:note-body></text:note>，<text:change-start text:change-id="c1"/>再接再厉<text:change-end text:change-id="c1"/><text:change text:change-id="c2"/>。<text:line-break/>换行以后，见<text:a xlink:type="simple" xlink:href="https://example.org/a?x=1&amp;y=2">网上全文</text:a>。</text:p>
<text:h text:outline-level="2">名单</text:h>
<text:list text:style-name="L"><text:list-item><text:p>上村党支部</text:p>
<text:list><text:list-item><text:p>第一党小组</text:p></text:list-item></text:list></text:list-item>
<text:list-item><text:p>机关党支部</text:p></text:list-item></text:list>
<table:table table:name="T"><table:table-column table:number-columns-repeated="2"/>
<table:table-row><table:table-cell><text:p>单位</text:p></table:table-cell><table:table-cell><text:p>得票</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell><text:p>上村</text:p><text:p>（含新村）</text:p></table:table-cell><table:table-cell><text:p>31</text:p></table:table-cell></table:table-row></table:table>
<text:p><draw:frame draw:name="框" svg:width="5cm" svg:height="1cm" text:anchor-type="paragraph"><draw:text-box><text:p>框里的话</text:p></draw:text-box></draw:frame>框外的话</text:p>
<text:p>中共青溪镇委员会</text:p>
<text:p>2022年6月28日</text:p>
</office:text></office:body></office:document>
"""

SHEET = "标题,日期,支部,学时\n网上培训,2022-09-01,上村党支部,4.5\n"


def office(out):
    """What LibreOffice writes: a document, the same as a page, a workbook, and a form of its own."""
    with tempfile.TemporaryDirectory() as folder:
        home = pathlib.Path(folder)
        (home / "decision.fodt").write_text(FLAT, encoding="utf-8")
        (home / "training.csv").write_text(SHEET, encoding="utf-8")
        (home / "saved.docx").write_bytes((out / "meeting.docx").read_bytes())
        profile = f"-env:UserInstallation={(home / 'profile').as_uri()}"

        def convert(kind, names, *options):
            command = ["soffice", profile, "--headless", *options, "--convert-to", kind, "--outdir", str(out)]
            subprocess.run([*command, *(str(home / name) for name in names)], check=True, capture_output=True, timeout=300)

        convert("docx:MS Word 2007 XML", ["decision.fodt", "saved.docx"])
        convert("html:HTML (StarWriter)", ["decision.fodt"])
        convert("xlsx", ["training.csv"], "--infilter=CSV:44,34,76,1")


def main():
    out = pathlib.Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    meeting(out)
    auto_numbers(out)
    ledgers(out)
    office(out)


main()
