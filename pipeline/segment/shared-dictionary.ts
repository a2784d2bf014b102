import { createRequire } from 'node:module';
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';
import { z } from 'zod';
import { readDictionary } from './dictionary.ts';
import { buildDictionaryTables, type DictionaryTables, dictionaryTables } from './dictionary-tables.ts';

/** The dictionary that nodejieba brings along. */
const GENERAL = createRequire(import.meta.url).resolve('nodejieba/submodules/cppjieba/dict/jieba.dict.utf8');
const KEY = 'yuqing.dictionary';

/** What the thread that started this one had loaded by then. */
const inherited = z.object({ own: z.string(), tables: dictionaryTables }).safeParse(getEnvironmentData(KEY));

/**
 * The general dictionary with the words of `own`. Read once a process: threads started after that find the very tables
 * of the one that started them, at no cost in time or memory.
 */
export function loadDictionary(own: string): DictionaryTables {
  if (inherited.data?.own === own) return inherited.data.tables;
  const tables = buildDictionaryTables(readDictionary(GENERAL, own));
  setEnvironmentData(KEY, { own, tables });
  return tables;
}
