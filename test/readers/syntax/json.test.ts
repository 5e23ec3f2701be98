import { describe, expect, test } from 'vitest';
import {
  asArray,
  asRecord,
  entriesOf,
  field,
  type JsonOptions,
  parseJson,
  stringRecord,
  stringsOf,
} from '../../../src/readers/syntax/json.ts';
import { LONG } from '../../support/long.ts';
import fc from '../../support/property.ts';

const readValue = (text: string, options?: JsonOptions): unknown => {
  const json = parseJson(text, options);
  if (!json.ok) throw new Error(`${json.message} at ${json.line}:${json.column}`);
  return json.value;
};

const failureOf = (text: string, options?: JsonOptions) => {
  const json = parseJson(text, options);
  if (json.ok) throw new Error('expected a failure');
  return { message: json.message, line: json.line, column: json.column };
};

const parsed = (text: string): unknown => {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return 'no JSON';
  }
};

const read = (text: string): unknown => {
  const json = parseJson(text);
  return json.ok ? { value: json.value } : 'no JSON';
};

const anyJson = fc.json({ maxDepth: 6, stringUnit: 'binary' });
const layout = fc.constantFrom(undefined, 1, 2, '\t');

describe('values are those of JSON.parse', () => {
  test('for all that it accepts, however it is laid out', () => {
    fc.assert(
      fc.property(anyJson, layout, (text, indent) => {
        const laidOut = JSON.stringify(JSON.parse(text), null, indent);
        expect(readValue(laidOut)).toEqual(JSON.parse(laidOut));
        expect(readValue(laidOut, { tolerant: true })).toEqual(JSON.parse(laidOut));
        expect(readValue(`\uFEFF${laidOut.replaceAll('\n', '\r\n')}`)).toEqual(JSON.parse(laidOut));
      }),
    );
  });

  test('and what it refuses is refused: texts with one character changed', () => {
    const edits = fc.tuple(
      anyJson,
      fc.nat(),
      fc.constantFrom('', ',', '"', '{', ']', ':', '\\', '0', '-', '\u0001', '\n', "'", '/', 'n'),
    );
    fc.assert(
      fc.property(edits, ([text, where, put]) => {
        const at = where % (text.length + 1);
        const edited = text.slice(0, at) + put + text.slice(at + 1);
        expect(read(edited)).toEqual(parsed(edited));
      }),
      { numRuns: 2000 },
    );
  });

  test('text of any kind is read or refused, never thrown at', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, tolerant) => {
        expect(typeof parseJson(text, { tolerant }).ok).toBe('boolean');
      }),
      { numRuns: 2000 },
    );
  });
});

describe('places', () => {
  const text = '{\r\n  "a": 1,\r\n  "b": { "c": [ 10,\n    { "d": { "deep": 1 } } ] },\n  "a": 2\n}';
  const json = parseJson(text);
  const placeOf = (...path: (string | number)[]) => (json.ok ? json.placeOf(path) : undefined);

  test('of keys and items, counted from 1', () => {
    expect(placeOf()).toEqual({ line: 1, column: 1 });
    expect(placeOf('b')).toEqual({ line: 3, column: 3 });
    expect(placeOf('b', 'c')).toEqual({ line: 3, column: 10 });
    expect(placeOf('b', 'c', 0)).toEqual({ line: 3, column: 17 });
    expect(placeOf('b', 'c', 1)).toEqual({ line: 4, column: 5 });
  });

  test('of a key that comes twice: the last, which is the one that counts', () => {
    expect(placeOf('a')).toEqual({ line: 5, column: 3 });
    expect(json.ok && json.duplicates).toEqual([{ path: ['a'], line: 5, column: 3 }]);
  });

  test('of what stands too deep or is not there: the nearest ancestor', () => {
    expect(placeOf('b', 'c', 1, 'd', 'deep')).toEqual({ line: 4, column: 5 });
    expect(placeOf('b', 'nothing')).toEqual({ line: 3, column: 3 });
    const deep = parseJson(text, { keyDepth: 9 });
    expect(deep.ok && deep.placeOf(['b', 'c', 1, 'd', 'deep'])).toEqual({ line: 4, column: 14 });
  });

  test('every key of every object to depth 3 stands where its place says', () => {
    const key = fc.string({ minLength: 1 });
    const leaf = fc.dictionary(key, fc.integer(), { maxKeys: 4 });
    fc.assert(
      fc.property(fc.dictionary(key, fc.dictionary(key, leaf)), layout, (value, indent) => {
        const written = JSON.stringify(value, null, indent);
        const lines = written.split('\n');
        const result = parseJson(written);
        const check = (path: readonly string[], below: unknown): void => {
          for (const [name, inner] of entriesOf(below)) {
            const here = [...path, name];
            const place = result.ok ? result.placeOf(here) : { line: 0, column: 0 };
            expect(lines[place.line - 1]?.slice(place.column - 1).startsWith(JSON.stringify(name))).toBe(
              true,
            );
            check(here, inner);
          }
        };
        check([], value);
      }),
    );
  });
});

describe('keys that come twice', () => {
  test('are found at any depth, however they are escaped', () => {
    const json = parseJson('{"a":{"b":{"c":{"d":{"e":1,"\\u0065":2}}}}}');
    expect(json.ok && json.duplicates).toEqual([{ path: ['a', 'b', 'c', 'd', 'e'], line: 1, column: 28 }]);
  });

  test('in different objects are no duplicates', () => {
    const json = parseJson('[{"a":1},{"a":2},{"b":{"a":1}}]');
    expect(json.ok && json.duplicates).toEqual([]);
  });

  test('are no surprise when they are named like parts of every object', () => {
    const json = parseJson('{"__proto__":{"polluted":1},"constructor":2,"toString":3,"__proto__":{"x":1}}');
    expect(json.ok && json.duplicates.map(({ path }) => path)).toEqual([['__proto__']]);
    expect(json.ok && field(json.value, '__proto__', 'x')).toBe(1);
    expect(({} as Record<string, unknown>).polluted).toBe(undefined);
  });
});

describe('failures name the place', () => {
  test.each([
    ['', 'it ends too early', 1, 1],
    ['{\n  "a": }', 'expected a value', 2, 8],
    ['{"a" 1}', 'expected ":" after a key', 1, 6],
    ['{a: 1}', 'expected a key in double quotes', 1, 2],
    ['[1 2]', 'expected "," or "]"', 1, 4],
    ['[1,]', 'a comma stands before the end', 1, 4],
    ['[01]', 'expected a value', 1, 2],
    ['{"a": "b', 'a string does not end', 1, 7],
    ['{}\n{}', 'there is text behind the end of the value', 2, 1],
    ['["ok",\n "\t"]', 'a string holds a raw control character or an unknown escape', 2, 2],
    ['["\\q"]', 'a string holds a raw control character or an unknown escape', 1, 2],
    ['// c\n1', 'expected a value', 1, 1],
  ])('%j', (text, message, line, column) => {
    expect(failureOf(text)).toEqual({ message, line, column });
  });

  test('nesting has a limit, and no nesting exhausts the stack', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    expect(asArray(readValue(nested(200))).length).toBe(1);
    expect(failureOf(nested(201)).message).toBe('it is nested deeper than 200 levels');
    expect(failureOf('{"a":'.repeat(100_000)).message).toBe('it is nested deeper than 200 levels');
    expect(failureOf('[{"a":'.repeat(100_000), { tolerant: true }).message).toBe(
      'it is nested deeper than 200 levels',
    );
  });
});

describe('tolerant mode', () => {
  const tolerant = (text: string): unknown => readValue(text, { tolerant: true });

  test('reads comments, trailing commas, and what JSON5 adds', () => {
    expect(tolerant('/* a */ { // b\n "a": [1, 2, /* c */ ], /* d */ }')).toEqual({ a: [1, 2] });
    expect(tolerant("{ key: 'it\\'s', $b_1: \"x\\\ny\", 'c d': '\"', }")).toEqual({
      key: "it's",
      $b_1: 'xy',
      'c d': '"',
    });
    expect(tolerant('[+1, .5, 5., 0x1F, -0x10, Infinity, NaN, 1e3]')).toEqual([
      1,
      0.5,
      5,
      31,
      -16,
      null,
      null,
      1000,
    ]);
    expect(tolerant('{"url": "https://x.example/*no comment*/", "b": "// none"}')).toEqual({
      url: 'https://x.example/*no comment*/',
      b: '// none',
    });
  });

  test('still refuses what neither allows', () => {
    for (const text of ['[,]', '[1,,2]', '{,}', '{a b: 1}', '[1abc]', '/* open', "'open", '[.]', '{1: 2}']) {
      expect(parseJson(text, { tolerant: true }).ok, text).toBe(false);
    }
  });

  test('places are those of the text as written', () => {
    const json = parseJson('{ // c\n  a: 1,\n /* x */ b: [2,], }', { tolerant: true });
    expect(json.ok && json.placeOf(['a'])).toEqual({ line: 2, column: 3 });
    expect(json.ok && json.placeOf(['b', 0])).toEqual({ line: 3, column: 14 });
  });
});

test('the time grows with the length, not with its square', () => {
  const time = (text: string): number => {
    const start = performance.now();
    parseJson(text, { tolerant: true });
    return performance.now() - start;
  };
  const hostile = ['"\\"', '"a",', '/**/', '[1,', '"a":1,', '\\\\"', "'", ' ', '1'];
  for (const part of hostile) expect(time(`[${part.repeat(200_000)}`), part).toBeLessThan(LONG);
});

test('accessors see own values of the wanted kind, and nothing else', () => {
  const value = readValue('{"a": {"b": "x", "n": 1}, "list": ["x", 2, null, "y"]}');
  expect(field(value, 'a', 'b')).toBe('x');
  expect(field(value, 'toString')).toBe(undefined);
  expect(field(value, 'list', '0')).toBe(undefined);
  expect(field(value, 'a', 'b', 'length')).toBe(undefined);
  expect(stringsOf(field(value, 'list'))).toEqual(['x', 'y']);
  expect(stringsOf('text')).toEqual([]);
  expect(stringRecord(field(value, 'a'))).toEqual({ b: 'x' });
  expect(asRecord([])).toBe(undefined);
  expect(asRecord(null)).toBe(undefined);
  expect(entriesOf('text')).toEqual([]);
});
