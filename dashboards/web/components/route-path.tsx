import type { AlertView } from '../../alert-contract.ts';
import { readRoutePath } from '../text/route-path.ts';

/** How the routing table came to its answer: each branch tried, yes or no and why. */
export function RoutePath({ route }: { route: AlertView['route'] }) {
  return (
    <div className="route">
      <p className="facts">
        <span>
          牵头科室：<strong>{route.lead}</strong>
        </span>
        <span>协办科室：{route.co.join('、') || '无'}</span>
        <span>上报策略：{route.policy}</span>
        <span>通知对象：{route.receivers.join('、') || '无'}</span>
      </p>
      <ol className="route-path" aria-label="派送过程">
        {readRoutePath(route.path).map((step, index) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: a fixed record of steps in order
            key={index}
            className={step.taken === false ? 'not-taken' : 'taken'}
            style={{ marginInlineStart: `${Math.min(step.depth, 6) * 16}px` }}
          >
            {step.taken === null ? null : <span className="yes-no">{step.taken ? '是' : '否'}</span>}
            <span>{step.words}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
