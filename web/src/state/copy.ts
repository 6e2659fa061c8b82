/** Puts a text into the clipboard. False where the browser allows no way to: the reader has to be shown the text then. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text); // there is no clipboard where the page is neither secure nor local
    return true;
  } catch {
    return copySelected(text);
  }
}

/** The way from before there was a clipboard to write to. */
function copySelected(text: string): boolean {
  const focused = document.activeElement;
  const box = Object.assign(document.createElement('textarea'), { value: text, readOnly: true, className: 'unseen' });
  document.body.append(box);
  box.select();
  try {
    return document.execCommand('copy');
  } catch {
    return false;
  } finally {
    box.remove();
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  }
}
