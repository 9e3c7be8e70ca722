// Shows the board as it changes: any change is a reason to load it anew.
const list = document.getElementById("notices");
const scheme = location.protocol === "https:" ? "wss:" : "ws:";
new WebSocket(`${scheme}//${location.host}${list.dataset.live}`).onmessage = () => location.reload();

list.addEventListener("click", (event) => {
  const path = event.target.dataset.takeDown;
  if (path) fetch(path, { method: "DELETE" });
});
