import { fileURLToPath } from 'node:url';
import type { Config } from './config.ts';

const root = new URL('../', import.meta.url);

/** Files that come with the product. */
export const TOWN_CATALOGUE_FILE = fileURLToPath(new URL('crawlers/demo-town/catalogue.yaml', root));
export const RULES_DIR = fileURLToPath(new URL('rules', root));
export const CATALOGUE_FILE = fileURLToPath(new URL('crawlers/catalogue.yaml', root));

export const rulesDirOf = (config: Config): string => config.rulesDir ?? RULES_DIR;
export const catalogueOf = (config: Config): string => config.catalogue ?? CATALOGUE_FILE;
