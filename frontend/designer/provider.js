// The groups which the approvals extension adds to the properties panel.
import { Group } from "@bpmn-io/properties-panel";
import { getBusinessObject, is, isAny } from "bpmn-js/lib/util/ModelUtil";
import { long, select, text, tick } from "./entries.js";
import { Facts, definition, messageOf, processOf } from "./facts.js";

const STEPS = ["bpmn:UserTask", "bpmn:IntermediateCatchEvent", "bpmn:BoundaryEvent"];
const MODELS = ["delegated", "joint", "greater_involvement"];
const CATEGORIES = ["proposal", "constitution", "register", "assurance", "local", "stage"];
const AFTER_STANDARD_GROUPS = 400;

export class ApprovalsProvider {
  static $inject = ["propertiesPanel", "modeling", "bpmnFactory", "debounceInput", "config.approvals"];

  constructor(propertiesPanel, modeling, bpmnFactory, debounce, lists) {
    this.facts = new Facts(modeling, bpmnFactory);
    this.debounce = debounce;
    this.lists = lists;
    propertiesPanel.registerProvider(AFTER_STANDARD_GROUPS, this);
  }

  getGroups(element) {
    const ours = GROUPS.filter(({ fits }) => fits(element)).map(({ id, label, fields }) =>
      group(id, label, fields(element, this)),
    );
    return (standard) => [...standard.slice(0, 1), ...ours, ...standard.slice(1)];
  }

  field(make, element, name, label, rest = {}) {
    return make({
      id: `approvals-${name}`,
      label,
      debounce: this.debounce,
      ...this.facts.attribute(element, `approvals:${name}`, rest.owner),
      ...rest,
    });
  }
}

function group(id, label, entries) {
  return { id: `approvals-group-${id}`, label, component: Group, entries, shouldOpen: true };
}

const plain = (values) => values.map((value) => ({ value, label: value }));
const roles = ({ lists }) => lists.roles.map(({ id, name }) => ({ value: id, label: name }));
const deadlines = ({ lists }) =>
  lists.deadlines.map(({ name, title, wording }) => ({ value: name, label: [title || name, wording].filter(Boolean).join(": ") }));

function pathFields(element, panel) {
  const owner = processOf(element);
  return [
    panel.field(text, element, "title", "Title", { owner }),
    panel.field(long, element, "summary", "Summary", { owner }),
    panel.field(select, element, "model", "Model", { owner, options: plain(MODELS) }),
    panel.field(select, element, "category", "Category", { owner, options: plain(CATEGORIES) }),
    panel.field(tick, element, "statutory", "Statutory path", { owner }),
  ];
}

function stepFields(element, panel) {
  return [
    panel.field(select, element, "form", "Form", { options: plain(panel.lists.forms) }),
    panel.field(select, element, "role", "Role", { options: roles(panel) }),
  ];
}

function deadlineFields(element, panel) {
  return [
    panel.field(select, element, "deadline", "Deadline", {
      ...panel.facts.timeDate(element),
      options: deadlines(panel),
      description: "The round holds the date; the diagram holds the name.",
    }),
  ];
}

function decisionFields(element, panel) {
  return [panel.field(select, element, "decision", "Decision table", { options: plain(panel.lists.decisions) })];
}

function operationFields(element, panel) {
  return [
    panel.field(text, element, "operation", "Operation"),
    panel.field(text, element, "opens", "Opens a case on path"),
    panel.field(long, element, "with", "With lines of name = expression", { monospace: true }),
  ];
}

function messageFields(element, panel) {
  const owner = messageOf(element);
  return [
    panel.field(text, element, "sets", "Sets", { owner }),
    panel.field(text, element, "carries", "Carries", { owner }),
  ];
}

function conditionFields(element, panel) {
  const owner = getBusinessObject(element);
  return [
    panel.field(long, element, "condition", "Condition", {
      ...panel.facts.expression(element, owner, "conditionExpression"),
      monospace: true,
    }),
  ];
}

function scriptFields(element, panel) {
  const bare = panel.facts.attribute(element, "script");
  return [panel.field(long, element, "script", "Lines of name = expression", { ...bare, monospace: true })];
}

function stageFields(element, panel) {
  return [panel.field(text, element, "stage", "Stage", panel.facts.attribute(element, "calledElement"))];
}

const GROUPS = [
  { id: "path", label: "Path", fits: (element) => Boolean(processOf(element)), fields: pathFields },
  { id: "step", label: "Form and role", fits: (element) => isAny(element, STEPS), fields: stepFields },
  { id: "deadline", label: "Deadline", fits: (element) => Boolean(definition(element, "bpmn:TimerEventDefinition")), fields: deadlineFields },
  { id: "decision", label: "Decision", fits: (element) => is(element, "bpmn:BusinessRuleTask"), fields: decisionFields },
  { id: "operation", label: "Operation", fits: (element) => is(element, "bpmn:ServiceTask"), fields: operationFields },
  { id: "message", label: "Message content", fits: (element) => Boolean(messageOf(element)), fields: messageFields },
  { id: "condition", label: "Condition", fits: (element) => is(element, "bpmn:SequenceFlow"), fields: conditionFields },
  { id: "script", label: "Script", fits: (element) => is(element, "bpmn:ScriptTask"), fields: scriptFields },
  { id: "stage", label: "Called stage", fits: (element) => is(element, "bpmn:CallActivity"), fields: stageFields },
  {
    id: "status",
    label: "Status",
    fits: (element) => isAny(element, ["bpmn:IntermediateThrowEvent", "bpmn:EndEvent"]),
    fields: (element, panel) => [panel.field(text, element, "status", "Status of the case from here")],
  },
  {
    id: "requirements",
    label: "Requirements",
    fits: () => true,
    fields: (element, panel) => [panel.field(text, element, "requirements", "Requirement ids", { description: "Separated by spaces." })],
  },
];

export default { __init__: ["approvalsProvider"], approvalsProvider: ["type", ApprovalsProvider] };
