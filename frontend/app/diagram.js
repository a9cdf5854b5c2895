// A long diagram opens where the case stands: the first current element is brought to the middle of its box from left
// to right, and near its top, since what comes next is drawn to the right and below.

export function showCurrentStep(root = document) {
  for (const box of root.querySelectorAll(".app-scroll")) {
    const step = box.querySelector(".bpmn-is-current, .bpmn-is-late, .bpmn-is-waiting");
    if (!step) continue;
    const [inner, outer] = [step.getBoundingClientRect(), box.getBoundingClientRect()];
    box.scrollLeft += inner.left + inner.width / 2 - outer.left - outer.width / 2;
    box.scrollTop += inner.top + inner.height / 2 - outer.top - outer.height / 4;
  }
}
