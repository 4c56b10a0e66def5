import { A4_WIDTH_MM, type Line, type Paper, write } from "../shared/paper.ts";

export const MARGIN_MM = 20;
export const WIDTH_MM = A4_WIDTH_MM - 2 * MARGIN_MM;

/** Writes downwards and begins another page where one is full. */
export type PageWriter = {
  /** Writes a paragraph below the one before; answers the y (millimetres) at which it begins. */
  readonly put: (text: string, change?: Partial<Line>) => number;
  /** Writes beside what stands at `y`. */
  readonly beside: (y: number, text: string, change: Partial<Line>) => void;
  /** Begins another page unless so many millimetres are left; answers the y at which it goes on. */
  readonly makeRoom: (millimetres: number) => number;
  readonly space: (millimetres: number) => void;
};

type Layout = {
  /** The least room for a paragraph, in millimetres. */
  readonly rowMm: number;
  /** Below it nothing begins, in millimetres from the upper edge. */
  readonly lastLineMm: number;
};

export function startPage(paper: Paper, title: string, { rowMm, lastLineMm }: Layout): PageWriter {
  const section = paper.struct("Sect", { title });
  paper.addPage();
  paper.addStructure(section);
  let y = MARGIN_MM;
  const line = { face: "regular", size: 10, x: MARGIN_MM, width: WIDTH_MM } as const;
  const makeRoom = (millimetres: number) => {
    if (y + millimetres > lastLineMm) {
      paper.addPage();
      y = MARGIN_MM;
    }
    return y;
  };
  return {
    put: (text, change = {}) => {
      const top = makeRoom(rowMm);
      y = write(paper, section, text, { ...line, ...change, y: top }) + 1;
      return top;
    },
    beside: (top, text, change) => void write(paper, section, text, { ...line, ...change, y: top }),
    makeRoom,
    space: (millimetres) => {
      y += millimetres;
    },
  };
}
