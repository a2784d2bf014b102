import { readFileSync } from 'node:fs';
import { ConfigError } from '../errors.ts';
import type { SealKey } from './seal.ts';

const WHERE = 'YUQING_ORIGINAL_KEYS';
const HINT = '写成“编号:密钥”，几个用逗号分开，第一个用来加密；或写 @文件路径。密钥可用 openssl rand -base64 32 生成';
const KEY_BYTES = 32;

/** `编号:密钥` one after the other, or `@file` that holds them; the first seals, the others still open. Empty = none. */
export function readSealKeys(given: string | undefined): readonly SealKey[] {
  const text = given?.startsWith('@') ? readKeyFile(given.slice(1)) : (given ?? '');
  const parts = text.split(/[,，\s]+/).filter((part) => part !== '');
  const keys = parts.map((part, index): SealKey => {
    const colon = part.indexOf(':');
    const [id, key] = [part.slice(0, colon), Buffer.from(part.slice(colon + 1), 'base64')];
    if (colon > 0 && /^[\w.-]{1,40}$/.test(id) && key.length === KEY_BYTES) return { id, key };
    throw problem(`第 ${index + 1} 个密钥应是编号、冒号和 ${KEY_BYTES} 字节的 base64`);
  });
  if (new Set(keys.map(({ id }) => id)).size < keys.length) throw problem('密钥编号重复');
  return keys;
}

function readKeyFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw problem(`读不了密钥文件 ${path}`, cause);
  }
}

function problem(message: string, cause?: unknown): ConfigError {
  return new ConfigError([{ where: WHERE, message, hint: HINT }], { cause });
}
