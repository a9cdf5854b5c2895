// Every page: live fragments, the design system's own behaviour, and countdowns. All pages work without it.
import "htmx.org";
import { initAll } from "nhsuk-frontend";
import { startCountdowns } from "./countdown.js";
import { showCurrentStep } from "./diagram.js";

document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
initAll();
startCountdowns();
showCurrentStep();
