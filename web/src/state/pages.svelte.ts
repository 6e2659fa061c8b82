/** A page of a list, as every connection of the schema has it. */
interface Page<Row> {
  nodes: Row[];
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
}

/** Where the next page begins; null after the last. */
function next({ pageInfo }: Page<unknown>): string | null {
  return pageInfo.hasNextPage ? (pageInfo.endCursor ?? null) : null;
}

/** The pages of a list that a reader has asked for beyond the first. They are forgotten when what is asked, told apart by identity, changes. */
export class Pages<Variables, Row> {
  #more = $state.raw<{ of: Variables; rows: Row[]; after: string | null } | null>(null);
  readonly #asked: () => Variables;
  readonly #ask: (of: Variables, after: string) => Promise<Page<Row>>;

  constructor(asked: () => Variables, ask: (of: Variables, after: string) => Promise<Page<Row>>) {
    this.#asked = asked;
    this.#ask = ask;
  }

  get #added() {
    return this.#more?.of === this.#asked() ? this.#more : null;
  }

  /** All rows so far, and where the next page begins. */
  since(first: Page<Row>): { rows: Row[]; after: string | null } {
    const added = this.#added;
    return { rows: [...first.nodes, ...(added?.rows ?? [])], after: added ? added.after : next(first) };
  }

  async show(after: string): Promise<void> {
    const of = this.#asked();
    const page = await this.#ask(of, after);
    this.#more = { of, rows: [...(this.#added?.rows ?? []), ...page.nodes], after: next(page) };
  }
}

/** All rows of a list, page by page; progress is told how many there are so far. */
export async function all<Row>(ask: (after: string | undefined) => Promise<Page<Row>>, progress: (rows: number) => void): Promise<Row[]> {
  const rows: Row[] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const page = await ask(after);
    rows.push(...page.nodes);
    progress(rows.length);
    after = next(page);
  }
  return rows;
}
