// In the pages of the instruments that draw a network: what their common script does not bring.
import { mapView } from "./map.js";

Reflect.set(globalThis, "T2_MAP", mapView);
