/** Open-PSA files: what is read, and each error with its place. */
import { describe, expect, test } from 'vitest';
import { readMef } from '../../../src/readers/models/mef.ts';

const file = (...lines: string[]): string => ['<opsa-mef>', ...lines, '</opsa-mef>'].join('\n');
const tree = (...lines: string[]): string =>
  file('<define-fault-tree name="t">', ...lines, '</define-fault-tree>');

const E = '<define-basic-event name="e"><float value="0.1"/></define-basic-event>';
const gate = (name: string, formula: string): string =>
  `<define-gate name="${name}">${formula}</define-gate>`;

async function read(text: string) {
  const found = await readMef(text, 'x.xml');
  if (!('gates' in found)) throw new Error(`${found.message} (line ${found.at.line})`);
  return found;
}

async function chanceOf(expression: string, ...more: string[]): Promise<number | undefined> {
  const event = `<define-basic-event name="e">${expression}</define-basic-event>`;
  return (await read(tree(gate('g', '<or><basic-event name="e"/></or>'), event, ...more))).events[0]
    ?.probability;
}

describe('an Open-PSA file', () => {
  test('gates, events, nested formulas, house events, constants, labels and comments', async () => {
    const found = await read(
      `<?xml version="1.0"?>\n<!-- a "tree" > -->\n${file(
        '<define-fault-tree name="t"><label>free <b>words</b> here</label>',
        gate('top', '<or><gate name="a"/><not><basic-event name="e"/></not><house-event name="h"/></or>'),
        gate(
          'a',
          '<label>x</label><atleast min="2"><event name="e"/><event name="f" type="basic-event"/><constant value="true"/></atleast>',
        ),
        '<define-component name="c"><define-house-event name="h"><constant value="true"/></define-house-event></define-component>',
        gate('other', '<gate name="a"/>'),
        '</define-fault-tree>',
        `<model-data>${E}<define-basic-event name="f"><int value="1"/></define-basic-event></model-data>`,
      )}`,
    );
    expect(found.topEvents.map((top) => found.gates[top]?.name)).toEqual(['top', 'other']);
    expect(found.events).toEqual([
      { name: 'e', probability: 0.1 },
      { name: 'f', probability: 1 },
    ]);
    expect(found.gates).toEqual([
      {
        name: 'top',
        connective: 'or',
        minimum: 0,
        args: [
          { kind: 'gate', gate: 1 },
          { kind: 'gate', gate: 3 },
          { kind: 'constant', value: true },
        ],
      },
      {
        name: 'a',
        connective: 'atleast',
        minimum: 2,
        args: [
          { kind: 'event', event: 0 },
          { kind: 'event', event: 1 },
          { kind: 'constant', value: true },
        ],
      },
      { name: 'other', connective: 'and', minimum: 0, args: [{ kind: 'gate', gate: 1 }] },
      { name: null, connective: 'not', minimum: 0, args: [{ kind: 'event', event: 0 }] },
    ]);
  });

  test('parameters and arithmetic', async () => {
    const parameter = '<define-parameter name="r"><float value="2e-3"/></define-parameter>';
    expect(await chanceOf('<parameter name="r"/>', parameter)).toBe(0.002);
    expect(
      await chanceOf('<mul><parameter name="r"/><int value="10"/><float value=".5"/></mul>', parameter),
    ).toBe(0.01);
    expect(await chanceOf('<exponential><float value="1e-9"/><int value="1"/></exponential>')).toBe(
      -Math.expm1(-1e-9),
    );
    expect(
      await chanceOf('<sub><div><int value="1"/><int value="2"/></div><float value="0.25"/></sub>'),
    ).toBe(0.25);
    expect(await chanceOf('<bool value="true"/>')).toBe(1);
  });

  const deep = `${'<not>'.repeat(300)}<basic-event name="e"/>${'</not>'.repeat(300)}`;
  const values = Array.from(
    { length: 2000 },
    (_, i) => `<define-parameter name="p${i}"><neg><parameter name="p${i + 1}"/></neg></define-parameter>`,
  ).join('');

  test.each<[string, string, string, number, number?]>([
    ['no XML', '{"a": 1}', 'no XML', 1],
    ['an empty file', '', 'no XML', 1],
    ['an element that is not closed', '<opsa-mef>\n<a', 'no XML', 2],
    ['another root', '<model/>', '<model>', 1, 1],
    [
      'a document type',
      '<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a "b">]>\n<opsa-mef/>',
      'document type',
      2,
      1,
    ],
    ['an entity', tree(gate('&bomb;', '')), 'no XML', 3],
    ['deep nesting', tree(E, gate('g', deep)), 'nested deeper than 200', 4],
    ['no gate', tree(E), 'no gate', 1],
    [
      'an undefined gate',
      tree(E, gate('g', '<or>\n  <gate name="no"/></or>')),
      'gate "no" is not defined',
      5,
      3,
    ],
    [
      'an undefined event',
      tree(E, gate('g', '<or><basic-event name="g"/></or>')),
      'basic event "g" is not defined',
      4,
    ],
    [
      'a gate taken for an event',
      tree(E, gate('g', '<or><gate name="e"/></or>')),
      'gate "e" is not defined',
      4,
    ],
    ['an undefined house event', tree(gate('g', '<or><house-event name="h"/></or>')), 'house event "h"', 3],
    [
      'a gate defined twice',
      tree(E, gate('g', '<not><event name="e"/></not>'), gate('g', '')),
      '"g" is defined twice',
      5,
      1,
    ],
    ['an event named as a gate', tree(gate('e', '<or><event name="e"/></or>'), E), '"e" is defined twice', 4],
    [
      'a loop',
      tree(
        gate('a', '<or><gate name="b"/></or>'),
        gate('b', '<not><not><gate name="c"/></not></not>'),
        gate('c', '<or><gate name="b"/></or>'),
      ),
      'b → c → b',
      4,
      1,
    ],
    ['a gate that rests on itself', tree(gate('a', '<or><gate name="a"/></or>')), 'a → a', 3],
    [
      'an event tree',
      file('<define-event-tree name="x"/>'),
      '<define-event-tree> is not supported in <opsa-mef>',
      2,
    ],
    ['a gate outside a tree', file(gate('g', '')), '<define-gate> is not supported', 2],
    [
      'an unknown connective',
      tree(gate('g', '<cardinality min="1" max="2"/>')),
      '<cardinality> is not supported',
      3,
      23,
    ],
    ['a private name', tree('<define-gate name="g" role="private"/>'), 'role "private"', 3],
    ['no probability', tree('<define-basic-event name="e"/>'), '"e" has no probability', 3],
    [
      'probability above 1',
      tree('<define-basic-event name="e"><float value="1.5"/></define-basic-event>'),
      'is 1.5',
      3,
    ],
    [
      'probability below 0',
      tree('<define-basic-event name="e"><float value="-1e-9"/></define-basic-event>'),
      'is -1e-9',
      3,
    ],
    ['no number', tree('<define-basic-event name="e"><float value="0,1"/></define-basic-event>'), '"0,1"', 3],
    [
      'not a number',
      tree('<define-basic-event name="e"><float value="NaN"/></define-basic-event>'),
      '"NaN"',
      3,
    ],
    [
      'a distribution',
      tree('<define-basic-event name="e"><lognormal-deviate/></define-basic-event>'),
      '<lognormal-deviate> is not supported',
      3,
    ],
    [
      'division by zero',
      tree('<define-basic-event name="e"><div><int value="1"/><int value="0"/></div></define-basic-event>'),
      'no finite value',
      3,
    ],
    [
      'an undefined parameter',
      tree('<define-basic-event name="e"><parameter name="p"/></define-basic-event>'),
      'parameter "p" is not defined',
      3,
    ],
    [
      'a loop of parameters',
      tree(
        '<define-basic-event name="e"><parameter name="p"/></define-basic-event>',
        '<define-parameter name="p"><parameter name="p"/></define-parameter>',
      ),
      'p → p',
      4,
    ],
    [
      'a long chain of parameters',
      tree('<define-basic-event name="e"><parameter name="p0"/></define-basic-event>', values),
      'more than 1000 values',
      4,
    ],
    ['a gate without formula', tree(gate('g', '')), '"g" has no formula', 3],
    ['a gate with two formulas', tree(E, gate('g', '<event name="e"/><event name="e"/>')), 'two formulas', 4],
    ['an empty formula', tree(gate('g', '<or/>')), '<or> has 0 arguments', 3],
    [
      'a not of two',
      tree(E, gate('g', '<not><event name="e"/><event name="e"/></not>')),
      '<not> has 2 arguments',
      4,
    ],
    [
      'an xor of three',
      tree(E, gate('g', `<xor>${'<event name="e"/>'.repeat(3)}</xor>`)),
      '<xor> has 3 arguments',
      4,
    ],
    ['an atleast without min', tree(E, gate('g', '<atleast><event name="e"/></atleast>')), 'no "min"', 4],
    [
      'an atleast of too many',
      tree(E, gate('g', '<atleast min="2"><event name="e"/></atleast>')),
      'wants "2" of 1',
      4,
    ],
    [
      'an atleast of none',
      tree(E, gate('g', '<atleast min="0"><event name="e"/></atleast>')),
      'wants "0" of 1',
      4,
    ],
    ['no name', tree('<define-gate/>'), 'no "name"', 3],
    ['stray text', tree(E, gate('g', '<or>e</or>')), '<or> holds text', 4],
    ['a constant that is none', tree(gate('g', '<constant value="maybe"/>')), 'neither true nor false', 3],
  ])('%s is one error with its place', async (_, text, message, line, column) => {
    const found = await readMef(text, 'x.xml');
    if ('gates' in found) throw new Error('read without an error');
    expect(found).toMatchObject({ code: 'mef/malformed', severity: 'error', at: { path: 'x.xml', line } });
    expect(found.message).toContain(message);
    expect(found.message).not.toContain('\n');
    expect(found.hint).not.toBe('');
    if (column !== undefined) expect(found.at.column).toBe(column);
  });
});
