// What the reader chose is kept in the browser. Where a browser keeps nothing (an embed on another site, for some), it holds for this visit.

export function kept(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export function keep(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // it holds for this visit
  }
}
