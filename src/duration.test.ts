import { parseDuration, parseLookback } from './duration';

describe('parseDuration', () => {
  test.each([
    { name: 'nothing at all', text: '0', nanoseconds: 0 },
    { name: 'nothing with a sign', text: '+0', nanoseconds: 0 },
    { name: 'nothing of a unit', text: '0s', nanoseconds: 0 },
    { name: 'nanoseconds', text: '7ns', nanoseconds: 7 },
    { name: 'microseconds in ASCII', text: '20us', nanoseconds: 20_000 },
    { name: 'microseconds with the micro sign', text: '20\u00b5s', nanoseconds: 20_000 },
    { name: 'microseconds with the Greek letter', text: '20\u03bcs', nanoseconds: 20_000 },
    { name: 'milliseconds', text: '100ms', nanoseconds: 100_000_000 },
    { name: 'a fraction', text: '1.5s', nanoseconds: 1_500_000_000 },
    { name: 'a fraction without a whole', text: '.5m', nanoseconds: 30_000_000_000 },
    { name: 'a sum', text: '1h2m3s', nanoseconds: 3_723_000_000_000 },
    { name: 'no text', text: '', nanoseconds: undefined },
    { name: 'a sign alone', text: '+', nanoseconds: undefined },
    { name: 'two signs', text: '++1s', nanoseconds: undefined },
    { name: 'a negative one', text: '-1s', nanoseconds: undefined },
    { name: 'no unit', text: '100', nanoseconds: undefined },
    { name: 'no unit at the end', text: '1m30', nanoseconds: undefined },
    { name: 'no amount', text: 'ms', nanoseconds: undefined },
    { name: 'no amount at the start', text: 's1m', nanoseconds: undefined },
    { name: 'two dots', text: '1.5.5s', nanoseconds: undefined },
    { name: 'an unknown unit', text: '1d', nanoseconds: undefined },
    { name: 'a name that every object has as a unit', text: '1constructor', nanoseconds: undefined },
    { name: 'more than Go can hold', text: '2562048h', nanoseconds: undefined },
  ])('$name: "$text"', ({ text, nanoseconds }) => {
    expect(parseDuration(text)).toBe(nanoseconds);
  });
});

describe('parseLookback', () => {
  const hour = 3_600_000_000_000;
  test.each([
    { name: 'days', text: '7d', nanoseconds: 7 * 24 * hour },
    { name: 'weeks', text: '2w', nanoseconds: 14 * 24 * hour },
    { name: 'a sum', text: '1d12h', nanoseconds: 36 * hour },
    { name: 'no unit', text: '7', nanoseconds: undefined },
    { name: 'years', text: '1y', nanoseconds: undefined },
  ])('$name: "$text"', ({ text, nanoseconds }) => {
    expect(parseLookback(text)).toBe(nanoseconds);
  });
});
