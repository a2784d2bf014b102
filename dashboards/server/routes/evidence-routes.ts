import { toShanghai } from '../../../pipeline/model/calendar.ts';
import { type EvidenceView, evidenceRequest, evidenceView } from '../../alert-contract.ts';
import { ApiProblem } from '../api-problem.ts';
import { writeAudit } from '../audit.ts';
import { type Endpoint, endpoint, noBody, noQuery, ok } from '../endpoint.ts';
import { may } from '../permissions.ts';
import type { ServerDeps } from '../server-deps.ts';

type Deps = Pick<ServerDeps, 'queries' | 'store' | 'evidence' | 'now'>;

/** The page of an alert as it was kept, to look at and to take away. */
export function evidenceRoutes(deps: Deps): Endpoint[] {
  const { queries, evidence, now } = deps;
  const path = '/api/alerts/{id}/evidence';
  const tag = '预警';

  async function requireAlert(alertId: string): Promise<void> {
    if ((await queries.alert(alertId)) === null) throw new ApiProblem('not-found', '没有这条预警');
  }

  const view = endpoint(
    'login',
    { method: 'get', path, tag, summary: '网页存证', query: noQuery, body: noBody, answers: { 200: evidenceView } },
    async ({ param, session: { account } }) => {
      await requireAlert(param('id'));
      const kept = (await evidence?.read(param('id'))) ?? null;
      const answer: EvidenceView = {
        state: kept?.state ?? 'not-needed',
        problem: kept?.problem ?? null,
        url: kept?.manifest?.finalUrl ?? null,
        capturedAt: kept?.manifest?.capturedAt ?? null,
        manifestSha256: kept?.manifestSha256 ?? null,
        files: kept?.manifest?.files ?? [],
        mayTake: may(account.role, 'take-evidence'),
        serverTime: toShanghai(now()),
      };
      return ok(answer);
    },
  );

  const take = endpoint(
    'take-evidence',
    {
      method: 'post',
      path,
      tag,
      summary: '下载网页存证（zip），须写明用途',
      query: noQuery,
      body: evidenceRequest,
      answers: { 200: null },
      contentType: 'application/zip',
    },
    async ({ param, body: { reason }, session: { account } }) => {
      const alertId = param('id');
      await requireAlert(alertId);
      const pack = (await evidence?.pack(alertId)) ?? null;
      if (pack === null)
        throw new ApiProblem('refused', '没有完整的存证可以下载', {
          hint: '请看这条预警的存证状况，或用 evidence verify 核对',
        });
      const { manifestSha256 } = pack;
      await writeAudit(deps, {
        actor: account.account,
        action: 'evidence.taken',
        object: alertId,
        detail: { reason, manifestSha256 },
      });
      return new Response(new Uint8Array(pack.zip), {
        headers: {
          'content-type': 'application/zip',
          'content-disposition': `attachment; filename="evidence-${alertId}.zip"`,
          'cache-control': 'no-store',
        },
      });
    },
  );
  return [view, take];
}
