/** `A市`, `A3区`, `K8县`: places made anonymous. A bare letter before 区 is a part of an estate (`B区`). */
const PLACE = /([a-z])(?:\d{1,2}[区县市]|市)/g;
/** Where it goes on like this, the letters stand for a part of another name: A1区南路, M9县园, A5区亭. */
const PART_OF_NAME = /^(?:区[东南西北中]?(?:路|街(?!道)|大道|巷)|[区县](?:路|坡|亭|园|郡|冲|部门))/;

/**
 * The district that an anonymised text speaks of: the first one of the title, else the first in the text that is of the
 * city named first; the city where no district is named. `null` where nothing is anonymised.
 */
export function anonymisedDistrict(title: string, text: string): string | null {
  const inTitle = placesIn(title);
  const inText = placesIn(text);
  const first = inTitle[0] ?? inText[0];
  if (first === undefined) return null;
  const isDistrict = ({ isCity }: Place) => !isCity;
  const isOfSameCity = (place: Place) => isDistrict(place) && place.letter === first.letter;
  return (inTitle.find(isDistrict) ?? inText.find(isOfSameCity) ?? first).name;
}

interface Place {
  name: string;
  letter: string;
  isCity: boolean;
}

function placesIn(folded: string): Place[] {
  const found: Place[] = [];
  for (const match of folded.matchAll(PLACE)) {
    const [place, letter = ''] = match;
    if (/[a-z0-9]/.test(folded.charAt(match.index - 1))) continue;
    const end = match.index + place.length;
    if (PART_OF_NAME.test(folded.slice(end - 1, end + 4))) continue;
    found.push({ name: place.toUpperCase(), letter, isCity: place.length === 2 });
  }
  return found;
}
