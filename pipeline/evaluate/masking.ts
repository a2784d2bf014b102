import { cleanText } from '../normalise/clean-text.ts';
import { maskPersonalData } from '../normalise/mask.ts';
import type { Evaluation, Misjudged } from './evaluation.ts';
import { wilson } from './interval.ts';
import { type PrivateText, privateTexts } from './masking/private-texts.ts';
import { publicTexts } from './masking/public-texts.ts';

const PRIVATE = 6_000;
const PUBLIC = 2_400;
const FILE = 'generated';

/**
 * Personal data in made-up texts: a datum counts as hidden when no letter, digit or character of it is left; a public
 * text as falsely masked when anything in it was hidden. Needs no data folder.
 */
export const masking: Evaluation = {
  names: ['mask-recall', 'mask-false-per-1000'],
  files: [],
  async run({ seed }) {
    const misjudged: Misjudged[] = [];
    const kinds = new Map<string, { hidden: number; all: number }>();
    const secrets = privateTexts(PRIVATE, seed);
    secrets.forEach((one, i) => {
      const tally = kinds.get(one.kind) ?? { hidden: 0, all: 0 };
      kinds.set(one.kind, tally);
      tally.all += 1;
      const masked = maskOf(one);
      if (isHidden(masked, one)) tally.hidden += 1;
      else misjudged.push(missed(one, masked, i + 1));
    });
    const open = publicTexts(PUBLIC, seed);
    let falsely = 0;
    open.forEach((one, i) => {
      const masked = maskOf(one);
      if (masked === one.text) return;
      falsely += 1;
      misjudged.push(missed(one, masked, PRIVATE + i + 1));
    });
    const hidden = [...kinds.values()].reduce((sum, tally) => sum + tally.hidden, 0);
    const note = [...kinds].map(([kind, tally]) => `${kind} ${tally.hidden}/${tally.all}`).join('，');
    const share = wilson(falsely, PUBLIC);
    return {
      figures: [
        {
          name: 'mask-recall',
          value: hidden / PRIVATE,
          ...wilson(hidden, PRIVATE),
          n: PRIVATE,
          note: `生成的文本，种子 ${seed}；${note}`,
        },
        {
          name: 'mask-false-per-1000',
          value: (falsely / PUBLIC) * 1_000,
          low: share.low * 1_000,
          high: share.high * 1_000,
          n: PUBLIC,
          note: '生成的不含个人信息的文本',
        },
      ],
      misjudged,
    };
  },
};

const maskOf = ({ text }: PrivateText) => maskPersonalData(cleanText(text)).text;

function isHidden(masked: string, { text, secret }: PrivateText): boolean {
  if (secret === null || masked.length !== text.length) return false;
  return !/[\p{L}\p{N}]/u.test(masked.slice(secret.start, secret.end));
}

function missed({ kind, form, text, secret }: PrivateText, got: string, row: number): Misjudged {
  const expected = secret === null ? '不遮盖' : `遮盖“${text.slice(secret.start, secret.end)}”`;
  return { file: FILE, row, expected, got, because: `${kind}：${form}` };
}
