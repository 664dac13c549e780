// The script of every page. Each module does its part where the page has a place for it.
import {} from "./privacy.js";
import {} from "./terms.js";
