import { FIELD_ORDER, fieldIndex } from '../../rules/compile/fields.ts';
import type { Rule } from '../../rules/rule-set.ts';
import { WARNING_LEVELS } from '../model/levels.ts';
import type { Post } from '../model/post.ts';
import type { Demand, Hit, Places, Risk, RouteDecision, Span, Verdict } from '../model/verdict.ts';
import type { AnalysedPost } from '../store/store.ts';
import { type Parcel, ParcelReader, ParcelWriter } from './parcel.ts';

/** The rules that hits are numbered by. Both sides must have the same version. */
export interface NumberedRules {
  readonly version: string;
  readonly rules: readonly Pick<Rule, 'id' | 'name'>[];
}

/**
 * Packs verdicts on their way between threads, without what both sides have: a hit is the number of its rule with the
 * places of its spans; a span of title or text is that stretch of the post (see {@link Verdict}), so its term is cut anew.
 */
export function createVerdictWriter({ rules, version }: NumberedRules): (analysed: readonly AnalysedPost[]) => Parcel {
  const numbers = new Map(rules.map(({ id }, index) => [id, index]));
  const numberOf = (id: string) => {
    const number = numbers.get(id);
    if (number === undefined) throw new Error(`rule ${id} is not in rules ${version}`);
    return number;
  };
  return (analysed) => {
    const writer = new ParcelWriter();
    for (const { verdict } of analysed) writeVerdict(writer, verdict, numberOf);
    return writer.take();
  };
}

/** `posts` are those whose verdicts were packed. */
export function readVerdicts(parcel: Parcel, posts: readonly Post[], rules: NumberedRules): AnalysedPost[] {
  const reader = new ParcelReader(parcel);
  return posts.map((post) => ({ post, verdict: readVerdict(reader, post, rules) }));
}

function writeVerdict(to: ParcelWriter, verdict: Verdict, numberOf: (rule: string) => number): void {
  to.flag(verdict.domain);
  to.list(verdict.topics, ({ topic, weight }) => {
    to.text(topic);
    to.real(weight);
  });
  to.list(verdict.hits, ({ rule, spans }) => {
    to.whole(numberOf(rule));
    to.list(spans, (span) => writeSpan(to, span));
  });
  writeRisk(to, verdict.risk);
  writePlaces(to, verdict.places);
  to.whole(MOODS.indexOf(verdict.sentiment.label));
  to.real(verdict.sentiment.score);
  writeDemand(to, verdict.demand);
  to.textList(verdict.keywords);
  writeRoute(to, verdict.route);
}

function readVerdict(from: ParcelReader, post: Post, rules: NumberedRules): Verdict {
  // The fields of a literal are worked out in its order.
  return {
    docId: post.docId,
    rawId: post.rawId,
    rulesVersion: rules.version,
    domain: from.flag(),
    topics: from.list(() => ({ topic: from.text(), weight: from.real() })),
    hits: from.list(() => readHit(from, post, rules)),
    risk: readRisk(from),
    places: readPlaces(from),
    sentiment: { label: MOODS[from.whole()] ?? 'neutral', score: from.real() },
    demand: readDemand(from, post),
    keywords: from.textList(),
    route: readRoute(from),
  };
}

const MOODS: readonly Verdict['sentiment']['label'][] = ['negative', 'neutral', 'positive'];

function readHit(from: ParcelReader, post: Post, { rules, version }: NumberedRules): Hit {
  const number = from.whole();
  const rule = rules[number];
  if (rule === undefined) throw new Error(`no rule ${number} in rules ${version}`);
  return { rule: rule.id, name: rule.name, version, spans: from.list(() => readSpan(from, post)) };
}

/** Of title and text the places will do; the words of other fields are folded, so they go along. */
function writeSpan(to: ParcelWriter, { field, start, end, term }: Span): void {
  const index = fieldIndex(field);
  to.whole(index);
  to.whole(start);
  to.whole(end);
  if (index > TEXT) to.text(term);
}

function readSpan(from: ParcelReader, { title, text }: Post): Span {
  const index = from.whole();
  const field = FIELD_ORDER[index] ?? '';
  const start = from.whole();
  const end = from.whole();
  const term = index > TEXT ? from.text() : (index === TEXT ? text : title).slice(start, end);
  return { field, start, end, term };
}

const TEXT = fieldIndex('text');

function writeRisk(to: ParcelWriter, { score, level, parts }: Risk): void {
  to.real(score);
  to.whole(level === null ? -1 : WARNING_LEVELS.indexOf(level));
  to.list(parts, ({ name, points, why }) => {
    to.text(name);
    to.real(points);
    to.text(why);
  });
}

function readRisk(from: ParcelReader): Risk {
  return {
    score: from.real(),
    level: WARNING_LEVELS[from.whole()] ?? null,
    parts: from.list(() => ({ name: from.text(), points: from.real(), why: from.text() })),
  };
}

function writePlaces(to: ParcelWriter, places: Places): void {
  to.textOrNull(places.district);
  to.textOrNull(places.street);
  to.textOrNull(places.estate);
  to.textOrNull(places.project);
  to.textOrNull(places.developer);
  to.textOrNull(places.propertyCompany);
  to.textOrNull(places.contractor);
}

function readPlaces(from: ParcelReader): Places {
  return {
    district: from.textOrNull(),
    street: from.textOrNull(),
    estate: from.textOrNull(),
    project: from.textOrNull(),
    developer: from.textOrNull(),
    propertyCompany: from.textOrNull(),
    contractor: from.textOrNull(),
  };
}

function writeDemand(to: ParcelWriter, { kind, threats, questions }: Demand): void {
  to.textOrNull(kind);
  to.list(threats, ({ name, quote }) => {
    to.text(name);
    writeSpan(to, quote);
  });
  to.list(questions, (question) => writeSpan(to, question));
}

function readDemand(from: ParcelReader, post: Post): Demand {
  return {
    kind: from.textOrNull(),
    threats: from.list(() => ({ name: from.text(), quote: readSpan(from, post) })),
    questions: from.list(() => readSpan(from, post)),
  };
}

function writeRoute(to: ParcelWriter, route: RouteDecision | null): void {
  to.flag(route !== null);
  if (route === null) return;
  to.text(route.lead);
  to.textList(route.co);
  to.textList(route.receivers);
  to.textList(route.path);
  to.text(route.policy);
}

function readRoute(from: ParcelReader): RouteDecision | null {
  if (!from.flag()) return null;
  return {
    lead: from.text(),
    co: from.textList(),
    receivers: from.textList(),
    path: from.textList(),
    policy: from.text(),
  };
}
