import type { AnalysedPost } from '../store/store.ts';

/** Characters of a title; what is longer is cut at the end. */
const LONGEST = 40;
/** A title tells something from this length on. */
const SHORTEST = 6;

/** Form words that stand in front of what is meant: addresses, greetings, notes of reposting, kinds of message. */
const OPENINGS =
  /^(?:【[^】]{0,12}】|\[[^\]]{0,12}\]|[\s:：,，。.!！"“”、]+|转载|转发|转自[^\s:：]{0,10}[:：]|(?:尊敬的|敬爱的|亲爱的)[^，,。:：！!\s]{1,14}(?:[，,。:：！!\s]|$)|[^，,。:：！!\s]{0,8}(?:领导|书记|市长|县长|区长|局长|厅长|主任)(?:们)?[，,:：！!\s]|(?:各位)?领导(?:们)?[，,:：！!]?|您好|你们?好|大家好|紧急求助|求助|投诉|举报|反映|咨询)/;

/** The post's own words: its title, or the first sentence of its text that is more than a greeting. Nothing is invented. */
export function titleOf({ post }: AnalysedPost): string {
  const own = post.title.trim();
  const words = own === '' ? firstSentence(post.text) : own;
  const bare = withoutOpenings(words);
  const shown = Array.from((bare.length >= SHORTEST ? bare : words).replace(/\s+/g, ' ').trim());
  return shown.length <= LONGEST ? shown.join('') : `${shown.slice(0, LONGEST - 1).join('')}…`;
}

/** How well a post's title stands for its event: one of its own, of good length, that names the place. */
export function titleWorth(analysed: AnalysedPost): number {
  const { post, verdict } = analysed;
  const title = titleOf(analysed);
  const length = Array.from(title).length;
  const { estate, project } = verdict.places;
  const names = [estate, project].some((name) => name !== null && title.includes(name));
  return (post.title.trim() === '' ? 0 : 2) + (length >= 8 && length < LONGEST ? 2 : 0) + (names ? 1 : 0);
}

function firstSentence(text: string): string {
  const sentences = text
    .trim()
    .split(/[。！？!?\n]/, 8)
    .map((sentence) => sentence.trim());
  return sentences.find((sentence) => withoutOpenings(sentence).length >= SHORTEST) ?? sentences[0] ?? '';
}

function withoutOpenings(words: string): string {
  let bare = words.trim();
  for (let rest = bare.replace(OPENINGS, ''); rest !== bare; rest = bare.replace(OPENINGS, '')) bare = rest.trim();
  return bare;
}
