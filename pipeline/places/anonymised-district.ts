import type { PhraseBook } from '../segment/phrase-book.ts';
import type { Reading } from '../segment/reading.ts';

/** `A市`, `A3区`, `K8县`: places made anonymous. A bare letter before 区 is a part of an estate (`B区`). */
const PLACE = /([a-z])(?:\d{1,2}[区县市]|市)/y;
/** Where it goes on like this, the letters stand for a part of another name: A1区南路, M9县园, A5区亭, A9市河. */
const PART_OF_NAME =
  /^(?:区[东南西北中]?(?:路(?!口镇)|街(?!道)|大道|巷)|[区县](?:路(?!口镇)|坡|亭|园|郡|冲|部门)|市河(?![东西南北道]))/;

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];
const DIGITS = [...'0123456789'];

/**
 * Finds the district that an anonymised text speaks of: the first one of the title, else the first in the text that is
 * of the city named first; the city where no district is named. `null` where nothing is anonymised.
 */
export function createAnonymisedDistricts(book: PhraseBook): (title: Reading, text: Reading) => string | null {
  const ends = book.list([
    ...LETTERS.map((letter) => [`${letter}市`, 0] as const),
    ...DIGITS.flatMap((digit) => ['区', '县', '市'].map((area) => [digit + area, 0] as const)),
  ]);

  function placesIn({ folded, phrases }: Reading): Place[] {
    const found: Place[] = [];
    for (const { start } of ends.allIn(phrases)) {
      const place = placeAround(folded, start);
      if (place !== null) found.push(place);
    }
    return found;
  }

  return (title, text) => {
    const inTitle = placesIn(title);
    const inText = placesIn(text);
    const first = inTitle[0] ?? inText[0];
    if (first === undefined) return null;
    const isDistrict = ({ isCity }: Place) => !isCity;
    const isOfSameCity = (place: Place) => isDistrict(place) && place.letter === first.letter;
    return (inTitle.find(isDistrict) ?? inText.find(isOfSameCity) ?? first).name;
  };
}

interface Place {
  name: string;
  letter: string;
  isCity: boolean;
}

/** The place whose last two characters are at `end`: its letter is the first of them, or one or two before. */
function placeAround(folded: string, end: number): Place | null {
  let start = end;
  while (start > end - 2 && /\d/.test(folded.charAt(start))) start -= 1;
  PLACE.lastIndex = start;
  const [place, letter = ''] = PLACE.exec(folded) ?? [];
  if (place === undefined || /[a-z0-9]/.test(folded.charAt(start - 1))) return null;
  const tail = start + place.length - 1;
  if (PART_OF_NAME.test(folded.slice(tail, tail + 5))) return null;
  return { name: place.toUpperCase(), letter, isCity: place.length === 2 };
}
