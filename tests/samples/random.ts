import { createHash } from 'node:crypto';

/**
 * A sequence of numbers that depends on its name only: the same name gives the
 * same samples on every machine and on every day. The generator is sfc32 (Chris
 * Doty-Humphrey's PractRand, public domain), its state the name's SHA-256; it is
 * made for sample data and no good for secrets.
 */
export class Random {
  private readonly state: Uint32Array;

  constructor(name: string) {
    const digest = createHash('sha256').update(name).digest();
    this.state = Uint32Array.from({ length: 4 }, (_, index) => digest.readUInt32LE(index * 4));
  }

  /** A whole number from 0 to 2^32-1. */
  private next(): number {
    const [a = 0, b = 0, c = 0, counter = 0] = this.state;
    const sum = (a + b + counter) >>> 0;
    const rotated = (c << 21) | (c >>> 11);
    this.state.set([b ^ (b >>> 9), c + (c << 3), rotated + sum, counter + 1]);
    return sum;
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
    const digits = this.hex(30);
    const variant = '89ab'.charAt(this.integer(0, 3));
    return [
      digits.slice(0, 8),
      digits.slice(8, 12),
      `4${digits.slice(12, 15)}`,
      `${variant}${digits.slice(15, 18)}`,
      digits.slice(18, 30),
    ].join('-');
  }
}
