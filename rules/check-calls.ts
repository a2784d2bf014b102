import { type CallSpec, DESKS } from './call-schema.ts';
import { isLevel, LEVELS, unknownLevel } from './check-scoring.ts';
import type { ClockKind } from './clocks.ts';
import type { Diagnostic } from './language/diagnostics.ts';
import { checkReceiver, leadsOf } from './receivers.ts';
import type { EscalationSpec, RoutingSpec } from './schema.ts';
import type { Path, YamlFile } from './yaml-file.ts';

/** Clocks that run in hours whatever the calendar says. */
const HOURLY: ReadonlySet<ClockKind> = new Set(['respond', 'publish', 'press-conference']);

/** Limits of handling and the calls about clocks: levels and receivers exist, each entry can hold, spans fit the clock. */
export function checkCalls(
  file: YamlFile,
  spec: Pick<EscalationSpec, 'policies' | 'calls'>,
  routing: RoutingSpec | null,
  diagnostics: Diagnostic[],
): void {
  for (const [policy, { handling }] of Object.entries(spec.policies)) {
    const path: Path = ['policies', policy, 'handling'];
    for (const level of Object.keys(handling))
      if (!isLevel(level)) diagnostics.push(file.atKey(path, level, unknownLevel(level)));
    const missing = LEVELS.filter((level) => handling[level] === undefined);
    if (missing.length === 0 || missing.length === LEVELS.length) continue;
    const message = `策略“${policy}”没有写${missing.join('、')}级的处置时限（handling）：这些级别的个案不计处置时限`;
    const hint = '在 handling 里补上，如 黄: {workingDays: 5}；确实不需要的可以不理会这条提醒';
    diagnostics.push(
      file.atKey(['policies'], policy, { severity: 'warning', code: 'policy-without-handling', message, hint }),
    );
  }
  const taken = new Set<string>();
  spec.calls.forEach((call, index) => {
    const path: Path = ['calls', index];
    (call.levels ?? []).forEach((level, at) => {
      if (!isLevel(level)) diagnostics.push(file.at([...path, 'levels', at], unknownLevel(level)));
    });
    checkReach(file, call, { path, taken, diagnostics });
    checkSpans(file, call, path, diagnostics);
    if (routing !== null) checkReceivers(file, call, { path, routing, diagnostics });
  });
}

function checkReach(
  file: YamlFile,
  { clocks, levels = [...LEVELS] }: CallSpec,
  { path, taken, diagnostics }: { path: Path; taken: Set<string>; diagnostics: Diagnostic[] },
): void {
  const wanted = clocks.flatMap((clock) => levels.map((level) => `${clock} ${level}`));
  if (wanted.every((one) => taken.has(one))) {
    const message = '这一条永远用不上：写在前面的条目已经管了这些时限和级别';
    diagnostics.push(
      file.at(path, { code: 'unreachable-call', message, hint: '移到前面，改 clocks 或 levels，或删掉' }),
    );
  }
  for (const one of wanted) taken.add(one);
}

function checkSpans(
  file: YamlFile,
  { clocks, remind, overdue }: CallSpec,
  path: Path,
  diagnostics: Diagnostic[],
): void {
  const hourly = clocks.filter((clock) => HOURLY.has(clock));
  if (hourly.length === 0) return;
  const refuse = (at: Path, key: string, instead: string) => {
    const message = `“${hourly.join('、')}”按小时计，不分工作日，不能用 ${key}`;
    diagnostics.push(file.atKey(at, key, { code: 'unfit-span', message, hint: `改用 ${instead}` }));
  };
  remind.forEach(({ workingDaysBefore }, at) => {
    if (workingDaysBefore !== undefined) refuse([...path, 'remind', at], 'workingDaysBefore', 'passed 或 hoursBefore');
  });
  overdue.forEach(({ workingDaysAfter }, at) => {
    if (workingDaysAfter !== undefined) refuse([...path, 'overdue', at], 'workingDaysAfter', 'hoursAfter');
  });
}

function checkReceivers(
  file: YamlFile,
  call: CallSpec,
  { path, routing, diagnostics }: { path: Path; routing: RoutingSpec; diagnostics: Diagnostic[] },
): void {
  const leads = leadsOf(routing);
  for (const key of ['remind', 'overdue'] as const) {
    call[key].forEach(({ receivers }, step) => {
      receivers.forEach((receiver, at) => {
        const finding = receiver === DESKS ? null : checkReceiver(receiver, routing, leads);
        if (finding !== null) diagnostics.push(file.at([...path, key, step, 'receivers', at], finding));
      });
    });
  }
}
