// Looks again for published practices that are alike, after what is typed was saved
// (practices/js/drafting.js). The focus stays where it is; who hears the page is told a number, and
// only when it is another.

const PAUSE = 3_000;

const place = document.querySelector("[data-alike]");
if (place) watch();

function watch() {
  const rows = place.querySelector("[data-rows]");
  const status = place.querySelector("[role=status]");
  let timer, last = said();

  document.addEventListener("draft:saved", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });

  function said() {
    return rows.querySelector("[data-said]")?.dataset.said ?? "";
  }

  async function look() {
    // Whoever is about to follow one of the links finds it where it was.
    if (rows.contains(document.activeElement)) return;
    const answer = await fetch(place.dataset.alike).catch(() => undefined);
    if (!answer?.ok || answer.redirected) return;
    const html = await answer.text();
    if (rows.contains(document.activeElement)) return;
    rows.innerHTML = html;
    if (said() !== last) status.textContent = last = said();
  }
}
