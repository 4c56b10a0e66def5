/** An element: its name, its attributes where it has some, and either text or elements within. */
export type XmlElement = {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly content: string | readonly XmlElement[];
};

/** An element in short: `element("Nm", "Panificio")`. */
export function element(name: string, content: XmlElement["content"]): XmlElement {
  return { name, content };
}

/** An XML 1.0 document in UTF-8, indented by two spaces. */
export function xmlText(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${write(root, "")}`;
}

function write({ name, attributes = {}, content }: XmlElement, indent: string): string {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`);
  const open = `${indent}<${name}${pairs.join("")}>`;
  if (typeof content === "string") return `${open}${escapeXml(content)}</${name}>\n`;
  return `${open}\n${content.map((inner) => write(inner, `${indent}  `)).join("")}${indent}</${name}>\n`;
}

function escapeXml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
