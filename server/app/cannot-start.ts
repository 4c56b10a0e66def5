/** Why the service does not start, in Italian, for whoever runs it: what is wrong, where, and how to mend it. */
export class CannotStart extends Error {
  override readonly name = "CannotStart";
}
