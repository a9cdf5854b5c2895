// The list of findings beside the canvas: each one is a button that takes the designer to its element.

const SEVERITIES = { error: "Error", warning: "Warning", info: "Note" };

const LONGEST_WAY = 10;

export class Findings {
  constructor(list, modeler) {
    this.list = list;
    this.modeler = modeler;
    this.marked = [];
  }

  show(findings) {
    this.clear();
    const items = document.createElement("ul");
    items.className = "app-findings nhsuk-list";
    items.append(...findings.map((finding) => this.item(finding)));
    this.list.replaceChildren(...(findings.length ? [items] : []));
    findings.forEach((finding) => this.mark(finding));
  }

  clear() {
    const canvas = this.modeler.get("canvas");
    for (const [id, marker] of this.marked) if (this.element(id)) canvas.removeMarker(id, marker);
    this.marked = [];
    this.list.replaceChildren();
  }

  item(finding) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `app-finding app-finding--${finding.severity}`;
    button.append(part("strong", SEVERITIES[finding.severity] ?? finding.severity), part("span", finding.message));
    if (finding.rule) button.append(part("span", finding.rule, "app-finding__rule"));
    if (finding.trace?.length) button.append(part("span", this.way(finding.trace), "app-finding__way"));
    if (this.element(finding.element)) button.addEventListener("click", () => this.select(finding.element));
    const item = document.createElement("li");
    item.append(button);
    return item;
  }

  // The end of the run that shows the finding, in words; what lies in a called stage has the id that the stage gives it.
  way(trace) {
    const names = trace.map((at) => this.element(at)?.businessObject?.name || at.split("/").pop());
    const shown = names.length > LONGEST_WAY ? ["…", ...names.slice(-LONGEST_WAY)] : names;
    return `The run: ${shown.join(", ")}`;
  }

  mark({ element, severity }) {
    if (!this.element(element)) return;
    const marker = `app-marked--${severity}`;
    this.modeler.get("canvas").addMarker(element, marker);
    this.marked.push([element, marker]);
  }

  element(id) {
    return id && this.modeler.get("elementRegistry").get(id);
  }

  select(id) {
    const element = this.element(id);
    if (!element) return;
    this.modeler.get("selection", false)?.select(element);
    if (element !== this.modeler.get("canvas").getRootElement()) this.modeler.get("canvas").scrollToElement(element, 120);
  }
}

function part(tag, content, className) {
  const node = document.createElement(tag);
  node.textContent = content;
  if (className) node.className = className;
  return node;
}
