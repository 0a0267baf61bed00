/**
 * A sequence of numbers that depends on its name only: the same name gives the
 * same samples on every machine and on every day. The generator is Mulberry32
 * (Tommy Ettinger, public domain), seeded by the name's FNV-1a hash; its 32 bits
 * of state are plenty for sample data and no good for secrets.
 */
export class Random {
  private state: number;

  constructor(name: string) {
    let hash = 0x811c9dc5;
    for (const byte of new TextEncoder().encode(name)) {
      hash = Math.imul(hash ^ byte, 0x01000193);
    }
    this.state = hash >>> 0;
  }

  /** A whole number from 0 to 2^32-1. */
  private next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** A number from 0, inclusive, to 1, exclusive. */
  fraction(): number {
    return this.next() / 2 ** 32;
  }

  /** A whole number from `low` to `high`, both inclusive. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.fraction() * (high - low + 1));
  }

  /** True with the given probability, 0 to 1. */
  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** One of the values. */
  pick<T>(values: readonly [T, ...T[]]): T {
    return values[this.integer(0, values.length - 1)] ?? values[0];
  }

  /** Lower-case hexadecimal digits, as many as asked for, not all zero. */
  hex(digits: number): string {
    let text = '';
    while (text.length < digits) {
      text += this.next().toString(16).padStart(8, '0');
    }
    const cut = text.slice(0, digits);
    return /[1-9a-f]/.test(cut) ? cut : this.hex(digits);
  }

  /** A version 4 UUID, as Envoy makes for x-request-id. */
  uuid(): string {
    const digits = this.hex(31);
    const variant = '89ab'[this.integer(0, 3)] ?? '8';
    return [
      digits.slice(0, 8),
      digits.slice(8, 12),
      `4${digits.slice(12, 15)}`,
      `${variant}${digits.slice(15, 18)}`,
      digits.slice(18, 30),
    ].join('-');
  }
}
