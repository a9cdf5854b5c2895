// The diagram as text, for people who do not draw: it follows the canvas, and the canvas follows it.

const SETTLE = 300;

export class XmlView {
  constructor(holder, modeler, say, load) {
    this.area = holder?.matches("textarea") ? holder : holder?.querySelector("textarea");
    this.modeler = modeler;
    this.say = say;
    this.load = load;
    if (!this.area) return;
    modeler.on("commandStack.changed", () => this.later());
    this.area.addEventListener("change", () => { this.applying = this.apply(); });
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refresh(), SETTLE);
  }

  async refresh() {
    if (this.area && document.activeElement !== this.area) this.area.value = await this.current();
  }

  // A button pressed straight from the text waits until the drawing has taken the text over.
  async settled() {
    await this.applying;
    return this.current();
  }

  async current() {
    return (await this.modeler.saveXML({ format: true })).xml;
  }

  async apply() {
    const kept = await this.current();
    if (this.area.value === kept) return;
    try {
      await this.load(this.area.value);
      this.say("The diagram was redrawn from the text.");
    } catch (problem) {
      await this.load(kept);
      this.say(`The text is not a diagram, so the drawing was left as it was: ${problem.message}`);
    }
  }
}
