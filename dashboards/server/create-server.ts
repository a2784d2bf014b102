import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { compress } from 'hono/compress';
import { createAccounts } from './accounts.ts';
import { ApiProblem } from './api-problem.ts';
import { readCaller, sameOriginOnly } from './caller.ts';
import type { AppEnv, Endpoint } from './endpoint.ts';
import { errorAnswer } from './error-answer.ts';
import { mountEndpoints } from './mount-endpoints.ts';
import { openApiDocument } from './openapi-document.ts';
import { openApiPage } from './openapi-page.ts';
import { accountRoutes } from './routes/account-routes.ts';
import { mountAckPages } from './routes/ack-routes.ts';
import { actionRoutes } from './routes/action-routes.ts';
import { alertRoutes } from './routes/alert-routes.ts';
import { analysisRoutes } from './routes/analysis-routes.ts';
import { caseRoutes } from './routes/case-routes.ts';
import { draftRoutes } from './routes/draft-routes.ts';
import { eventActionRoutes } from './routes/event-action-routes.ts';
import { evidenceRoutes } from './routes/evidence-routes.ts';
import { feedbackRoutes } from './routes/feedback-routes.ts';
import { healthRoutes } from './routes/health-routes.ts';
import { learnedRoutes } from './routes/learned-routes.ts';
import { liveRoutes } from './routes/live-routes.ts';
import { metaRoutes } from './routes/meta-routes.ts';
import { metricsRoutes } from './routes/metrics-routes.ts';
import { operationRoutes } from './routes/operation-routes.ts';
import { originalRoutes } from './routes/original-routes.ts';
import { overviewRoutes } from './routes/overview-routes.ts';
import { pushRoutes } from './routes/push-routes.ts';
import { recordRoutes } from './routes/record-routes.ts';
import { registerRoutes } from './routes/register-routes.ts';
import { routeRoutes } from './routes/route-routes.ts';
import { ruleFileRoutes } from './routes/rule-file-routes.ts';
import { ruleRoutes } from './routes/rule-routes.ts';
import { sessionRoutes } from './routes/session-routes.ts';
import { silenceRoutes } from './routes/silence-routes.ts';
import { sourceRoutes } from './routes/source-routes.ts';
import { troubleRoutes } from './routes/trouble-routes.ts';
import { versionRoutes } from './routes/version-routes.ts';
import { securityHeaders } from './security-headers.ts';
import type { ServerDeps, ServerOptions } from './server-deps.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { staticFiles } from './static-files.ts';

/** Pushed posts and texts of rule files are longer than what else is sent. */
const LARGE = /^\/api\/(?:push|rule-drafts|rules\/trial|rule-files\/register)(?:\/|$)/;

/** The API and the page as one Request → Response function. Opens nothing: see listen.ts. */
export function createServer(deps: ServerDeps, options: ServerOptions = {}): Hono<AppEnv> {
  const { trustProxy = false, maxBodyBytes = 64 * 1024, maxPushBytes = 4 * 1024 * 1024 } = options;
  const accounts = createAccounts(deps);
  const limits = { idleMinutes: options.idleMinutes ?? 120, absoluteMinutes: options.absoluteMinutes ?? 720 };
  const sessions = createSessions({ ...deps, accounts }, limits);
  const door = { ...deps, accounts, sessions };
  const live = { ...deps, sessions, heartbeatMs: options.heartbeatMs ?? 15_000 };

  const app = new Hono<AppEnv>();
  app.onError((error, c) => errorAnswer(error, c, deps));
  app.notFound((c) => errorAnswer(new ApiProblem('not-found', '没有这个地址'), c, deps));
  app.use(readCaller(trustProxy), securityHeaders(), sameOriginOnly(trustProxy));
  const limitOf = (maxSize: number) => bodyLimit({ maxSize, onError: tooLarge(maxSize) });
  const [small, large] = [limitOf(maxBodyBytes), limitOf(maxPushBytes)];
  app.use((c, next) => (LARGE.test(c.req.path) ? large(c, next) : small(c, next)));
  app.use(compress());

  const endpoints = [
    ...sessionRoutes(door),
    ...overviewRoutes(deps),
    ...analysisRoutes(deps),
    ...registerRoutes(deps),
    ...alertRoutes(deps),
    ...evidenceRoutes(deps),
    ...recordRoutes(deps),
    ...originalRoutes(deps),
    ...eventActionRoutes(deps),
    ...actionRoutes(deps),
    ...troubleRoutes(deps),
    ...caseRoutes(door),
    ...silenceRoutes(deps),
    ...operationRoutes(deps),
    ...sourceRoutes(deps),
    ...routeRoutes(door),
    ...ruleRoutes(deps),
    ...ruleFileRoutes(deps),
    ...draftRoutes(deps),
    ...versionRoutes(deps),
    ...learnedRoutes(deps),
    ...feedbackRoutes(deps),
    ...metaRoutes(deps),
    ...liveRoutes(live),
    ...accountRoutes(door),
    ...healthRoutes(deps),
    ...metricsRoutes(deps),
    ...pushRoutes(deps),
  ];
  mountAll(app, endpoints, sessions);
  mountAckPages(app, deps);
  if (deps.webRoot !== null) app.get('*', staticFiles(deps.webRoot));
  return app;
}

function mountAll(app: Hono<AppEnv>, endpoints: readonly Endpoint[], sessions: Sessions) {
  mountEndpoints(app, endpoints, sessions);
  const document = openApiDocument(endpoints);
  app.get('/api/openapi.json', (c) => c.json(document));
  app.get('/api/docs', (c) => c.html(openApiPage(document)));
  app.all('/api/*', () => {
    throw new ApiProblem('not-found', '没有这个接口', { hint: '接口说明见 /api/docs' });
  });
}

function tooLarge(maxBytes: number) {
  return () => {
    throw new ApiProblem('too-large', `请求内容过大：不能超过 ${Math.floor(maxBytes / 1024)} KB`);
  };
}
