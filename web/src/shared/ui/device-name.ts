const BROWSERS = ["Firefox", "Edg", "Chrome", "Safari"];
const SYSTEMS = ["Windows", "Android", "iPhone", "iPad", "Mac OS", "Linux"];

/** What a person recognises of what a browser says of itself. */
export function deviceName(device: string): string {
  const browser = BROWSERS.find((name) => device.includes(name))?.replace("Edg", "Edge");
  const system = SYSTEMS.find((name) => device.includes(name));
  return [browser ?? "Programma", system].filter((part) => part !== undefined).join(" su ");
}
