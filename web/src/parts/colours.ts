// Okabe and Ito's colours, told apart by the colour-blind too; communities beyond them are grey.
const colours = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#b8a800'];
export const grey = '#8a8f98';

export const coloured = colours.length;

/** The colour of a community by its number. */
export function colourOf(community: number | null | undefined): string {
  return (community == null ? undefined : colours[community]) ?? grey;
}
