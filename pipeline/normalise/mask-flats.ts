import type { Finding } from './mask-kinds.ts';
import { allRuns, type Clues } from './mask-scan.ts';

/**
 * Room numbers of homes: 3栋2单元501室 hides 501, 3-2-501室 and the further ones of 8栋702、703 too; building and unit
 * stay, for places are found by them.
 */
export function findFlats(text: string, clues: Clues, findings: Finding[]): void {
  const digitRuns = allRuns(clues);
  let hiddenUntil = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < digitRuns.length; i += 2) {
    const start = digitRuns[i] ?? 0;
    const end = digitRuns[i + 1] ?? 0;
    if (end - start < 3 || end - start > 4) continue;
    const listed = start - hiddenUntil <= 2 && LIST_SIGN.test(text.slice(hiddenUntil, start));
    if (!listed && !hasFlatSign(text, start, end)) continue;
    const before = text.slice(Math.max(0, start - 14), start);
    const behind = text.slice(end, end + 5);
    if (!((listed || BUILDING.test(before)) && !COUNTED.test(behind)) && !isRoom(before, behind)) continue;
    findings.push({ kind: 'flat', start, end });
    hiddenUntil = end;
  }
}

/** Cheap test of the neighbours, as most numbers are no rooms. */
function hasFlatSign(text: string, start: number, end: number): boolean {
  return (
    BEFORE_SIGNS.includes(text.charAt(start - 1)) ||
    ROOM_SIGNS.includes(text.charAt(end).trim() || text.charAt(end + 1))
  );
}

const BEFORE_SIGNS = '栋幢座#＃楼元院层户东西南北中-－—,， ';
const ROOM_SIGNS = '室号房户业住';

function isRoom(before: string, behind: string): boolean {
  if (ROOM.test(behind) && !/[-—.,\d]$/.test(before)) return true;
  return CHAINED.test(before) && CHAIN_END.test(behind);
}

/** 2单元, 3栋, a栋, 5#楼, perhaps with a floor and a dash, at the end. */
const BUILDING =
  /(?:[栋幢座]|号楼|[0-9０-９A-Za-z#＃]楼|单元|(?<![0-9０-９])[0-9０-９]{1,2}[#＃]|[0-9０-９]号院)(?:[0-9０-９]{1,2}[层楼])?\s?[-－—,，]?\s?[东西南北中]?户?$/;
/** A count, a measure or a year, not a room. */
const COUNTED =
  /^[A-Za-z]?(?:\s?(?:[年月日元万亿平㎡米个人名位套家天次多余层楼栋幢座梯部辆分点时:：%％]|单元|号楼|户(?![主型内门])|m2|业主(?:们|签|联|集)))/;
/** Office rooms (410室) are hidden as well: they cannot be told from homes. */
const ROOM = /^\s?(?:室|号房(?![产屋源])|房间)/;
const CHAINED = /(?<![0-9０-９-])[0-9０-９]{1,3}(?:[-－—][0-9０-９]{1,2})?[-－—]$/;
const CHAIN_END = /^\s?(?:室|户|号房|房|业主|住户)/;
const LIST_SIGN = /^[A-Za-z]?[、,，和及与至到/.~－-]$/;
