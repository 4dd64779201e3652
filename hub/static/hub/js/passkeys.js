// Passkeys: <form data-passkey="get|create"> with data-options, what the server asks of the browser
// as JSON, or data-ask, the address that answers with it. The form's hidden `credential` takes what
// the browser made. Its button shows where the browser is able.

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

/** The server's options, with bytes where it wrote text. */
function read({ publicKey }) {
  const known = (list) => list?.map((each) => ({ ...each, id: bytes(each.id) }));
  return {
    ...publicKey,
    challenge: bytes(publicKey.challenge),
    user: publicKey.user && { ...publicKey.user, id: bytes(publicKey.user.id) },
    excludeCredentials: known(publicKey.excludeCredentials),
    allowCredentials: known(publicKey.allowCredentials),
  };
}

/** What the browser made, with text where it has bytes. */
function write(credential) {
  const { response } = credential;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: Object.fromEntries(
      parts.filter((part) => response[part]).map((part) => [part, text(response[part])]),
    ),
  });
}

async function optionsOf({ options, ask }) {
  if (options) return JSON.parse(options);
  const answer = await fetch(ask, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return (await answer.json()).request_options;
}

function prepare(form) {
  const button = form.querySelector("button[type=submit]");
  const say = (problem, shown) => (form.querySelector(`[data-problem=${problem}]`).hidden = !shown);
  say("scripts", false);
  // A browser offers passkeys over https only, and to names: not to the numbers of a machine.
  if (!window.PublicKeyCredential || /^[\d.]+$|^\[/.test(location.hostname)) return say("missing", true);
  button.hidden = false;
  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    say("failed", false);
    button.disabled = true;
    try {
      const publicKey = read(await optionsOf(form.dataset));
      form.elements.credential.value = write(await navigator.credentials[form.dataset.passkey]({ publicKey }));
      form.submit();
    } catch {
      // Cancelled, too late, or known already.
      say("failed", true);
      button.disabled = false;
      button.focus();
    }
  });
  // Back from the next page: what was made is worth nothing any more.
  window.addEventListener("pageshow", () => {
    form.elements.credential.value = "";
    button.disabled = false;
  });
}

document.querySelectorAll("form[data-passkey]").forEach(prepare);
