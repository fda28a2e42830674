// What every page needs: fragments from the server.
import htmx from "htmx.org";

htmx.config.allowEval = false; // the Content-Security-Policy refuses it anyway
htmx.config.includeIndicatorStyles = false;
