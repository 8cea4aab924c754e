"""Distances on the globe, without asking a service."""

from math import asin, cos, inf, radians, sin, sqrt

EARTH_KM = 6371.0


def get_distance(here, there):
    """Kilometres as the crow flies.

    :param here: latitude and longitude in degrees, or None
    :param there: the same
    :return: infinite when one of them is not known
    """
    if not here or not there:
        return inf
    (lat_a, lon_a), (lat_b, lon_b) = (map(radians, here), map(radians, there))
    half = (
        sin((lat_b - lat_a) / 2) ** 2
        + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    )
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))
