"""Every figure, for page, report and notebook: charts in, SVG or PNG out, nothing worked out here.

The inputs are numbers that other rooms worked out, as plain mappings; what is done to them is placing and
wording. `svg` and `png` draw offline, in a light or a dark theme, the same bytes for the same figure.
"""

from bowlby.plots.beside import beside_plot
from bowlby.plots.crowds import dimensions, shares_plot
from bowlby.plots.curves import RATINGS, alarm_timeline, expectation_plot, recovery_curve
from bowlby.plots.expected import calibration_plot
from bowlby.plots.intervals import interval_plot
from bowlby.plots.months import months_plot
from bowlby.plots.regions import regions
from bowlby.plots.room import TRAJECTORY, Plan, room
from bowlby.plots.theme import PALETTES, Palette, Theme, config, png, svg

__all__ = [
    "PALETTES",
    "RATINGS",
    "TRAJECTORY",
    "Palette",
    "Plan",
    "Theme",
    "alarm_timeline",
    "beside_plot",
    "calibration_plot",
    "config",
    "dimensions",
    "expectation_plot",
    "interval_plot",
    "months_plot",
    "png",
    "recovery_curve",
    "regions",
    "room",
    "shares_plot",
    "svg",
]
