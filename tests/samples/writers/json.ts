/**
 * A JSON value. Objects are maps, so that their keys keep the order of writing
 * whatever they look like, and 64-bit integers are bigints, so that they keep
 * their last digits.
 */
export type Json = null | boolean | number | bigint | string | Json[] | JsonObject;

/** A JSON object whose keys are written in the map's order. */
export type JsonObject = Map<string, Json>;

/** An object whose keys are written in the order given, as Go writes a struct. */
export function struct(...members: Array<[key: string, value: Json]>): JsonObject {
  return new Map(members);
}

/** An object whose keys are sorted by their bytes, as Go writes a map. */
export function sortedMap(members: Iterable<[key: string, value: Json]>): JsonObject {
  return new Map([...new Map(members)].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
}

/**
 * The text that Go's encoding/json writes for a value: no spaces, and `<`, `>`,
 * `&`, U+2028 and U+2029 escaped (https://pkg.go.dev/encoding/json#Marshal).
 * Every writer of span records is a Go program that marshals this way.
 */
export function goJson(value: Json): string {
  if (value instanceof Map) {
    return `{${[...value].map(([key, member]) => `${quote(key)}:${goJson(member)}`).join(',')}}`;
  }
  if (Array.isArray(value)) {
    return `[${value.map(goJson).join(',')}]`;
  }
  if (typeof value === 'string') {
    return quote(value);
  }
  // Go and JavaScript print doubles alike: shortest digits, exponents below 1e-6 and from 1e21.
  return String(value);
}

function quote(text: string): string {
  return JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
