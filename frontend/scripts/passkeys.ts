// A passkey that does not answer must not fail in silence: allauth's scripts say so by an event.
document.addEventListener("allauth.error", (event) => {
  const notice = document.querySelector<HTMLElement>("#passkey_refused");
  if (!notice) return;
  event.preventDefault(); // the notice replaces the line in the console
  notice.hidden = true; // shown anew, so that it is read aloud anew
  requestAnimationFrame(() => (notice.hidden = false));
});
