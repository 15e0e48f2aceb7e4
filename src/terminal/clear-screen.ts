/** To the upper left corner, and everything from there cleared (ECMA-48: CUP, ED); what has scrolled away stays. */
export const clearScreen = "\u001b[H\u001b[2J";
