/** Italy's *codice unico di progetto* of a public project: fifteen characters. */
export const CUP = /^[A-Z][0-9]{2}[A-Z][0-9]{11}$/;
