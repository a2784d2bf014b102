/** One line of `evaluate --json`. */
export interface QualityFigure {
  name: string;
  value: number;
  /** 95 % interval. */
  low: number;
  high: number;
  /** How many cases were judged. */
  n: number;
  /** What the figure was measured on, and what to know when reading it; Chinese. */
  note: string;
}

/** A case that came out wrong, for `--errors`. */
export interface Misjudged {
  /** File of the data folder. */
  file: string;
  /** Counted from 1; in tables the heading row is 1, as a spreadsheet program shows it. */
  row: number;
  expected: string;
  got: string;
  /** What made the machine say so. */
  because: string;
}

export interface Measured {
  figures: readonly QualityFigure[];
  misjudged: readonly Misjudged[];
}

export interface EvaluationOptions {
  /** Folder with the labelled data. */
  data: string;
  rulesDir: string;
  /** Seed of every random choice, so that a figure can be had again. */
  seed: number;
}

/** Measures some quality figures; one file of this folder each. */
export interface Evaluation {
  /** The figures it gives. */
  names: readonly string[];
  /** What it reads in the data folder (files or folders); where one is missing the evaluation is left out. */
  files: readonly string[];
  run(options: EvaluationOptions): Promise<Measured>;
}
