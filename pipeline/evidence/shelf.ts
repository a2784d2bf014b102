import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Store } from '../store/store.ts';
import { EVIDENCE_KIND, evidenceState } from './keeper.ts';
import { EVIDENCE_FOLDER, folderOf, type Manifest, packageFiles, verifyPackage } from './package.ts';
import { zipOf } from './zip.ts';

/** What is known of the evidence of one alert. */
export interface EvidenceAnswer {
  /** `waiting`: not yet captured; `none`: there is nothing to capture, or it was given up. */
  state: 'waiting' | 'kept' | 'none';
  /** What is missing, or wrong with the files; null when all is well. */
  problem: string | null;
  manifest: Manifest | null;
  manifestSha256: string | null;
}

/** Evidence for people to see and take away. */
export interface EvidenceShelf {
  /** Null for an alert whose page is not captured at all. */
  read(alertId: string): Promise<EvidenceAnswer | null>;
  /** The whole package as a zip archive, after its files were checked; null where there is none that is whole. */
  pack(alertId: string): Promise<{ zip: Buffer; manifestSha256: string } | null>;
}

export function createEvidenceShelf(store: Pick<Store, 'state'>, dataDir: string): EvidenceShelf {
  const root = join(dataDir, EVIDENCE_FOLDER);
  return {
    async read(alertId) {
      const parsed = evidenceState.safeParse((await store.state(EVIDENCE_KIND, alertId))?.value);
      if (!parsed.success) return null;
      const { state, problem, manifestSha256 } = parsed.data;
      if (state !== 'kept') return { state, problem, manifest: null, manifestSha256: null };
      const found = await verifyPackage(folderOf(root, alertId));
      if (!found.ok) return { state, problem: found.problem, manifest: null, manifestSha256 };
      const changed = found.manifestSha256 !== manifestSha256;
      return {
        state,
        problem: changed ? 'manifest.json 与存证时不同' : problem,
        manifest: found.manifest,
        manifestSha256,
      };
    },
    async pack(alertId) {
      const folder = folderOf(root, alertId);
      const found = await verifyPackage(folder);
      if (!found.ok) return null;
      const files = packageFiles(found.manifest).map(async (name) => ({
        name,
        bytes: await readFile(join(folder, name)),
      }));
      return { zip: zipOf(await Promise.all(files)), manifestSha256: found.manifestSha256 };
    },
  };
}
