// Fragments from the server (htmx): refusals are shown in their place, a lost connection is said in words.
import htmx from "htmx.org";

htmx.config.allowEval = false; // the Content-Security-Policy refuses it anyway
htmx.config.includeIndicatorStyles = false; // an inline style, refused too
htmx.config.historyCacheSize = 0; // no copy of a page stays in a shared computer
htmx.config.refreshOnHistoryMiss = true;
htmx.config.scrollBehavior = "auto";
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "4(00|03|09|10|22|29)", swap: true, error: true }, // these carry a sentence for the person
  { code: "...", swap: false, error: true },
];

const says = (sentence: string | undefined) => {
  const region = document.querySelector("#messages");
  if (!region || !sentence) return;
  const notice = document.createElement("div");
  notice.className = "notice is-warning";
  notice.append(Object.assign(document.createElement("p"), { textContent: sentence }));
  region.replaceChildren(notice);
};
const words = () => document.querySelector<HTMLElement>("#messages")?.dataset ?? {};

document.addEventListener("htmx:sendError", () => says(words().lost));
document.addEventListener("htmx:responseError", (event) => {
  const { xhr } = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail;
  if (xhr.status >= 500 || xhr.status === 404) says(words().broken);
});
