// Reads and writes facts of diagram elements through bpmn-js commands, so that every change can be undone.
import { getBusinessObject, is } from "bpmn-js/lib/util/ModelUtil";

const TIMES = ["timeDate", "timeDuration", "timeCycle"];

export class Facts {
  constructor(modeling, bpmnFactory) {
    this.modeling = modeling;
    this.bpmnFactory = bpmnFactory;
  }

  attribute(element, name, owner = getBusinessObject(element)) {
    return {
      read: () => owner.get(name),
      write: (value) => this.modeling.updateModdleProperties(element, owner, { [name]: value }),
    };
  }

  expression(element, owner, property) {
    return {
      read: () => owner.get(property)?.body,
      write: (body) =>
        this.modeling.updateModdleProperties(element, owner, { [property]: body && this.formal(owner, body) }),
    };
  }

  timeDate(element) {
    const timer = definition(element, "bpmn:TimerEventDefinition");
    const none = Object.fromEntries(TIMES.map((name) => [name, undefined]));
    return {
      read: () => timer.get("timeDate")?.body,
      write: (body) =>
        this.modeling.updateModdleProperties(element, timer, {
          ...none,
          timeDate: body && this.formal(timer, body),
        }),
    };
  }

  formal(owner, body) {
    const expression = this.bpmnFactory.create("bpmn:FormalExpression", { body });
    expression.$parent = owner;
    return expression;
  }
}

export function definition(element, type) {
  return (getBusinessObject(element).get("eventDefinitions") ?? []).find((each) => is(each, type));
}

export function messageOf(element) {
  const object = getBusinessObject(element);
  return object.get("messageRef") ?? definition(element, "bpmn:MessageEventDefinition")?.get("messageRef");
}

export function processOf(element) {
  const object = getBusinessObject(element);
  return is(object, "bpmn:Process") ? object : object.get("processRef");
}
