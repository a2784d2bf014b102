interface Texts {
  title: string;
  text: string;
}
type Random = () => number;

/** Ways in which a message changes when it is passed on. */
const WAYS: Readonly<Record<string, (texts: Texts, random: Random) => Texts>> = {
  '改 3 % 的字': (texts, random) => edited(texts, 0.03, random),
  '改 6 % 的字': (texts, random) => edited(texts, 0.06, random),
  '改 10 % 的字': (texts, random) => edited(texts, 0.1, random),
  截去末尾: ({ title, text }, random) => ({
    title,
    text: text.slice(0, Math.ceil(text.length * (0.5 + random() * 0.3))),
  }),
  打乱句序: ({ title, text }, random) => ({ title, text: shuffled(text.split(/(?<=[。！？；\n])/), random).join('') }),
  加转载说明: ({ title, text }) => ({ title: `【转载】${title}`, text: `转自水城论坛，大家看看：${text}` }),
  去掉标题: ({ text }) => ({ title: '', text }),
};

export function alter(texts: Texts, random: Random): Texts & { how: string } {
  const ways = Object.entries(WAYS);
  const [how, way] = ways[Math.floor(random() * ways.length)] ?? ways[0] ?? [];
  if (how === undefined || way === undefined) throw new RangeError('no way to change a text');
  const { title, text } = way({ title: texts.title, text: texts.text }, random);
  return { title, text, how };
}

/** The same message about another estate, wherever the estate is named; null where none is. */
export function namedOtherwise(
  { title, text }: Texts,
  estate: string | null,
  estates: readonly string[],
  random: Random,
): Texts | null {
  if (estate === null || !(title.includes(estate) || text.includes(estate))) return null;
  const others = estates.filter(
    (other) => !Array.from(other.slice(0, 3)).some((character) => estate.includes(character)),
  );
  const other = others[Math.floor(random() * others.length)];
  if (other === undefined) return null;
  return { title: title.replaceAll(estate, other), text: text.replaceAll(estate, other) };
}

/** Each character with this chance left out, replaced or followed by another one of the text. */
function edited({ title, text }: Texts, share: number, random: Random): Texts {
  const characters = Array.from(text);
  const any = () => characters[Math.floor(random() * characters.length)] ?? '';
  const edit = (character: string) => {
    if (random() >= share) return character;
    const kind = Math.floor(random() * 3);
    return kind === 0 ? '' : kind === 1 ? any() : character + any();
  };
  return { title: Array.from(title).map(edit).join(''), text: characters.map(edit).join('') };
}

function shuffled<T>(list: readonly T[], random: Random): T[] {
  return list
    .map((value) => ({ value, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value);
}
