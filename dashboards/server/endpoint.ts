import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { z } from 'zod';
import type { AccountRole, Permission } from '../account-contract.ts';
import type { LiveSession } from './sessions.ts';

export interface AppEnv {
  /** Absent where the app is called without a socket. */
  Bindings: Partial<HttpBindings>;
  /** `role` of the account that asks; absent before it is known. */
  Variables: { secure: boolean; address: string; role?: AccountRole };
}
export type AppContext = Context<AppEnv>;

/** No parameters. */
export const noQuery = z.strictObject({});
/** No body is read. */
export const noBody = z.undefined();

/** `public`: nobody need log in. `login`: any account. Otherwise the right that the account's role must have. */
export type Access = 'public' | 'login' | Permission;

export interface EndpointInput<Q, B> {
  query: Q;
  body: B;
  /** Of the path, decoded. */
  param(name: string): string;
  c: AppContext;
}

/** One row of the API: what it is called, who may call it, what goes in and out. The OpenAPI page is made from it. */
export interface EndpointSpec<Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType> {
  method: 'get' | 'post' | 'patch' | 'delete';
  /** `/api/alerts/{id}` */
  path: `/${string}`;
  tag: string;
  summary: string;
  query: Q;
  body: B;
  /** Status → shape of the answer in JSON; `null` = no body. Other statuses carry an error. */
  answers: Partial<Record<AnswerStatus | 204, A | null>>;
  /** Of the answer, where it is not JSON; `run` then makes the whole response. */
  contentType?: string;
}
export type AnswerStatus = 200 | 201 | 202 | 503;

export type Answer<T> = { status: AnswerStatus; body: T } | Response;
type Run<Q, B, T, Extra> = (input: EndpointInput<Q, B> & Extra) => Promise<Answer<T>> | Answer<T>;

/** A registered endpoint with its types closed off, so that endpoints of different shapes make one list. */
export interface Endpoint extends EndpointSpec<z.ZodType, z.ZodType, z.ZodType> {
  access: Access;
  handle(c: AppContext, session: LiveSession | null, read: InputReader): Promise<Answer<unknown>>;
}

/** Reads and checks what was sent; throws ApiProblem `invalid-request` with everything that is wrong. */
export interface InputReader {
  query<T extends z.ZodType>(c: AppContext, schema: T): z.output<T>;
  body<T extends z.ZodType>(c: AppContext, schema: T): Promise<z.output<T>>;
}

export function publicEndpoint<Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>(
  spec: EndpointSpec<Q, B, A>,
  run: Run<z.output<Q>, z.output<B>, z.output<A>, object>,
): Endpoint {
  return { ...spec, access: 'public', handle: async (c, _, read) => run(await inputOf(spec, c, read)) };
}

export function endpoint<Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>(
  access: Exclude<Access, 'public'>,
  spec: EndpointSpec<Q, B, A>,
  run: Run<z.output<Q>, z.output<B>, z.output<A>, { session: LiveSession }>,
): Endpoint {
  return {
    ...spec,
    access,
    async handle(c, session, read) {
      if (session === null) throw new Error(`${spec.path} was called without a session`);
      return run({ ...(await inputOf(spec, c, read)), session });
    },
  };
}

export function ok<T>(body: T): { status: 200; body: T } {
  return { status: 200, body };
}

async function inputOf<Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>(
  spec: EndpointSpec<Q, B, A>,
  c: AppContext,
  read: InputReader,
): Promise<EndpointInput<z.output<Q>, z.output<B>>> {
  const query = read.query(c, spec.query);
  const body = await read.body(c, spec.body);
  return { c, param: (name) => c.req.param(name) ?? '', query, body };
}
