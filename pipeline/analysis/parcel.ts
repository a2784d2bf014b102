/**
 * Values one behind the other, to be read in the order they were written: sending it from thread to thread costs next to
 * nothing, however many values it holds.
 */
export interface Parcel {
  wholes: Int32Array<ArrayBuffer>;
  reals: Float64Array<ArrayBuffer>;
  /** All texts as one; their lengths are among the whole numbers. */
  text: string;
}

/** What of a parcel changes hands instead of being copied. */
export function transferable({ wholes, reals }: Parcel): ArrayBuffer[] {
  return [wholes.buffer, reals.buffer];
}

export class ParcelWriter {
  private wholes = new Int32Array(1 << 12);
  private length = 0;
  private reals: number[] = [];
  private texts: string[] = [];

  /** 32 bits with sign. */
  whole(value: number): void {
    if (this.length === this.wholes.length) {
      const before = this.wholes;
      this.wholes = new Int32Array(before.length * 2);
      this.wholes.set(before);
    }
    this.wholes[this.length++] = value;
  }

  real(value: number): void {
    this.reals.push(value);
  }

  flag(value: boolean): void {
    this.whole(value ? 1 : 0);
  }

  text(value: string): void {
    this.whole(value.length);
    this.texts.push(value);
  }

  textOrNull(value: string | null): void {
    if (value === null) this.whole(-1);
    else this.text(value);
  }

  list<T>(values: readonly T[], write: (value: T) => void): void {
    this.whole(values.length);
    for (const value of values) write(value);
  }

  textList(values: readonly string[]): void {
    this.list(values, (value) => this.text(value));
  }

  /** All that was written since the last time. */
  take(): Parcel {
    const parcel = {
      wholes: this.wholes.slice(0, this.length),
      reals: Float64Array.from(this.reals),
      text: this.texts.join(''),
    };
    this.length = 0;
    this.reals = [];
    this.texts = [];
    return parcel;
  }
}

export class ParcelReader {
  private readonly parcel: Parcel;
  private nextWhole = 0;
  private nextReal = 0;
  private nextText = 0;

  constructor(parcel: Parcel) {
    this.parcel = parcel;
  }

  whole(): number {
    return this.parcel.wholes[this.nextWhole++] ?? 0;
  }

  real(): number {
    return this.parcel.reals[this.nextReal++] ?? 0;
  }

  flag(): boolean {
    return this.whole() === 1;
  }

  text(): string {
    return this.textOf(this.whole());
  }

  textOrNull(): string | null {
    const length = this.whole();
    return length < 0 ? null : this.textOf(length);
  }

  list<T>(read: () => T): T[] {
    const values: T[] = [];
    for (let left = this.whole(); left > 0; left--) values.push(read());
    return values;
  }

  textList(): string[] {
    return this.list(() => this.text());
  }

  private textOf(length: number): string {
    const from = this.nextText;
    this.nextText += length;
    return this.parcel.text.slice(from, this.nextText);
  }
}
