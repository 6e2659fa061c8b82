import { expect, test } from 'vitest';
import { csv } from './table';

const cases: [name: string, value: string | number | null | undefined, cell: string][] = [
  ['plain', 'Gdańsk', 'Gdańsk'],
  ['comma', 'a, b', '"a, b"'],
  ['quote', 'the "Sea"', '"the ""Sea"""'],
  ['line', 'a\nb', '"a\nb"'],
  ['nothing', null, ''],
  ['left out', undefined, ''],
  ['zero', 0, '0'],
  ['negative number', -1.5, '-1.5'],
  ['formula', '=1+1', "'=1+1"],
  ['minus', '-cmd', "'-cmd"],
  ['at', '@a', "'@a"],
  ['formula with a quote', '=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
];

for (const [name, value, cell] of cases) {
  test(`a cell: ${name}`, () => {
    expect(csv([{ name: 'x', value: (row: typeof value) => row }], [value])).toBe(`\ufeffx\r\n${cell}\r\n`);
  });
}

test('no rows leave the head', () => expect(csv([{ name: 'a,b', value: () => 1 }], [])).toBe('\ufeff"a,b"\r\n'));
