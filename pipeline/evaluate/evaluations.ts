import { demandKinds } from './demand-kinds.ts';
import { domainF1 } from './domain-f1.ts';
import { domainF1Learned } from './domain-f1-learned.ts';
import type { Evaluation } from './evaluation.ts';
import { events } from './events.ts';
import { extraction } from './extraction.ts';
import { falseAlarms } from './false-alarms.ts';
import { masking } from './masking.ts';
import { nearDuplicates } from './near-duplicates.ts';
import { freshPlaces, places } from './places.ts';
import { topicAccuracy } from './topic-accuracy.ts';

/** Every quality figure, in the order they are shown. */
export const EVALUATIONS: readonly Evaluation[] = [
  domainF1,
  domainF1Learned,
  topicAccuracy,
  falseAlarms,
  nearDuplicates,
  events,
  places,
  freshPlaces,
  demandKinds,
  masking,
  ...extraction,
];
