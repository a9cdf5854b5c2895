// Talks to the service: posts JSON with the page's CSRF token and says in words what came of it.

export async function ask(url, body) {
  let response;
  try {
    response = await fetch(url, { method: "POST", headers: headers(), body: JSON.stringify(body), credentials: "same-origin" });
  } catch {
    throw new Error("The service could not be reached. Nothing was changed; try again.");
  }
  const answer = await response.json().catch(() => ({}));
  return { ...answer, ok: response.ok, status: response.status };
}

function headers() {
  const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
  return { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token };
}

export function reason(answer) {
  return answer.message ?? answer.error ?? `The service answered ${answer.status}.`;
}
