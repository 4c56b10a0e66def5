import type { Locator, Page } from "playwright-core";

/** What the shop's sheet opens the till with. Waits until the till is ready to sell. */
export async function activateTill(page: Page, code: string, password: string): Promise<void> {
  const field = await openCodeField(page, "Codice del foglio");
  await field.fill(code);
  await page.getByRole("button", { name: "Continua" }).click();
  await page.getByLabel("Password del negozio").fill(password);
  await page.getByRole("button", { name: "Attiva", exact: true }).click();
  await page.getByRole("heading", { name: "Quanto paga il cliente?" }).waitFor();
}

/** Types an amount, e.g. `12,50`, and goes on to the card. */
export async function enterAmount(page: Page, euros: string): Promise<void> {
  await page.getByRole("heading", { name: "Quanto paga il cliente?" }).waitFor();
  for (const digit of euros.replace(",", ""))
    await page.getByRole("button", { name: digit, exact: true }).click();
  await page.getByRole("button", { name: "Avanti: la tessera" }).click();
}

/** Types the card's code instead of showing it to the camera. */
export async function enterCard(page: Page, cardCode: string): Promise<void> {
  const field = await openCodeField(page, "Codice della tessera");
  await field.fill(cardCode);
  await page.getByRole("button", { name: "Continua" }).click();
}

/** Types the password as the citizen does, and confirms. */
export async function enterPassword(page: Page, password: string): Promise<void> {
  await page.getByLabel(/sua password/).waitFor();
  for (const digit of password)
    await page.getByRole("button", { name: digit, exact: true }).click();
  await page.getByRole("button", { name: /^Paga / }).click();
}

export type Sale = {
  /** `12,50`: two digits after the comma. */
  readonly euros: string;
  readonly cardCode: string;
  readonly password: string;
};

/** A whole sale by typed code. The answer is whatever the screen then says: `Pagato` or `Non pagato`. */
export async function pay(page: Page, { euros, cardCode, password }: Sale): Promise<string> {
  await enterAmount(page, euros);
  await enterCard(page, cardCode);
  await enterPassword(page, password);
  const answer = page.getByRole("heading", { name: /^(Pagato|Non pagato)$/ });
  await answer.waitFor();
  return answer.innerText();
}

/** Opens a card's page with its code and password; waits until the balance is there. */
export async function readCard(page: Page, code: string, password: string): Promise<void> {
  const field = await openCodeField(page, "Codice della tessera");
  await field.fill(code);
  await page.getByRole("button", { name: "Continua" }).click();
  await page.getByLabel("Password della tessera").fill(password);
  await page.getByRole("button", { name: "Mostra la tessera" }).click();
  await page.getByRole("heading", { name: "Si possono spendere" }).waitFor();
}

/** The field for a typed code, which opens by itself where there is no camera. */
export async function openCodeField(page: Page, label: string): Promise<Locator> {
  const field = page.getByLabel(label);
  const opener = page.getByText("La fotocamera non legge?");
  await opener.waitFor();
  while (!(await field.isVisible())) await opener.click();
  return field;
}
