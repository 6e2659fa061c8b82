import { expect, test } from 'vitest';
import { playground, text, write, type Asked } from './handover';

const asked: Asked = {
  document: 'query Q($a: ID!) {\n  node(id: $a) { id }\n}',
  variables: { a: "it's \"so\" \\ ü" },
};

test('curl: the body is JSON in quotes that a shell takes apart again', () => {
  const line = write(asked, 'curl', 'http://host:1');
  const body = line.slice(line.indexOf('--data-binary ') + '--data-binary '.length).trim();
  expect(body.startsWith("'") && body.endsWith("'")).toBe(true);
  const unquoted = body.slice(1, -1).replaceAll("'\\''", "'");
  expect(JSON.parse(unquoted)).toEqual({ query: text(asked), variables: asked.variables });
  expect(line).toContain("curl -s 'http://host:1/graphql'");
});

test('GraphQL: the variables stand beside it as comments', () => {
  const lines = write(asked, 'graphql', '').trimEnd().split('\n');
  const variables = lines.slice(lines.indexOf('# Variables:') + 1).map((line) => line.replace(/^# /, ''));
  expect(JSON.parse(variables.join('\n'))).toEqual(asked.variables);
});

for (const [form, pattern] of [
  ['python', /json\.loads\(r"""([\s\S]*?)"""\)/],
  ['r', /fromJSON\(r"---\(([\s\S]*?)\)---"/],
] as const) {
  test(`${form}: query and variables stand in raw texts`, () => {
    const script = write(asked, form, 'http://host:1');
    expect(script).toContain('query Q($a: ID!)');
    expect(script).toContain('http://host:1/graphql');
    expect(JSON.parse(script.match(pattern)![1]!)).toEqual(asked.variables);
  });
}

test('the playground is given the very question', () => {
  const given = new URL(playground(asked), 'http://host').searchParams;
  expect(given.get('query')).toBe(text(asked));
  expect(JSON.parse(given.get('variables')!)).toEqual(asked.variables);
});
