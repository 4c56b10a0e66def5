const PATIENCE_MS = 2_000;

/** Whether the probe succeeds within two seconds. */
export async function isUp(probe: () => Promise<unknown>): Promise<boolean> {
  const timeout = new Promise<boolean>((resolve) => {
    setTimeout(() => resolve(false), PATIENCE_MS).unref();
  });
  const answer = probe().then(
    () => true,
    () => false,
  );
  return Promise.race([answer, timeout]);
}
