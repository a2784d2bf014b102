import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const composeFile = z.object({ services: z.record(z.string(), z.object({ image: z.string().optional() })) });

/** The image of a service in docker-compose.yml: what is tested in Docker is what is deployed. */
export function imageOf(service: string): string {
  const file = new URL('../../docker-compose.yml', import.meta.url);
  const image = composeFile.parse(parse(readFileSync(file, 'utf8'), { merge: true })).services[service]?.image;
  if (image === undefined) throw new Error(`docker-compose.yml names no image for ${service}`);
  return image;
}
