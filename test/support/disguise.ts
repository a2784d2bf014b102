/** A random number in [0, 1). */
type Random = () => number;

const SIGNS = ['.', '*', '-', ' ', '·', '💧', '\u200b', '\u0336', '❤️', '│', '👨‍👩‍👧', '❗', '  ', '。', '，'];

/** The text as people write who do not want to be found: signs and repeats here and there, full width, traditional forms. */
export function disguise(text: string, random: Random): string {
  const rate = random() * 0.3;
  return [...text]
    .map((character) => {
      if (random() >= rate) return character;
      const way = Math.floor(random() * 4);
      if (way === 0) return character + (SIGNS[Math.floor(random() * SIGNS.length)] ?? '');
      if (way === 1) return character.repeat(2 + Math.floor(random() * 2));
      if (way === 2) return toFullWidth(character);
      return TRADITIONAL[character] ?? character.toUpperCase();
    })
    .join('');
}

function toFullWidth(character: string): string {
  const code = character.charCodeAt(0);
  return code > 0x20 && code < 0x7f ? String.fromCharCode(code + 0xfee0) : character;
}

const TRADITIONAL: Readonly<Record<string, string>> = {
  业: '業',
  开: '開',
  发: '發',
  维: '維',
  权: '權',
  楼: '樓',
  迁: '遷',
  资: '資',
  电: '電',
  区: '區',
  质: '質',
};
