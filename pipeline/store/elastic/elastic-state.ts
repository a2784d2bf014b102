import { ConflictError } from '../../errors.ts';
import { sha256 } from '../../model/ids.ts';
import type { StateRow, Store } from '../store.ts';
import type { Elastic } from './elastic-client.ts';
import { numberField, textField } from './elastic-docs.ts';
import type { ElasticUnits } from './elastic-units.ts';
import type { Source } from './elastic-write.ts';

/** Elasticsearch takes ids of up to 512 bytes. */
const LONGEST_ID = 400;

export function rowId(kind: string, id: string): string {
  return `state:${kind}:${Buffer.byteLength(id) > LONGEST_ID ? sha256(id) : id}`;
}

/** Small versioned rows: the part of the store that knows nothing of posts. */
export function createElasticState(
  elastic: Elastic,
  index: string,
  units: ElasticUnits,
): Pick<Store, 'state' | 'states' | 'putState' | 'deleteState'> {
  return {
    async state<T>(kind: string, id: string) {
      const found = (await units.reader(`state:${kind}`).get(index, [rowId(kind, id)])).get(rowId(kind, id));
      return found === undefined ? null : toRow<T>(found.source);
    },

    async states<T>(kind: string) {
      await units.settled(`state:${kind}`);
      await elastic.refresh(index);
      const query = { term: { kind: `state:${kind}` } };
      const rows = new Map<string, StateRow<T>>();
      for await (const { source } of elastic.all({ index, query, sort: [{ id: 'asc' }] })) {
        rows.set(textField(source, 'id'), toRow<T>(source));
      }
      return rows;
    },

    async putState(kind, id, value, expectedVersion) {
      const key = rowId(kind, id);
      const found = (await elastic.get(index, [key])).get(key);
      const version = found === undefined ? null : numberField(found.source, 'version');
      if (version !== expectedVersion) throw conflict(kind, id, version, expectedVersion);
      const following = (version ?? 0) + 1;
      const source = rowSource({ kind, id, value, version: following });
      const [result] = await elastic.write([
        found === undefined ? { do: 'create', index, id: key, source } : { do: 'replace', found, source },
      ]);
      if (result === 'conflict') throw conflict(kind, id, following, expectedVersion);
      return following;
    },

    async deleteState(kind, id) {
      await elastic.write([{ do: 'delete', index, id: rowId(kind, id) }]);
    },
  };
}

export function rowSource(row: { kind: string; id: string; value: unknown; version: number }): Source {
  const { kind, id, value, version } = row;
  return { kind: `state:${kind}`, id, version, doc: JSON.stringify(value ?? null) };
}

function conflict(kind: string, id: string, version: number | null, expected: number | null): ConflictError {
  return new ConflictError(`${kind} ${id} is at version ${version ?? 'none'}, not ${expected ?? 'none'}`);
}

function toRow<T>(source: Source): StateRow<T> {
  const value: T = JSON.parse(textField(source, 'doc'));
  return { value, version: numberField(source, 'version') };
}
