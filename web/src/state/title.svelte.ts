let record = $state('');

/** What the page is about beside its view, such as an organisation's name, for the title of its window. */
export const title = {
  get record(): string {
    return record;
  },
  /** Names the record until the returned function is called. */
  name(of: string): () => void {
    record = of;
    return () => (record = '');
  },
};
