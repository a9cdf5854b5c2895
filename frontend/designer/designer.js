// The designer's page: a canvas, a properties panel, the diagram as text, and Check, Save and Publish.
// The service alone says whether a diagram is safe, sound and lawful; nothing is judged here.
import Modeler from "bpmn-js/lib/Modeler";
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import { BpmnPropertiesPanelModule, BpmnPropertiesProviderModule } from "bpmn-js-properties-panel";
import { Findings } from "./findings.js";
import moddle from "./moddle.json";
import { ask, reason } from "./office.js";
import ApprovalsProviderModule from "./provider.js";
import { XmlView } from "./xml-view.js";

const LISTS = { forms: [], roles: [], deadlines: [], decisions: [], urls: {} };
const PALETTE = 110;
const MARGIN = 40;

class Desk {
  constructor(data) {
    this.data = { ...LISTS, ...data };
    this.modeler = data.readonly ? viewer() : editor(this.data);
    this.live = document.getElementById("designer-status") ?? liveRegion();
    this.findings = new Findings(document.getElementById("designer-findings"), this.modeler);
    this.text = new XmlView(document.getElementById("designer-xml"), this.modeler, this.say, this.load);
    this.saved = true;
  }

  async open() {
    await this.load(this.data.xml);
    await this.text.refresh();
    this.modeler.on("commandStack.changed", () => { this.saved = false; });
    window.addEventListener("beforeunload", (event) => { if (!this.saved) event.preventDefault(); });
    on("designer-check", this.check);
    on("designer-save", this.save);
    on("designer-publish", this.publish);
    document.getElementById("designer-canvas").dataset.ready = "1";
  }

  say = (words) => { this.live.textContent = words; };

  load = async (xml) => {
    await this.modeler.importXML(xml);
    fit(this.modeler.get("canvas"), this.data.readonly ? 0 : PALETTE);
    nameCanvas(this.data.path);
  };

  check = async () => {
    const answer = await ask(this.data.urls.check, { xml: await this.text.settled() });
    if (!answer.findings) throw new Error(reason(answer));
    this.findings.show(answer.findings);
    this.say(summary(answer.findings));
  };

  save = () => this.send(this.data.urls.save, "Saved.");

  publish = () => this.send(this.data.urls.publish, "Published.");

  async send(url, done) {
    const answer = await ask(url, { xml: await this.text.settled(), base: this.data.base });
    if (answer.findings) this.findings.show(answer.findings);
    if (!answer.ok) throw new Error(reason(answer));
    this.data.base = answer.base ?? this.data.base;
    this.saved = true;
    this.say(answer.message ?? done);
    if (answer.location) window.location.assign(answer.location);
  }

  guarded(action) {
    return async () => {
      this.say("Working.");
      await action().catch((problem) => this.say(problem.message));
    };
  }
}

function editor(data) {
  return new Modeler({
    container: "#designer-canvas",
    propertiesPanel: { parent: "#designer-panel" },
    additionalModules: [BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, ApprovalsProviderModule],
    moddleExtensions: { approvals: moddle },
    approvals: data,
  });
}

function viewer() {
  return new NavigatedViewer({ container: "#designer-canvas", moddleExtensions: { approvals: moddle } });
}

// Leaves room for the palette on the left, and never draws a small diagram larger than life.
function fit(canvas, palette) {
  const { inner, outer } = canvas.viewbox();
  if (!inner.width || !outer.width) return;
  const scale = Math.min(1, (outer.width - palette - 2 * MARGIN) / inner.width, (outer.height - 2 * MARGIN) / inner.height);
  const room = Math.max(scale, 0.2);
  canvas.viewbox({
    x: inner.x - (palette + MARGIN) / room,
    y: inner.y - MARGIN / room,
    width: outer.width / room,
    height: outer.height / room,
  });
}

function nameCanvas(path) {
  const svg = document.querySelector("#designer-canvas .djs-container > svg");
  svg?.setAttribute("role", "group");
  svg?.setAttribute("aria-label", `Diagram of ${path ?? "the path"}. The same diagram stands as text below.`);
}

function summary(findings) {
  const errors = findings.filter(({ severity }) => severity === "error").length;
  if (!findings.length) return "Checked: nothing to mend.";
  const others = findings.length - errors;
  return `Checked: ${errors} to mend before publishing, ${others} to consider.`;
}

function on(id, action) {
  document.getElementById(id)?.addEventListener("click", desk.guarded(action));
}

function liveRegion() {
  const region = document.createElement("p");
  region.id = "designer-status";
  region.setAttribute("aria-live", "polite");
  document.getElementById("designer-findings").before(region);
  return region;
}

const desk = new Desk(JSON.parse(document.getElementById("designer-data").textContent));
desk.open().catch((problem) => desk.say(`The diagram could not be opened: ${problem.message}`));
