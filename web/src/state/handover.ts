// The very question that a view asked, in the form that other tools take.

export interface Asked {
  document: { toString(): string };
  variables: Record<string, unknown>;
}

export const forms = ['graphql', 'curl', 'python', 'r'] as const;
export type Form = (typeof forms)[number];

const pretty = (value: unknown) => JSON.stringify(value, null, 2);
const shell = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** The text of a question's document, without what its template indents it by. */
export function text({ document }: Asked): string {
  return document.toString().trim() + '\n';
}

/** Writes a question in a form, to be asked of the server at this origin. */
export function write(asked: Asked, form: Form, origin: string): string {
  const query = text(asked);
  const url = origin + '/graphql';
  switch (form) {
    case 'graphql':
      return `${query}\n# Variables:\n${pretty(asked.variables).replace(/^/gm, '# ')}\n`;
    case 'curl':
      return `curl -s ${shell(url)} -H 'Content-Type: application/json' --data-binary ${shell(JSON.stringify({ query, variables: asked.variables }))}\n`;
    case 'python':
      return [
        'import json',
        'from urllib.request import Request, urlopen',
        '',
        `query = """\n${query}"""`,
        `variables = json.loads(r"""${pretty(asked.variables)}""")`,
        'body = json.dumps({"query": query, "variables": variables}).encode()',
        `answer = json.load(urlopen(Request("${url}", body, {"Content-Type": "application/json"})))`,
        'print(json.dumps(answer["data"], indent=2, ensure_ascii=False))',
        '',
      ].join('\n');
    case 'r':
      return [
        'library(httr2)',
        '',
        `query <- r"---(${query})---"`,
        `variables <- jsonlite::fromJSON(r"---(${pretty(asked.variables)})---", simplifyVector = FALSE)`,
        `answer <- request("${url}") |>`,
        '  req_body_json(list(query = query, variables = variables)) |>',
        '  req_perform() |>',
        '  resp_body_json()',
        'str(answer$data)',
        '',
      ].join('\n');
  }
}

/** The address of the playground with this question in it. */
export function playground(asked: Asked): string {
  return '/playground?' + new URLSearchParams({ query: text(asked), variables: pretty(asked.variables) }).toString();
}
