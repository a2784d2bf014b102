/** Clocks that law sets: they start with an alert, or with the grade that a person gives the event. */
export const STATUTORY_KINDS = [
  'respond',
  'publish',
  'press-conference',
  'answer-consultation',
  'answer-application',
  'publish-information',
] as const;

/** Clocks of a case that people can be reminded of: those that law sets, and `handle`, the bureau's own. */
export const CLOCKS = [...STATUTORY_KINDS, 'handle'] as const;
export type ClockKind = (typeof CLOCKS)[number];
