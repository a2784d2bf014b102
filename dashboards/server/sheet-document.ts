import {
  AlignmentType,
  convertMillimetersToTwip,
  Document,
  Packer,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  WidthType,
} from 'docx';
import type { Case, Sheet, Slot } from '../../pipeline/model/case.ts';

/** 三号 and 小二, in half points. */
const BODY = 28;
const TITLE = 44;
/** Named, never embedded: they are not ours to ship. */
const FONTS = { ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia: '仿宋_GB2312' };
const TITLE_FONTS = { ...FONTS, eastAsia: '方正小标宋简体' };
/** 版心 of GB/T 9704-2012: 156 mm wide. */
const COLUMNS = [36, 60, 26, 34].map(convertMillimetersToTwip);

/** 政务信息公开审批单 for Word, after the bureau's own form; the same content as the page for paper. */
export async function sheetDocument(subject: Case, sheet: Sheet): Promise<Uint8Array<ArrayBuffer>> {
  const document = new Document({
    creator: '住建舆情监测',
    title: `政务信息公开审批单 第 ${sheet.no} 号`,
    styles: { default: { document: { run: { font: FONTS, size: BODY, language: { eastAsia: 'zh-CN' } } } } },
    sections: [
      {
        properties: {
          page: {
            size: { width: convertMillimetersToTwip(210), height: convertMillimetersToTwip(297) },
            margin: {
              ...{ top: convertMillimetersToTwip(37), bottom: convertMillimetersToTwip(35) },
              ...{ left: convertMillimetersToTwip(28), right: convertMillimetersToTwip(26) },
            },
          },
        },
        children: [
          line('政务信息公开审批单', { title: true, alignment: AlignmentType.CENTER }),
          line(`个案 ${subject.caseId}　第 ${sheet.no} 号`, { alignment: AlignmentType.RIGHT }),
          new Table({
            layout: TableLayoutType.FIXED,
            columnWidths: COLUMNS,
            width: { size: 100, type: WidthType.PERCENTAGE },
            rows: rowsOf(subject, sheet),
          }),
        ],
      },
    ],
  });
  return new Uint8Array(await Packer.toArrayBuffer(document));
}

function rowsOf(subject: Case, sheet: Sheet): TableRow[] {
  const published = subject.responses.find(({ sheetNo }) => sheetNo === sheet.no);
  const { drafter } = sheet;
  return [
    row('拟公开内容提交部门', [
      `${subject.lead}（拟稿：${drafter.name}，${drafter.department}，${momentOf(sheet.draftedAt)}）`,
    ]),
    row('事由', [`${subject.title}（${subject.level}色预警，${subject.grade ?? '未定级'}）`]),
    row('拟公开内容', sheet.text.split('\n')),
    row('公开形式', [`主动公开；${published?.where ?? sheet.venue}`]),
    new TableRow({
      children: [
        cell(['公开时间']),
        cell([published?.publishedAt ? momentOf(published.publishedAt) : '']),
        cell(['公开期限']),
        cell([sheet.period]),
      ],
    }),
    row('科室负责人审查意见', opinions(sheet.slots, 1)),
    row('分管领导审查意见', opinions(sheet.slots, 2)),
  ];
}

function opinions(slots: readonly Slot[], stage: Slot['stage']): string[] {
  return slots
    .filter((slot) => slot.stage === stage)
    .map(({ post, signature }) => {
      const where = post.replace(':', ' ');
      if (signature === null) return `${where}：（未签）`;
      const { opinion, name, inPlace, at } = signature;
      return `${where}：${opinion ?? '同意'}　${name}${inPlace ? '（代签）' : ''} ${momentOf(at)}`;
    });
}

function row(name: string, lines: readonly string[]): TableRow {
  return new TableRow({ children: [cell([name]), cell(lines, 3)] });
}

function cell(lines: readonly string[], columnSpan = 1): TableCell {
  const side = convertMillimetersToTwip(2);
  return new TableCell({
    columnSpan,
    margins: { top: side, bottom: side, left: side, right: side },
    children: lines.map((text) => line(text)),
  });
}

type Alignment = (typeof AlignmentType)[keyof typeof AlignmentType];

function line(text: string, { title = false, alignment }: { title?: boolean; alignment?: Alignment } = {}): Paragraph {
  const run = new TextRun({ text: writable(text), ...(title ? { font: TITLE_FONTS, size: TITLE } : {}) });
  return new Paragraph({ children: [run], ...(alignment === undefined ? {} : { alignment }) });
}

/** Signs that XML 1.0 cannot hold, and halves of surrogate pairs, would make the file unreadable. */
function writable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be written
  return text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');
}

function momentOf(at: string): string {
  return at.slice(0, 16).replace('T', ' ');
}
