/** One way of writing a datum; `cue` and `tail` stand around the secret and stay. */
export interface Datum {
  kind: string;
  form: string;
  cue: string;
  secret: string;
  tail: string;
}
