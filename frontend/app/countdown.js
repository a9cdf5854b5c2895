// Says how long is left until each <time data-due>, by the server's clock: the browser's own clock is only
// used to measure the seconds since the page was answered. A stopped (demonstration) clock stays stopped.

const SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR;

export function startCountdowns(root = document) {
  const { now, running } = document.documentElement.dataset;
  const server = Date.parse(now ?? "");
  if (Number.isNaN(server)) return;
  const opened = performance.now();
  const serverNow = () => server + (running === "1" ? performance.now() - opened : 0);
  const show = () => root.querySelectorAll("time[data-due]").forEach((time) => showOne(time, serverNow()));
  show();
  if (running === "1") setInterval(show, SECOND);
}

function showOne(time, now) {
  const due = Date.parse(time.dataset.due);
  if (Number.isNaN(due)) return;
  const text = remaining(due - now);
  if (time.textContent !== text) time.textContent = text;
  // Exactly on the deadline is still on time, so the class changes only after it.
  time.classList.toggle("app-countdown--past", now > due);
}

export function remaining(left) {
  const words = spell(Math.abs(left));
  if (left >= 0) return left < SECOND ? "now" : `${words} left`;
  return left > -SECOND ? "now" : `${words} ago`;
}

function spell(length) {
  const days = Math.floor(length / DAY), hours = Math.floor(length / HOUR) % 24;
  const minutes = Math.floor(length / MINUTE) % 60, seconds = Math.floor(length / SECOND) % 60;
  if (days) return join(days, "day", hours, "hour");
  if (hours) return join(hours, "hour", minutes, "minute");
  return minutes ? join(minutes, "minute", seconds, "second") : count(seconds, "second");
}

const count = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;
const join = (large, word, small, smaller) => (small ? `${count(large, word)} ${count(small, smaller)}` : count(large, word));
