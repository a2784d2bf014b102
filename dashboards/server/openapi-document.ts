import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi';
import { z } from 'zod';
import * as accountContract from '../account-contract.ts';
import * as alertContract from '../alert-contract.ts';
import * as contract from '../contract.ts';
import * as recordContract from '../record-contract.ts';
import * as sourceContract from '../source-contract.ts';
import { type Endpoint, noBody, noQuery } from './endpoint.ts';

const CONTRACT = { ...contract, ...accountContract, ...alertContract, ...recordContract, ...sourceContract };
const STATUS_WORDS = { 200: '成功', 201: '已建立', 202: '已受理', 204: '成功，无内容', 503: '尚未就绪' } as const;

/** The OpenAPI 3.1 description of the endpoints; shapes that the contract exports appear under their own names. */
export function openApiDocument(endpoints: readonly Endpoint[]) {
  const { openAPIRegistry, getOpenAPI31Document } = new OpenAPIHono();
  const names = registerShapes(openAPIRegistry);
  openAPIRegistry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: 'yuqing',
    description: '登录后得到；经 https 时名为 __Host-yuqing',
  });
  for (const endpoint of endpoints) openAPIRegistry.registerPath(routeOf(endpoint, names));
  return getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: '住建舆情监测接口',
      version: '1.0.0',
      description:
        '除登录、运行状况和本说明外均须登录。列表参数用逗号分隔；时间为带时区的 ISO 8601；出错时返回 error。',
    },
  });
}
export type OpenApiDocument = ReturnType<typeof openApiDocument>;

function routeOf(endpoint: Endpoint, names: Names): RouteConfig {
  const called = (shape: z.ZodType) => names.get(shape) ?? shape;
  const { method, path, tag, summary, query, body, answers, access } = endpoint;
  const params = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
  return {
    method,
    path,
    summary,
    tags: [tag],
    security: access === 'public' ? [] : [{ session: [] }],
    ...(access === 'public' || access === 'login' ? {} : { description: `需要权限：${CONTRACT.PERMISSIONS[access]}` }),
    request: {
      ...(params.length === 0
        ? {}
        : { params: z.object(Object.fromEntries(params.map((name) => [name, z.string()]))) }),
      ...(query instanceof z.ZodObject && query !== noQuery ? { query } : {}),
      ...(body instanceof z.ZodUndefined || body === noBody
        ? {}
        : { body: { required: true, content: { 'application/json': { schema: called(body) } } } }),
    },
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, shape]) => [
          status,
          answerOf(endpoint, status, shape === null ? null : called(shape)),
        ]),
      ),
      default: { description: '出错', content: { 'application/json': { schema: called(contract.apiError) } } },
    },
  };
}

function answerOf(endpoint: Endpoint, status: string, shape: z.ZodType | null) {
  const description = Object.entries(STATUS_WORDS).find(([known]) => known === status)?.[1] ?? status;
  if (shape === null) return { description };
  return { description, content: { [endpoint.contentType ?? 'application/json']: { schema: shape } } };
}

type Registry = OpenAPIHono['openAPIRegistry'];
type Names = ReadonlyMap<z.ZodType, z.ZodType>;

/**
 * `alertPage` of the contract becomes the component `AlertPage`. Gives for each shape the one that carries its name:
 * a copy, since the library can name only shapes made after it was loaded.
 */
function registerShapes(registry: Registry): Names {
  const shapes = Object.entries(CONTRACT).flatMap(([name, value]) =>
    value instanceof z.ZodType && !name.endsWith('Query') ? [{ name, shape: value }] : [],
  );
  return new Map(
    shapes.map(({ name, shape }) => [
      shape,
      registry.register(`${name.charAt(0).toUpperCase()}${name.slice(1)}`, shape.clone()),
    ]),
  );
}
