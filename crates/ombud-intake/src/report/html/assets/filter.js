(function(){
"use strict";
var box=document.getElementById("filter"),rows=[].slice.call(document.querySelectorAll(".ledger tbody"));
if(!box||rows.length<2)return;
function values(key){var seen={};rows.forEach(function(r){var v=r.getAttribute(key);if(v)seen[v]=1});return Object.keys(seen).sort()}
function select(label,key){
  var l=document.createElement("label"),s=document.createElement("select"),all=document.createElement("option");
  l.appendChild(document.createTextNode(label+" "));all.value="";all.textContent=box.dataset.all;s.appendChild(all);
  values(key).forEach(function(v){var o=document.createElement("option");o.value=v;o.textContent=v;s.appendChild(o)});
  l.appendChild(s);box.appendChild(l);s.addEventListener("change",apply);return s}
var h=select(box.dataset.handler,"data-h"),b=select(box.dataset.branch,"data-b"),l=document.createElement("label"),t=document.createElement("input"),n=document.createElement("span");
t.type="search";l.appendChild(document.createTextNode(box.dataset.text+" "));l.appendChild(t);box.appendChild(l);
n.setAttribute("role","status");box.appendChild(n);t.addEventListener("input",apply);
function apply(){
  var q=t.value.trim().toLowerCase(),on=h.value||b.value||q,shown=0;
  rows.forEach(function(r){
    var ok=(!h.value||r.getAttribute("data-h")===h.value)&&(!b.value||r.getAttribute("data-b")===b.value)&&(!q||r.rows[0].textContent.toLowerCase().indexOf(q)>=0);
    r.hidden=!ok;if(ok)shown++});
  n.textContent=on?box.dataset.count.replace("{}",shown):"";
  [].forEach.call(document.querySelectorAll("#ledger .group"),function(g){var any=g.querySelector("tbody:not([hidden])");g.hidden=!any;if(on&&any&&g.tagName==="DETAILS")g.open=true})}
box.hidden=false;
})();
