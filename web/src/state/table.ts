// Tables as files.

export interface Column<Row> {
  name: string;
  value: (row: Row) => string | number | null | undefined;
}

/** CSV as RFC 4180 has it, with a byte order mark so that spreadsheets read it as UTF-8. Texts that a spreadsheet would run as a formula are quoted by an apostrophe. */
export function csv<Row>(columns: Column<Row>[], rows: Row[]): string {
  const lines = [columns.map((c) => cell(c.name)), ...rows.map((row) => columns.map((c) => cell(c.value(row))))];
  return '\ufeff' + lines.map((line) => line.join(',') + '\r\n').join('');
}

function cell(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Hands a file to the reader. */
export function save(name: string, content: BlobPart, type: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  URL.revokeObjectURL(url);
}
