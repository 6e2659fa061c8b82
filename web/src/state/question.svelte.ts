import { read, write, type Question } from './question';

let current = $state<Question>(read(location.search));
addEventListener('popstate', () => (current = read(location.search)));

export const question = {
  get current(): Question {
    return current;
  },
  /** Changes parts of the question; going back undoes it. */
  change(parts: Partial<Question>): void {
    this.set({ ...current, ...parts });
  },
  set(next: Question): void {
    current = next;
    history.pushState(null, '', location.pathname + write(next));
  },
};
