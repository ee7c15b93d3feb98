// SPDX-License-Identifier: GPL-2.0
// What a flame graph does in a browser. Frames are rectangles of an inner <svg>,
// in pixels of the whole: its viewBox is what is zoomed to. A frame's <title> is
// its name, a line break, and what is known of it.
(function () {
"use strict";
const UNIT = 10000; // of a pixel: positions are whole numbers of it
const SVG = "http://www.w3.org/2000/svg";
const XHTML = "http://www.w3.org/1999/xhtml";
const root = document.currentScript ? document.currentScript.ownerSVGElement :
	document.documentElement;
const part = name => root.querySelector("." + name);
const frames = part("frames"), labels = part("labels");
const width = Number(frames.getAttribute("width"));
const height = Number(frames.getAttribute("height"));
const whole = { x: 0, w: width * UNIT };
let view = whole;
let box = null; // the <input> of the search
const known = new Map(); // rectangle -> item

function make(parent, ns, name, attributes) {
	const element = document.createElementNS(ns, name);

	for (const key in attributes)
		element.setAttribute(key, attributes[key]);
	parent.appendChild(element);
	return element;
}

function units(rect, name) {
	return Math.round(Number(rect.getAttribute(name)) * UNIT);
}

function read_item(rect) {
	const title = rect.textContent, end = title.indexOf("\n");

	return {
		rect: rect,
		x: units(rect, "x"),
		w: units(rect, "width"),
		y: Number(rect.getAttribute("y")),
		name: title.slice(0, end),
		about: title.slice(end + 1),
	};
}

// Not before they are asked for: a large graph is shown at once.
function items() {
	if (!known.size)
		for (const rect of frames.getElementsByTagName("rect"))
			known.set(rect, read_item(rect));
	return known.values();
}

// The same as the labels that are written with the graph.
function draw_label(item) {
	const left = Math.max(item.x, view.x);
	const right = Math.min(item.x + item.w, view.x + view.w);
	const scale = whole.w / view.w;
	const room = Math.floor(((right - left) * scale - 6 * UNIT) /
		(7.2 * UNIT) + 1e-9);

	if (right <= left || room < 3)
		return;
	const chars = Array.from(item.name);
	make(labels, SVG, "text", {
		x: (left - view.x) * scale / UNIT + 3,
		y: item.y + 12,
	}).textContent = chars.length <= room ? item.name :
		chars.slice(0, room - 2).join("") + "..";
}

function zoom(to, item) {
	const base = frames.firstElementChild;
	const depth = y => Math.abs(y - Number(base.getAttribute("y")));

	view = to;
	frames.setAttribute("viewBox",
		to.x / UNIT + " 0 " + to.w / UNIT + " " + height);
	labels.textContent = "";
	for (const one of items()) {
		const below = item && depth(one.y) < depth(item.y) &&
			one.x <= to.x && one.x + one.w >= to.x + to.w;

		one.rect.classList.toggle("below", Boolean(below));
		draw_label(one);
	}
	part("reset").classList.toggle("hidden", to === whole);
}

function reset_zoom() {
	zoom(whole, null);
}

// A regular expression, or the text itself where it is none; small letters
// stand for large ones as well.
function matcher(text) {
	const flags = text === text.toLowerCase() ? "i" : "";

	try {
		return new RegExp(text, flags);
	} catch (e) {
		return new RegExp(text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"),
			flags);
	}
}

// A frame within one that matches is not counted twice.
function covered(found) {
	let end = 0, sum = 0;

	found.sort((a, b) => a.x - b.x || b.w - a.w);
	for (const item of found) {
		const to = item.x + item.w;

		if (to > end)
			sum += to - Math.max(item.x, end);
		end = Math.max(end, to);
	}
	return sum;
}

function search(text) {
	const pattern = text && matcher(text);
	const found = [];

	for (const item of items()) {
		const match = Boolean(text) && pattern.test(item.name);

		item.rect.classList.toggle("match", match);
		if (match)
			found.push(item);
	}
	part("matched").textContent = text ? "Matched: " +
		(100 * covered(found) / whole.w).toFixed(2) + " %" : "";
}

function open_search() {
	if (!box) {
		const place = make(root, SVG, "foreignObject", {
			class: "box", x: width - 250, y: 8, width: 260, height: 26,
		});

		box = make(place, XHTML, "input", {
			type: "text", "aria-label": "Search frames",
			placeholder: "regular expression",
		});
		box.addEventListener("input", () => search(box.value));
	}
	part("search").classList.add("hidden");
	box.focus();
	box.select();
}

function close_search() {
	part("box").remove();
	box = null;
	part("search").classList.remove("hidden");
	search("");
}

function tell(rect) {
	if (!known.size)
		items();
	const item = known.get(rect);

	part("details").textContent = item ? item.name + " \u2014 " +
		item.about : "";
}

function on_click(event) {
	const item = event.target.closest(".frames rect") &&
		(items(), known.get(event.target));

	if (item)
		zoom(item.w === whole.w ? whole : item, item);
	else if (event.target === part("reset"))
		reset_zoom();
	else if (event.target === part("search"))
		open_search();
}

function on_key(event) {
	if ((event.ctrlKey || event.metaKey) && event.key === "f")
		open_search();
	else if (event.key === "Escape" && box)
		close_search();
	else if (event.key === "Escape")
		reset_zoom();
	else if (event.key === "Enter" && event.target.closest(".button"))
		on_click(event);
	else
		return;
	event.preventDefault();
}

part("search").classList.remove("hidden");
root.addEventListener("click", on_click);
frames.addEventListener("mouseover", event => tell(event.target));
frames.addEventListener("mouseleave", () => tell(null));
window.addEventListener("keydown", on_key);
})();
