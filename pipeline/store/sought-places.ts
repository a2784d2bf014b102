import { placeOf, squeeze } from '../../rules/compile/squeeze.ts';
import { foldText } from '../../rules/fold-table.ts';
import { soughtText } from './pair-index.ts';

/** UTF-16 offsets into the text as it is written, end exclusive. */
export interface SoughtPlace {
  start: number;
  end: number;
}

/** The index holds all of them to be alike. */
const BLANKS = /[\s\p{Cc}]/gu;

/**
 * Where texts that were searched for stand in a text that was found by them: folded and taken out of disguise on both sides,
 * as the index has it, so that whatever was found can be shown. Places of one text do not overlap.
 */
export function createSoughtPlaces(texts: readonly string[]): (text: string) => SoughtPlace[] {
  const wanted = [...new Set(texts.map((text) => soughtText(text).replace(BLANKS, ' ')))].filter((text) => text !== '');
  return (text) => {
    if (wanted.length === 0) return [];
    const folded = foldText()(text);
    const squeezed = squeeze(folded);
    const within = (squeezed?.text ?? folded).replace(BLANKS, ' ');
    return wanted.flatMap((sought) =>
      occurrences(within, sought).map((at) => {
        const place = { start: at, end: at + sought.length };
        return squeezed === null ? place : placeOf(squeezed, place.start, place.end);
      }),
    );
  };
}

function occurrences(within: string, sought: string): number[] {
  const starts: number[] = [];
  for (let at = within.indexOf(sought); at >= 0; at = within.indexOf(sought, at + sought.length)) starts.push(at);
  return starts;
}
